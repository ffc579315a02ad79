import 'server-only'
import { messageOf } from '@/lib/kit/app-error'
import { takeDemo } from '@/lib/rag/demo/take-demo'
import type { Evaluation } from '@/lib/rag/evaluation/evaluation'
import type { Library } from '@/lib/rag/library/library'
import type { RagInput } from './compose-rag'
import type { Lifecycle } from './lifecycle'

/** Takes the demo's documents in beside the start, which does not wait for it. */
export async function startDemo(
  { env, settings, logger }: RagInput,
  parts: { library: Library; evaluation: Evaluation },
  lifecycle: Lifecycle,
): Promise<void> {
  const { demoDocuments: folder } = env
  if (folder === undefined) return
  const stopping = new AbortController()
  let taking: Promise<unknown> = Promise.resolve()
  await lifecycle.start({
    name: 'demo documents',
    start() {
      taking = takeDemo({ folder, settings, ...parts }, stopping.signal).catch((error: unknown) =>
        logger.warn({ reason: messageOf(error) }, 'Could not take in the demo’s documents'),
      )
    },
    async stop() {
      stopping.abort()
      await taking
    },
  })
}

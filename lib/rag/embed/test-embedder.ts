import 'server-only'
import { AppError, isAppError, messageOf } from '@/lib/kit/app-error'
import type { Clock } from '@/lib/kit/clock'
import { deadline } from '@/lib/kit/deadline'
import type { Logger } from '@/lib/kit/logger'
import type { Embedder } from './embedder'
import { PROBE } from './index/choose-index'

export interface TestOutcome {
  ok: boolean
  message: string
  durationMs: number
}

const LIMIT_MS = 60_000

/** Tries a model out, and says how that went instead of throwing. */
export async function outcomeOf<T extends object>(
  { clock, logger, model }: { clock: Clock; logger: Logger; model: string },
  work: (signal: AbortSignal) => Promise<T & { message: string }>,
): Promise<TestOutcome & Partial<T>> {
  const startedAt = clock.now()
  using limit = deadline(undefined, LIMIT_MS, model)
  try {
    const outcome = await work(limit)
    return { ...outcome, ok: true, durationMs: clock.now() - startedAt }
  } catch (error) {
    if (!isAppError(error)) logger.warn({ err: error, model }, 'The test of a model failed')
    // The compiler can't see that nothing of T is promised here.
    return { ok: false, message: messageOf(error), durationMs: clock.now() - startedAt } as TestOutcome &
      Partial<T>
  }
}

/** Embeds a sentence as a query. */
export async function testEmbedder(
  embedder: Embedder,
  model: string,
  signal: AbortSignal,
): Promise<{ message: string; dimension: number }> {
  const [vector] = await embedder.embed([PROBE], 'query', signal)
  const dimension = vector?.length ?? 0
  if (dimension === 0) throw new AppError('protocol-error', `${model} gives no vector`)
  return { message: `${model} gives vectors of ${dimension} numbers`, dimension }
}

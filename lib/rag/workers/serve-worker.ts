import 'server-only'
import { parentPort, type Transferable } from 'node:worker_threads'
import { AppError } from '@/lib/kit/app-error'
import type { WorkerJobs, WorkerName } from './jobs'
import { type Reply, type Request, sentError } from './messages'

interface Asked {
  signal: AbortSignal
  /** Said to whoever asked, as it comes. */
  tell: (progress: unknown) => void
  /** What of the output is moved instead of copied. */
  move: (...parts: Transferable[]) => void
}

/** The inside of a worker: answers each request with `handle`; several may be under way at once. */
export function serveWorker<Name extends WorkerName>(
  handle: (
    input: WorkerJobs[Name]['input'],
    asked: Asked,
  ) => WorkerJobs[Name]['output'] | Promise<WorkerJobs[Name]['output']>,
): void {
  const port = parentPort
  if (port === null) throw new Error('Only a worker thread can serve')
  const running = new Map<number, AbortController>()
  const reply = (message: Reply, moved: Transferable[] = []) => port.postMessage(message, moved)

  async function run(id: number, input: unknown): Promise<void> {
    const controller = new AbortController()
    running.set(id, controller)
    const moved: Transferable[] = []
    const asked: Asked = {
      signal: controller.signal,
      tell: (progress) => reply({ kind: 'progress', id, progress }),
      move: (...parts) => void moved.push(...parts),
    }
    try {
      // The other end is `WorkerThread<Name>`, which takes no other input.
      const output = await handle(input as WorkerJobs[Name]['input'], asked)
      reply({ kind: 'done', id, output }, moved)
    } catch (error) {
      reply({ kind: 'failed', id, error: sentError(error) })
    } finally {
      running.delete(id)
    }
  }

  port.on('message', (message: Request) => {
    if (message.kind === 'run') void run(message.id, message.input)
    else running.get(message.id)?.abort(new AppError('cancelled', 'Cancelled'))
  })
}

import 'server-only'
import { parentPort, type Transferable } from 'node:worker_threads'
import { AppError } from '@/lib/kit/app-error'
import type { WorkerJobs, WorkerName } from './jobs'
import { type Reply, type Request, sentError } from './messages'

export interface Asked<Name extends WorkerName> {
  signal: AbortSignal
  /** Of whoever asked; one thing at a time. Rejects when nobody wants the job any more. */
  ask: (question: WorkerJobs[Name]['question']) => Promise<WorkerJobs[Name]['answer']>
  /** What of the output is moved instead of copied. */
  move: (...parts: Transferable[]) => void
}

interface Job {
  controller: AbortController
  /** What waits for an answer. */
  asked?: PromiseWithResolvers<unknown>
}

/** The inside of a worker: answers each request with `handle`; several may be under way at once. */
export function serveWorker<Name extends WorkerName>(
  handle: (
    input: WorkerJobs[Name]['input'],
    asked: Asked<Name>,
  ) => WorkerJobs[Name]['output'] | Promise<WorkerJobs[Name]['output']>,
): void {
  const port = parentPort
  if (port === null) throw new Error('Only a worker thread can serve')
  const running = new Map<number, Job>()
  const reply = (message: Reply, moved: Transferable[] = []) => port.postMessage(message, moved)

  async function run(id: number, input: unknown): Promise<void> {
    const controller = new AbortController()
    const { signal } = controller
    const job: Job = { controller }
    running.set(id, job)
    const moved: Transferable[] = []
    const asked: Asked<Name> = {
      signal,
      ask(question) {
        signal.throwIfAborted()
        job.asked = Promise.withResolvers<unknown>()
        reply({ kind: 'ask', id, question })
        // `WorkerThread<Name>` answers by the same type.
        return job.asked.promise as Promise<WorkerJobs[Name]['answer']>
      },
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
    else if (message.kind === 'answer') running.get(message.id)?.asked?.resolve(message.answer)
    else cancel(running.get(message.id))
  })
}

function cancel(job: Job | undefined): void {
  const reason = new AppError('cancelled', 'Cancelled')
  job?.controller.abort(reason)
  job?.asked?.reject(reason)
}

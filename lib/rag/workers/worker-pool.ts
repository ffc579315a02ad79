import 'server-only'
import type { WorkerJobs, WorkerName } from './jobs'
import { type RequestOptions, throwIfCancelled, WorkerThread } from './worker-thread'
import { AppError } from '@/lib/kit/app-error'

const IDLE_MS = 10_000

/** Threads of one kind, each with one job at a time. */
export class WorkerPool<Name extends WorkerName> {
  private readonly idle: { thread: WorkerThread<Name>; timer: NodeJS.Timeout }[] = []
  private readonly queue: (() => void)[] = []
  private busy = 0

  constructor(
    private readonly name: Name,
    private readonly options: { maxMb: number; size: number },
  ) {}

  async run(
    input: WorkerJobs[Name]['input'],
    options: RequestOptions<Name>,
  ): Promise<WorkerJobs[Name]['output']> {
    await this.turn(options.signal)
    let thread: WorkerThread<Name> | undefined
    try {
      thread = this.take()
      return await thread.request(input, options)
    } catch (error) {
      // A handler that computes can't hear that it is cancelled, and one that failed may have left things behind.
      await thread?.close()
      throw error
    } finally {
      if (thread?.alive === true) this.keep(thread)
      // Who waits takes the place over: it is never free between.
      const next = this.queue.shift()
      if (next === undefined) this.busy -= 1
      else next()
    }
  }

  private async turn(signal: AbortSignal | undefined): Promise<void> {
    throwIfCancelled(signal)
    if (this.busy < this.options.size) this.busy += 1
    else await this.wait(signal)
  }

  private wait(signal: AbortSignal | undefined): Promise<void> {
    return new Promise((resolve, reject) => {
      const enter = () => {
        signal?.removeEventListener('abort', leave)
        resolve()
      }
      const leave = () => {
        const at = this.queue.indexOf(enter)
        if (at !== -1) this.queue.splice(at, 1)
        reject(new AppError('cancelled', 'Cancelled'))
      }
      this.queue.push(enter)
      signal?.addEventListener('abort', leave, { once: true })
    })
  }

  private take(): WorkerThread<Name> {
    for (let kept = this.idle.pop(); kept !== undefined; kept = this.idle.pop()) {
      clearTimeout(kept.timer)
      if (kept.thread.alive) return kept.thread
    }
    return new WorkerThread(this.name, { maxMb: this.options.maxMb })
  }

  private keep(thread: WorkerThread<Name>): void {
    const timer = setTimeout(() => {
      this.idle.splice(0, this.idle.length, ...this.idle.filter((kept) => kept.thread !== thread))
      void thread.close()
    }, IDLE_MS).unref()
    this.idle.push({ thread, timer })
  }
}

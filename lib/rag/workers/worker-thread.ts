import 'server-only'
import * as threads from 'node:worker_threads'
import { AppError } from '@/lib/kit/app-error'
import { deadline } from '@/lib/kit/deadline'
import type { WorkerJobs, WorkerName } from './jobs'
import { MemoryGuard } from './memory-guard'
import type { Reply, Request, SentError } from './messages'
import { workerFile } from './worker-file'

export interface RequestOptions<Name extends WorkerName = WorkerName> {
  signal?: AbortSignal
  /** The thread is ended when it has not answered by then. */
  limitMs: number
  /** Moved into the thread: empty here afterwards. */
  transfer?: ArrayBuffer[]
  /** Answers what the worker asks in between, one thing at a time; what it throws ends the request. */
  answer?: (
    question: WorkerJobs[Name]['question'],
  ) => WorkerJobs[Name]['answer'] | Promise<WorkerJobs[Name]['answer']>
}

interface Waiting {
  resolve: (output: unknown) => void
  reject: (error: unknown) => void
  answer: (question: unknown) => unknown
}

/**
 * A worker thread that answers requests until it is closed or dies: of an error of its own, of `maxMb`, or of a request
 * that outlives its limit. Then what it was asked fails with an AppError, and it takes no more. It keeps the process
 * alive only while it is asked something.
 */
export class WorkerThread<Name extends WorkerName> {
  private readonly thread: threads.Worker
  private readonly guard: MemoryGuard
  private readonly waiting = new Map<number, Waiting>()
  private nextId = 1
  private end: AppError | null = null

  constructor(name: Name, options: { maxMb: number }) {
    this.thread = new threads.Worker(/* turbopackIgnore: true */ workerFile(name), {
      resourceLimits: { maxOldGenerationSizeMb: options.maxMb, stackSizeMb: 8 },
      // What a library prints there is not for our log.
      stdout: true,
      stderr: true,
      env: { NODE_ENV: 'production' },
      execArgv: [],
    })
    this.thread.stdout.resume()
    this.thread.stderr.resume()
    this.thread.unref()
    this.thread.on('message', (reply: Reply) => this.take(reply))
    this.thread.on('error', (error) => this.fail(dyingWords(error, options.maxMb)))
    this.thread.on('exit', () => this.fail(new AppError('internal', 'The worker ended by itself. Try again')))
    this.guard = new MemoryGuard(
      this.thread,
      options.maxMb,
      () => void this.kill(tooMuchMemory(options.maxMb)),
    )
  }

  /** Whether it can be asked. */
  get alive(): boolean {
    return this.end === null
  }

  /**
   * Rejects with the AppError that the worker threw, with `cancelled`, `timed-out` or `too-large` (memory). A cancelled
   * request is told so; whether the thread goes on is the handler's matter: `close` ends it whatever it does.
   */
  async request(
    input: WorkerJobs[Name]['input'],
    options: RequestOptions<Name>,
  ): Promise<WorkerJobs[Name]['output']> {
    if (this.end !== null) throw this.end
    throwIfCancelled(options.signal)
    using limit = deadline(options.signal, options.limitMs, 'The worker')
    const id = this.nextId++
    const onAbort = () => {
      if (options.signal?.aborted === true) this.cancel(id)
      else void this.kill(tooLong(options.limitMs))
    }
    limit.addEventListener('abort', onAbort, { once: true })
    try {
      // The worker named `Name` serves by the same type.
      return (await this.send(id, input, options)) as WorkerJobs[Name]['output']
    } finally {
      limit.removeEventListener('abort', onAbort)
      this.waiting.delete(id)
      if (this.waiting.size === 0) this.rest()
    }
  }

  /** What it is still asked fails as cancelled. */
  async close(): Promise<void> {
    await this.kill(new AppError('cancelled', 'The worker was closed'))
  }

  private send(id: number, input: unknown, options: RequestOptions<Name>): Promise<unknown> {
    return new Promise((resolve, reject) => {
      // The worker named `Name` asks by the same type.
      const answer = (question: unknown) => options.answer?.(question as WorkerJobs[Name]['question'])
      this.waiting.set(id, { resolve, reject, answer })
      this.thread.ref()
      this.guard.start()
      this.post({ kind: 'run', id, input }, options.transfer)
    })
  }

  private post(request: Request, transfer: ArrayBuffer[] = []): void {
    this.thread.postMessage(request, transfer)
  }

  private cancel(id: number): void {
    this.post({ kind: 'cancel', id })
    this.waiting.get(id)?.reject(new AppError('cancelled', 'Cancelled'))
  }

  private take(reply: Reply): void {
    const waiting = this.waiting.get(reply.id)
    if (waiting === undefined) return
    if (reply.kind === 'ask') void this.answer(reply.id, waiting, reply.question)
    else if (reply.kind === 'done') waiting.resolve(reply.output)
    else waiting.reject(receivedError(reply.error))
  }

  private async answer(id: number, waiting: Waiting, question: unknown): Promise<void> {
    try {
      const answer = await waiting.answer(question)
      if (this.alive && this.waiting.has(id)) this.post({ kind: 'answer', id, answer })
    } catch (error) {
      if (this.alive) this.post({ kind: 'cancel', id })
      waiting.reject(error)
    }
  }

  private rest(): void {
    this.guard.stop()
    this.thread.unref()
  }

  private fail(reason: AppError): void {
    this.end ??= reason
    this.guard.stop()
    for (const { reject } of this.waiting.values()) reject(this.end)
  }

  private async kill(reason: AppError): Promise<void> {
    this.fail(reason)
    await this.thread.terminate()
  }
}

/** As an AppError, which a signal's own reason is not. */
export function throwIfCancelled(signal: AbortSignal | undefined): void {
  if (signal?.aborted === true) throw new AppError('cancelled', 'Cancelled')
}

function receivedError({ code, message, stack }: SentError): Error {
  if (code !== null) return new AppError(code, message)
  const error = new Error(message)
  if (stack !== undefined) error.stack = stack
  return error
}

function dyingWords(error: unknown, maxMb: number): AppError {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  if (code === 'ERR_WORKER_OUT_OF_MEMORY') return tooMuchMemory(maxMb)
  return new AppError('internal', 'The worker failed. Try again', { cause: error })
}

function tooMuchMemory(maxMb: number): AppError {
  return new AppError('too-large', `It took more than the ${maxMb} MB of memory that one may take`)
}

function tooLong(limitMs: number): AppError {
  return new AppError(
    'timed-out',
    `It took longer than the ${Math.round(limitMs / 1_000)} s that one may take`,
  )
}

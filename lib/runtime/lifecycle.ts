import 'server-only'
import { AppError, messageOf } from '@/lib/kit/app-error'
import type { Logger } from '@/lib/kit/logger'

export interface Part {
  name: string
  start?: () => void | Promise<void>
  stop?: () => unknown
  /** How long its stop may take, in ms, before the next part's turn comes. */
  stopWithinMs?: number
}

/** Starts parts in order and stops, in reverse, those that began to start. */
export class Lifecycle {
  readonly #begun: Part[] = []
  #stopped: Promise<void> | undefined

  constructor(private readonly logger: Logger) {}

  async start(part: Part): Promise<void> {
    if (this.#stopped) throw new AppError('shutting-down', 'The server is shutting down')
    this.#begun.push(part)
    await part.start?.()
  }

  get stopping(): boolean {
    return this.#stopped !== undefined
  }

  /** Memoised: every caller waits for the one stop. No part's failure or delay keeps the next from stopping. */
  stop(): Promise<void> {
    return (this.#stopped ??= this.#stopAll())
  }

  async #stopAll(): Promise<void> {
    for (const part of this.#begun.toReversed()) {
      await this.#stopOne(part)
    }
  }

  async #stopOne({ name, stop, stopWithinMs = 2_000 }: Part): Promise<void> {
    if (!stop) return
    const startedAt = performance.now()
    try {
      await within(stopWithinMs, stop)
      this.logger.debug({ part: name, ms: Math.round(performance.now() - startedAt) }, 'Stopped')
    } catch (error) {
      this.logger.warn({ part: name, reason: messageOf(error) }, 'Did not stop cleanly')
    }
  }
}

async function within(limitMs: number, task: () => unknown): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new AppError('timed-out', `Not done within ${limitMs} ms`)), limitMs)
  })
  try {
    await Promise.race([Promise.resolve().then(task), late])
  } finally {
    clearTimeout(timer)
  }
}

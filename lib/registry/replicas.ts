import 'server-only'
import { backoffDelayMs } from '@/lib/kit/backoff'
import type { Clock } from '@/lib/kit/clock'
import type { Logger } from '@/lib/kit/logger'
import type { SourceNews } from './outcomes'
import type { RecordStore, RegistryNews } from './record-store'
import type { Writer } from './writer'

export interface ReplicaParts {
  store: Pick<RecordStore, 'listen' | 'tell'>
  writer: Pick<Writer, 'takeOver' | 'refresh'>
  clock: Clock
  logger: Logger
  /** Told by another process; null: some of that may have been missed. */
  onSource: (news: SourceNews | null) => Promise<void>
}

const RETRY = { firstDelayMs: 1_000, maxDelayMs: 30_000 }

/** Keeps this process true to what others write: reads just what they have changed, or all that differs when that is not known. */
export class Replicas {
  /** Names that others have written and that were not read since; `all` when they are not known. */
  #unread: Set<string> | 'all' = new Set()
  #reading: Promise<void> | undefined
  /** How much was heard, and how much of it was read: who waits does not wait for what comes later. */
  #heard = 0
  #read = 0
  #waiting: { upTo: number; resolve: () => void }[] = []
  #cancelRetry: () => void = () => undefined
  #letGo: (() => Promise<void>) | undefined
  #stopped = false

  constructor(private readonly parts: ReplicaParts) {}

  async start(): Promise<void> {
    this.#letGo ??= await this.parts.store.listen((news) => this.#hear(news))
  }

  async stop(): Promise<void> {
    this.#stopped = true
    this.#cancelRetry()
    await this.#letGo?.()
    await this.#reading
  }

  /** Settles when what was heard so far is in memory, or could not be read. */
  caughtUp(): Promise<void> {
    if (!this.#reading || this.#read >= this.#heard) return Promise.resolve()
    return new Promise((resolve) => this.#waiting.push({ upTo: this.#heard, resolve }))
  }

  /** Others do without it if it can't be told: it only spares them from ageing what was seen. */
  async tell(news: RegistryNews): Promise<void> {
    try {
      await this.parts.store.tell(news)
    } catch (error) {
      this.parts.logger.debug({ err: error }, 'Other processes could not be told of a source')
    }
  }

  #hear(news: RegistryNews | null): void {
    if (this.#stopped) return
    if (news?.kind !== 'written') void this.#pass(news)
    if (news !== null && news.kind !== 'written') return
    const names = news?.names ?? null
    if (names === null) this.#unread = 'all'
    else if (this.#unread !== 'all') for (const name of names) this.#unread.add(name)
    this.#heard += 1
    this.#cancelRetry()
    this.#reading ??= this.#readOn(1)
  }

  async #pass(news: SourceNews | null): Promise<void> {
    try {
      await this.parts.onSource(news)
    } catch (error) {
      this.parts.logger.warn({ err: error }, 'The servers of failing sources could not be aged yet')
    }
  }

  /** What is heard while it reads is read next. */
  async #readOn(attempt: number): Promise<void> {
    try {
      while (this.#unread === 'all' || this.#unread.size > 0) {
        const [unread, upTo] = [this.#unread, this.#heard]
        this.#unread = new Set()
        if (unread === 'all') await this.parts.writer.refresh()
        else await this.parts.writer.takeOver([...unread])
        this.#settle(upTo)
      }
    } catch (error) {
      this.#unread = 'all'
      this.#tryLater(error, attempt)
    } finally {
      this.#reading = undefined
      this.#settle(this.#heard)
    }
  }

  #settle(upTo: number): void {
    this.#read = upTo
    for (const waiting of this.#waiting) if (waiting.upTo <= upTo) waiting.resolve()
    this.#waiting = this.#waiting.filter((waiting) => waiting.upTo > upTo)
  }

  #tryLater(error: unknown, attempt: number): void {
    if (this.#stopped) return
    this.parts.logger.warn({ err: error }, 'What other processes have changed could not be read yet')
    this.#cancelRetry = this.parts.clock.after(backoffDelayMs(RETRY, attempt, Math.random), () => {
      this.#reading ??= this.#readOn(attempt + 1)
    })
  }
}

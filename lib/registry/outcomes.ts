import 'server-only'
import { messageOf } from '@/lib/kit/app-error'
import type { Clock } from '@/lib/kit/clock'
import type { Failures } from './failures'
import type { RegistryNews } from './record-store'

export type SourceNews = Exclude<RegistryNews, { kind: 'written' }>

interface OutcomeParts {
  failures: Failures
  clock: Clock
  /** To other processes. */
  tell: (news: SourceNews) => Promise<void>
}

/** What the newest run of each source came to, whichever process ran it: none may age what another has seen since. */
export class Outcomes {
  readonly #newestAt = new Map<string, string>()
  readonly #answeredAt = new Map<string, string>()

  constructor(private readonly parts: OutcomeParts) {}

  /** ISO time. */
  answeredAt(sourceId: string): string | undefined {
    return this.#answeredAt.get(sourceId)
  }

  async answered(source: string, unreadable: string[] = []): Promise<void> {
    await this.#here({ kind: 'source-answered', source, unreadable, at: this.#now() })
  }

  async failed(source: string, error: unknown): Promise<void> {
    await this.#here({ kind: 'source-failed', source, reason: messageOf(error), at: this.#now() })
  }

  /** Of another process; null when some of that may have been missed, and a failure that was may be over. */
  async hear(news: SourceNews | null): Promise<void> {
    if (news === null) this.parts.failures.retain([])
    // It comes later than it happened, and this process may have run the source since.
    else if (news.at >= (this.#newestAt.get(news.source) ?? '')) await this.#take(news)
  }

  async #here(news: SourceNews): Promise<void> {
    await this.#take(news)
    await this.parts.tell(news)
  }

  async #take(news: SourceNews): Promise<void> {
    const { source, at } = news
    this.#newestAt.set(source, at)
    if (news.kind === 'source-failed') return this.parts.failures.failed(source, news.reason)
    this.#answeredAt.set(source, at)
    await this.parts.failures.answered(source, news.unreadable)
  }

  #now(): string {
    return new Date(this.parts.clock.now()).toISOString()
  }
}

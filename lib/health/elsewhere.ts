import 'server-only'
import type { AppEvent } from '@/lib/domain/event'
import type { Logger } from '@/lib/kit/logger'
import type { HealthNews, HealthStateStore } from '@/lib/store/health-states'
import type { Roster } from './roster'
import type { Watched } from './watched'

export interface ElsewhereParts {
  store: Pick<HealthStateStore, 'isShared' | 'listen' | 'savedSince'>
  replica: string
  roster: Roster
  isOurs: (watched: Watched) => boolean
  /** Tells this process of what another one has told all others of already. */
  echo: (...events: AppEvent[]) => void
  loadRules: () => Promise<void>
  logger: Logger
}

/** A write may be seen later than one that was stamped after it. */
const OVERLAP_MS = 10_000

/** Keeps this replica true to what others find out about servers, and to the rules that are set there. */
export class Elsewhere {
  #letGo: (() => Promise<void>) | undefined
  /** By the database's clock: what was written before is known. */
  #knownTo = 0
  #reading: Promise<void> | undefined
  #isUnread = false
  #stopped = false

  constructor(private readonly parts: ElsewhereParts) {}

  async start(knownTo: number): Promise<void> {
    this.#knownTo = knownTo
    if (this.parts.store.isShared) this.#letGo ??= await this.parts.store.listen((news) => this.#hear(news))
  }

  async stop(): Promise<void> {
    this.#stopped = true
    await this.#letGo?.()
    await this.#reading
  }

  #hear(news: HealthNews | null): void {
    if (this.#stopped || news?.replica === this.parts.replica) return
    if (news?.kind !== 'saved') void this.#loadRules()
    if (news?.kind === 'rules') return
    this.#isUnread = true
    this.#reading ??= this.#read().finally(() => (this.#reading = undefined))
  }

  async #loadRules(): Promise<void> {
    try {
      await this.parts.loadRules()
    } catch (error) {
      this.parts.logger.warn({ err: error }, 'The rules of health could not be read again')
    }
  }

  async #read(): Promise<void> {
    const { store, replica, logger } = this.parts
    while (this.#isUnread && !this.#stopped) {
      this.#isUnread = false
      try {
        const found = await store.savedSince(this.#knownTo - OVERLAP_MS, replica)
        this.#knownTo = found.reduce((newest, { savedAt }) => Math.max(newest, savedAt), this.#knownTo)
        this.#take(found)
      } catch (error) {
        // The next word of another replica, which comes within seconds, leads here again.
        logger.debug({ err: error }, 'What other replicas have found could not be read yet')
      }
    }
  }

  #take(found: Awaited<ReturnType<HealthStateStore['savedSince']>>): void {
    const { roster, isOurs, echo } = this.parts
    const events: AppEvent[] = []
    for (const stored of found) {
      const watched = roster.get(stored.name)
      const from = watched?.state.verdict
      if (!watched || from === undefined || !roster.adopt(watched, stored, isOurs(watched))) continue
      const { verdict, reason } = stored.state
      if (from !== verdict)
        events.push({ kind: 'verdict-changed', name: stored.name, from, verdict, reason, silenced: false })
    }
    echo(...events)
  }
}

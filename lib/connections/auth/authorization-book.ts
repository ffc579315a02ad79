import 'server-only'
import type { AppEvent, FeedEntry } from '@/lib/domain/event'
import type { EventBus } from '@/lib/events/bus'
import type { Happening } from '@/lib/events/writer'
import { isAppError } from '@/lib/kit/app-error'
import type { Clock } from '@/lib/kit/clock'
import { happening } from '@/lib/kit/happening'
import type { Logger } from '@/lib/kit/logger'
import type { AuthorizationStore, StoredAuthorization } from './authorization-store'
import { type AuthorizationRecord, recordSchema, viewOf } from './record'

export interface Held {
  revision: number
  record: AuthorizationRecord
}

export interface BookOptions {
  store: AuthorizationStore
  bus: EventBus
  clock: Clock
  logger: Logger
}

const SAVE_AGAIN_MS = 2_000

/**
 * All authorizations, in memory so that a request asks no database, and as stored, so that replicas agree. Tells of each
 * change of state.
 */
export class AuthorizationBook {
  readonly #held = new Map<string, Held>()
  /** Held here and not stored yet. */
  readonly #unsaved = new Map<string, () => void>()
  #stopListening: (() => Promise<void>) | undefined

  constructor(private readonly options: BookOptions) {}

  async start(): Promise<void> {
    // Listens first: what changes while they are read is read again.
    this.#stopListening = await this.options.store.listen((server) => void this.#heard(server))
    for (const row of await this.options.store.loadAll()) this.#hold(row.server, row)
  }

  async stop(): Promise<void> {
    for (const cancel of this.#unsaved.values()) cancel()
    await this.#stopListening?.()
    this.#stopListening = undefined
  }

  peek(server: string): Held | undefined {
    return this.#held.get(server)
  }

  /** Undefined too when it was made for another address or client. */
  get(server: string, binding: string): Held | undefined {
    const held = this.#held.get(server)
    return held?.record.binding === binding ? held : undefined
  }

  /** As it is stored now. */
  async reload(server: string): Promise<Held | undefined> {
    for (;;) {
      const before = this.#held.get(server)
      if (this.#unsaved.has(server)) return before
      const row = await this.options.store.load(server)
      // What was read before a change and comes after it is old.
      if (this.#held.get(server) !== before) continue
      this.#hold(server, row)
      this.options.bus.echo(...changeOf(server, before?.record, this.#held.get(server)?.record))
      return this.#held.get(server)
    }
  }

  /** Stores over what `held` was, or over nothing; undefined when another was quicker, whose word is then held. */
  async save(server: string, record: AuthorizationRecord, over: Held | undefined): Promise<Held | undefined> {
    const { store } = this.options
    const revision = over?.revision ?? 0
    const held = { revision: revision + 1, record }
    const isStored = await this.#write(async () => {
      const news = this.#newsOf(server, this.#held.get(server)?.record, record)
      const stored = await store.save(server, JSON.stringify(record), revision, news)
      if (stored) this.#held.set(server, held)
      return stored
    })
    if (isStored) return held
    await this.reload(server)
    return undefined
  }

  /** Tokens that can't be had twice: while the database does not answer they are kept here, and stored when it does. */
  async keep(server: string, record: AuthorizationRecord, over: Held): Promise<Held | undefined> {
    try {
      return await this.save(server, record, over)
    } catch (error) {
      if (!isAppError(error) || error.code !== 'database-unavailable') throw error
      const held = { revision: over.revision, record }
      this.#held.set(server, held)
      this.#saveLater(server, held)
      return held
    }
  }

  /** Whoever writes in between: a person's word counts, not the order. */
  async put(
    server: string,
    make: (before: Held | undefined) => AuthorizationRecord | undefined,
  ): Promise<Held | undefined> {
    for (let tries = 0; tries < 5; tries++) {
      const before = this.#held.get(server)
      const record = make(before)
      if (!record) return before
      const saved = await this.save(server, record, before)
      if (saved) return saved
    }
    throw new Error(`The authorization of ${server} changes faster than it can be stored`)
  }

  /** Answers whether it was here that it was forgotten. */
  async forget(server: string): Promise<boolean> {
    const held = this.#held.get(server)
    if (!held) return false
    this.#held.delete(server)
    const news = this.#newsOf(server, held.record, undefined)
    const isGone = await this.#write(() => this.options.store.remove(server, held.revision, news))
    if (!isGone) this.options.bus.echo(...changeOf(server, held.record, undefined))
    return isGone
  }

  /** False when another was quicker. */
  async #write(change: () => Promise<FeedEntry[] | undefined>): Promise<boolean> {
    let isWritten = false
    await this.options.bus.publishWith(async () => {
      const stored = await change()
      isWritten = stored !== undefined
      return stored ?? []
    })
    return isWritten
  }

  #newsOf(...change: Parameters<typeof changeOf>): Happening[] {
    return changeOf(...change).map((event) => happening(event, this.options.clock.now()))
  }

  #saveLater(server: string, held: Held): void {
    const save = async () => {
      this.#unsaved.delete(server)
      if (this.#held.get(server) !== held) return
      try {
        await this.save(server, held.record, held)
      } catch {
        this.#saveLater(server, held)
      }
    }
    this.options.logger.warn({ server }, 'The renewed token is not stored yet: the database does not answer')
    this.#unsaved.set(
      server,
      this.options.clock.after(SAVE_AGAIN_MS, () => void save()),
    )
  }

  async #heard(server: string | null): Promise<void> {
    try {
      if (server !== null) {
        await this.reload(server)
        return
      }
      const stored = (await this.options.store.loadAll()).map((row) => row.server)
      for (const name of new Set([...this.#held.keys(), ...stored])) await this.reload(name)
    } catch (error) {
      this.options.logger.warn({ err: error }, 'Could not read what another replica has stored')
    }
  }

  #hold(server: string, row: StoredAuthorization | undefined): void {
    const record = row && recordSchema.safeParse(JSON.parse(row.body)).data
    if (row && record) this.#held.set(server, { revision: row.revision, record })
    else this.#held.delete(server)
  }
}

type Recorded = AuthorizationRecord | undefined

/** Nothing where the one says what the other does: renewed tokens alone are no news. */
function changeOf(name: string, before: Recorded, after: Recorded): AppEvent[] {
  const [was, is] = [before, after].map((record) => {
    const { state, scopes, wanted, error } = viewOf(record, { trouble: undefined, wanted: [] })
    return { state, told: JSON.stringify([state, scopes, wanted, error]) }
  })
  return is && is.told !== was?.told ? [{ kind: 'authorization-changed', name, state: is.state }] : []
}

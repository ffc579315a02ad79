import 'server-only'
import type { FeedEntry } from '@/lib/domain/event'
import type { Clock } from '@/lib/kit/clock'
import { Emitter, type Listener } from '@/lib/kit/emitter'
import { happening } from '@/lib/kit/happening'
import type { Logger } from '@/lib/kit/logger'
import type { Database } from '@/lib/store/database'
import type { EventStore } from '@/lib/store/events'
import type { EventBus } from './bus'
import { RecentEntries } from './recent'
import { EventWriter } from './writer'

export interface FeedOptions {
  store: Pick<EventStore, 'append' | 'after' | 'recent' | 'lastId'>
  database: Pick<Database, 'listen' | 'ping'>
  /** The channel on which appends are told, by any process. */
  channel: string
  /**
   * Settles when what other processes did so far can be seen in this one. Their events wait for it: who hears of a change
   * reads it here. What they wrote is told on the same connection before its events are.
   */
  caughtUp?: () => Promise<void>
  bus: EventBus
  clock: Clock
  logger: Logger
}

/** `gap`: what was asked for is no longer kept, and reading goes on after `resumeAt`. `end`: the server stops. */
export type FeedItem =
  | { kind: 'entries'; entries: readonly FeedEntry[] }
  | { kind: 'gap'; resumeAt: number }
  | { kind: 'end'; reason: 'shutting-down' }

const PAGE = 500
const REREAD_MS = 1_000
/** A notification can be lost without anyone noticing: on a connection that hangs, say. */
const LOOK_EVERY_MS = 15_000

/**
 * What happened, numbered and stored. Readers pull, each at its own pace: from memory what is recent, from the store what
 * is older. So a slow reader costs no memory, and there is one database listener however many read.
 */
export class Feed {
  readonly #recent = new RecentEntries()
  readonly #writer: EventWriter
  readonly #stored: Emitter<readonly FeedEntry[]>
  readonly #letGo: (() => unknown)[] = []
  #moved = Promise.withResolvers<undefined>()
  /** Also until the start has found where to begin. */
  #reading = true
  #unread = true
  /** The newest id told of, by whichever process. */
  #told = 0
  /** What is stored may be newer than that: nothing was told yet, or something was missed. */
  #isBlind = true
  #readers = 0
  #stopped = false
  #cancelLook: () => void = () => undefined

  constructor(private readonly options: FeedOptions) {
    const { store, database, clock, logger } = options
    this.#stored = new Emitter((error) => logger.error({ err: error }, 'A listener of the feed failed'))
    this.#writer = new EventWriter({
      append: (events) => store.append(events),
      ping: () => database.ping(),
      onStored: (entries) => this.#onStored(entries),
      clock,
      logger,
    })
  }

  async start(): Promise<void> {
    const { bus, clock, channel, database, store } = this.options
    this.#letGo.push(
      bus.storedBy(() => this.#writer.settled()),
      bus.subscribeToBatches(({ events, from, stored }) => {
        if (from === 'elsewhere') return
        if (stored) {
          this.#onStored(stored)
          return
        }
        const ms = clock.now()
        this.#writer.push(events.map((event) => happening(event, ms)))
      }),
    )
    this.#letGo.push(await database.listen(channel, (payload) => this.#onTold(payload)))
    this.#recent.startAfter(await store.lastId())
    void this.#catchUp()
    this.#look(LOOK_EVERY_MS)
  }

  /** Ends every reader with a reason, and stores what waits, within the limit. */
  async stop(limitMs = 1_500): Promise<void> {
    this.endReaders()
    this.#cancelLook()
    for (const letGo of this.#letGo.splice(0)) await letGo()
    await this.#writer.stop(AbortSignal.timeout(limitMs))
  }

  /** First of all at shutdown: streams never end by themselves. */
  endReaders(): void {
    this.#stopped = true
    this.#moved.resolve(undefined)
  }

  get readers(): number {
    return this.#readers
  }

  get lastId(): number {
    return this.#recent.lastId
  }

  /** Events that the store could not take and memory could not hold. */
  get lost(): number {
    return this.#writer.lost
  }

  /** Events that wait for the store. */
  get unstored(): number {
    return this.#writer.waiting
  }

  /** Hears of what this process has stored, once it is. Returns the function that unsubscribes. */
  onStored(listener: Listener<readonly FeedEntry[]>): () => void {
    return this.#stored.subscribe(listener)
  }

  recent(query: { limit: number; server?: string | undefined }): Promise<FeedEntry[]> {
    return this.options.store.recent(query)
  }

  /** What comes after `after`, or from now on; each event once and in order, until the signal aborts. */
  async *stream({
    after,
    signal,
  }: {
    after?: number | undefined
    signal: AbortSignal
  }): AsyncGenerator<FeedItem> {
    this.#readers += 1
    try {
      let last = after ?? this.#recent.lastId
      if (after !== undefined) {
        const resumeAt = await this.#resumeAt(after)
        if (resumeAt !== after) yield { kind: 'gap', resumeAt }
        last = resumeAt
      }
      while (!signal.aborted && !this.#stopped) {
        if (last >= this.#recent.lastId) {
          await settledOrAborted(this.#moved.promise, signal)
          continue
        }
        const entries = this.#recent.after(last, PAGE) ?? (await this.options.store.after(last, PAGE))
        // Nothing where something was: pruned meanwhile, or of a kind that this version can't read.
        last = entries.at(-1)?.id ?? this.#recent.lastId
        if (entries.length > 0) yield { kind: 'entries', entries }
      }
      if (this.#stopped) yield { kind: 'end', reason: 'shutting-down' }
    } finally {
      this.#readers -= 1
    }
  }

  /** `after` itself if everything since is kept; else the id after which reading can go on. */
  async #resumeAt(after: number): Promise<number> {
    const { lastId } = this.#recent
    // An id from the future: the database was replaced by an older one.
    if (after > lastId) return lastId
    if (after === lastId || this.#recent.after(after, 1)) return after
    const [oldest] = await this.options.store.after(0, 1)
    if (!oldest) return lastId
    return oldest.id <= after + 1 ? after : oldest.id - 1
  }

  #onStored(entries: readonly FeedEntry[]): void {
    this.#stored.emit(entries)
    if (entries[0]?.id === this.#recent.lastId + 1) this.#take(entries)
    // Others have stored something in between. It comes before this in what is told; unless that gets lost.
    else this.#look(REREAD_MS)
  }

  /** Without a number when something may have been stored: after the database was away, say. */
  #onTold(payload: string): void {
    if (payload !== '' && Number(payload) <= this.#recent.lastId) return
    if (payload === '') this.#isBlind = true
    this.#told = Math.max(this.#told, Number(payload))
    this.#unread = true
    if (!this.#reading) void this.#catchUp()
  }

  async #catchUp(): Promise<void> {
    this.#reading = true
    while (this.#unread && !this.#stopped) {
      const [told, isBlind] = [this.#told, this.#isBlind]
      this.#unread = this.#isBlind = false
      try {
        // What is stored from here on is told of later: what it tells of may not be here yet.
        const upTo = isBlind ? Math.max(told, await this.options.store.lastId()) : told
        // Who listens beside us hears in the same moment that something was missed, but perhaps after us.
        await Promise.resolve()
        await this.options.bus.changesTold()
        await this.options.caughtUp?.()
        await this.#readNew(upTo)
        // Told of but not to be read: pruned already, or of a kind that this version does not know.
        if (told > this.#recent.lastId) this.#recent.startAfter(told)
      } catch (error) {
        this.options.logger.warn({ err: error }, 'New events could not be read yet')
        this.#look(REREAD_MS)
        break
      }
    }
    this.#reading = false
  }

  async #readNew(upTo: number): Promise<void> {
    let entries: FeedEntry[]
    do {
      const found = await this.options.store.after(this.#recent.lastId, PAGE)
      entries = found.filter(({ id }) => id <= upTo)
      this.#take(entries)
    } while (entries.length > 0)
  }

  #look(afterMs: number): void {
    this.#cancelLook()
    this.#cancelLook = this.options.clock.after(afterMs, () => {
      this.#look(LOOK_EVERY_MS)
      this.#onTold('')
    })
  }

  #take(entries: readonly FeedEntry[]): void {
    if (!this.#recent.add(entries)) return
    const moved = this.#moved
    this.#moved = Promise.withResolvers<undefined>()
    moved.resolve(undefined)
  }
}

async function settledOrAborted(task: Promise<undefined>, signal: AbortSignal): Promise<void> {
  const aborted = Promise.withResolvers<undefined>()
  const onAbort = () => aborted.resolve(undefined)
  signal.addEventListener('abort', onAbort, { once: true })
  if (signal.aborted) onAbort()
  await Promise.race([task, aborted.promise])
  signal.removeEventListener('abort', onAbort)
}

import 'server-only'
import type { Pool } from '@/lib/connections/pool'
import type { ResourceNews } from '@/lib/connections/resource-watches'
import type { EventBus } from '@/lib/events/bus'
import { messageOf } from '@/lib/kit/app-error'
import { assertNever } from '@/lib/kit/assert-never'
import type { Clock } from '@/lib/kit/clock'
import type { Logger } from '@/lib/kit/logger'
import type { KeptResourceStore } from '@/lib/store/kept-resources'
import type { Announcer } from './announcer'
import { AtMostEvery } from './at-most-every'

export interface ResourceWatchingOptions {
  pool: Pick<Pool, 'watches' | 'resources' | 'stateOf'>
  bus: Pick<EventBus, 'subscribeTo'>
  kept: KeptResourceStore
  announcer: Pick<Announcer, 'collectionChanged'>
  /** Has what is due of a server read. */
  readDue: (server: string) => Promise<void>
  clock: Clock
  logger: Logger
}

/** However often a server says that a resource has changed. */
const READ_EVERY_MS = 5_000
/** What comes in bursts is written in one go. */
const GATHER_MS = 100
/** A server that comes and goes, or lists others all the time, is asked for what is doubtful no more often. */
const DOUBT_EVERY_MS = 60_000

/** Has the servers of kept resources tell when one has changed, and has it read then. */
export class ResourceWatching {
  readonly #updates: AtMostEvery
  readonly #doubts: AtMostEvery
  /** What is to be written at the end of a burst, by server. */
  readonly #changed = new Map<string, Set<string>>()
  /** Servers of which something is kept. */
  #servers: ReadonlySet<string> = new Set()
  #turns: Promise<void> = Promise.resolve()
  #cancels: (() => void)[] = []
  #isRefreshAsked = false
  #isStopped = false

  constructor(private readonly options: ResourceWatchingOptions) {
    const { clock } = options
    this.#updates = new AtMostEvery({ clock, everyMs: READ_EVERY_MS, run: (key) => this.#gather(key) })
    this.#doubts = new AtMostEvery({
      ...{ clock, everyMs: DOUBT_EVERY_MS },
      run: (server) => void this.#doubt(server),
    })
  }

  async start(): Promise<void> {
    const { pool, bus, kept, clock } = this.options
    await kept.forgetWatched(new Date(clock.now()))
    this.#cancels = [
      pool.watches.subscribe((server, news) => this.#hear(server, news)),
      bus.subscribeTo('connection-changed', ({ name, connection }) => {
        if (connection.kind === 'ready' && this.#servers.has(name)) this.#doubts.ask(name)
      }),
    ]
    await this.refresh()
  }

  /** Resolves when nothing of it goes on. */
  async stop(): Promise<void> {
    this.#isStopped = true
    for (const cancel of this.#cancels) cancel()
    this.#updates.stop()
    this.#doubts.stop()
    await this.#turns
  }

  /** Others may be kept now than before: soon. */
  keptChanged(): void {
    if (this.#isRefreshAsked) return
    this.#isRefreshAsked = true
    this.options.clock.after(GATHER_MS, () => {
      this.#isRefreshAsked = false
      this.#inTurn(() => this.refresh())
    })
  }

  /** Wants to be told of all that are kept, and of no others. */
  async refresh(): Promise<void> {
    const { kept, pool } = this.options
    const wanted = await kept.byServer()
    for (const server of this.#servers) if (!wanted.has(server)) pool.watches.want(server, [])
    this.#servers = new Set(wanted.keys())
    for (const [server, uris] of wanted) pool.watches.want(server, uris)
  }

  #hear(server: string, news: ResourceNews): void {
    switch (news.kind) {
      case 'updated':
        this.#updates.ask(JSON.stringify([server, news.uri]))
        return
      case 'watched':
        this.#inTurn(() => this.#noteWatched(server, news.uris))
        return
      case 'listed':
        this.#doubts.ask(server)
        return
      default:
        assertNever(news)
    }
  }

  #gather(key: string): void {
    // Made of these two by `#hear`.
    const [server, uri] = JSON.parse(key) as [string, string]
    if (this.#changed.size === 0)
      this.options.clock.after(GATHER_MS, () => this.#inTurn(() => this.#expire()))
    this.#changed.set(server, (this.#changed.get(server) ?? new Set()).add(uri))
  }

  async #expire(): Promise<void> {
    const { kept, readDue, clock } = this.options
    const changed = [...this.#changed]
    this.#changed.clear()
    for (const [server, uris] of changed) {
      await kept.expire(server, [...uris], new Date(clock.now()))
      await readDue(server)
    }
  }

  async #noteWatched(server: string, uris: readonly string[]): Promise<void> {
    const { kept, announcer, readDue, clock } = this.options
    const collections = await kept.noteWatched(server, uris, new Date(clock.now()))
    for (const collection of collections) announcer.collectionChanged(collection)
    if (collections.length > 0 && uris.length > 0) await readDue(server)
  }

  /** It is there, or has others than before: what could not be read, and what it has no more, is looked at. */
  async #doubt(server: string): Promise<void> {
    const { kept, readDue, clock } = this.options
    const listed = await this.#listed(server)
    this.#inTurn(async () => {
      if ((await kept.expireDoubtful(server, listed, new Date(clock.now()))) > 0) await readDue(server)
    })
  }

  /** Undefined where that is not known; opens nothing, and never rejects. */
  async #listed(server: string): Promise<string[] | undefined> {
    const { pool } = this.options
    if (pool.stateOf(server).kind !== 'ready') return undefined
    try {
      return (await pool.resources(server)).items.map(({ uri }) => uri)
    } catch {
      return undefined
    }
  }

  /** One after the other, so that what was heard last is what is kept. */
  #inTurn(task: () => Promise<void>): void {
    if (this.#isStopped) return
    this.#turns = this.#turns.then(task).catch((error: unknown) => {
      // What was missed is read in its time.
      this.options.logger.warn({ reason: messageOf(error) }, 'Could not follow changes of resources')
    })
  }
}

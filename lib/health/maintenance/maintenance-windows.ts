import 'server-only'
import { randomUUID } from 'node:crypto'
import type { Maintenance, MaintenanceWindow, Schedule } from '@/lib/domain/incident'
import type { FeedEntry } from '@/lib/domain/event'
import type { EventBus } from '@/lib/events/bus'
import type { Happening } from '@/lib/events/writer'
import { AppError } from '@/lib/kit/app-error'
import type { Clock } from '@/lib/kit/clock'
import { happening } from '@/lib/kit/happening'
import { InTurn } from '@/lib/kit/in-turn'
import type { Logger } from '@/lib/kit/logger'
import type { Registry } from '@/lib/registry/registry'
import type { Database } from '@/lib/store/database'
import type { MaintenanceStore, StoredMaintenance } from '@/lib/store/maintenance'
import { checkMaintenance, checkSchedule } from './check-maintenance'
import { nextSpans, type Span } from './spans'
import { PlannedWindow, type Subject, viewsOf } from './planned-window'

export interface MaintenanceOptions {
  store: Pick<MaintenanceStore, 'replica' | 'all' | 'add' | 'change' | 'remove' | 'claimEdge'>
  database: Pick<Database, 'listen' | 'kind'>
  /** On which changes are told, by any process. */
  channel: string
  servers: Pick<Registry, 'get'>
  bus: EventBus
  clock: Clock
  logger: Logger
}

/** The window that a server is in. */
export interface WindowNow {
  id: string
  title: string
  /** ISO. */
  until: string
}

/** Beginnings and ends are looked for so often: timers know nothing of a clock that is set. */
const LOOK_EVERY_MS = 15_000
const PREVIEWED = 5

/** When failures are expected, and of which servers. */
export class MaintenanceWindows {
  #windows: PlannedWindow[] = []
  readonly #turns = new InTurn()
  #letGo: (() => Promise<void>) | undefined
  #cancelLook: () => void = () => undefined
  #stopped = false

  constructor(private readonly options: MaintenanceOptions) {}

  async start(): Promise<void> {
    const { database, channel, store, logger } = this.options
    if (database.kind !== 'pglite') {
      this.#letGo ??= await database.listen(channel, (from) => {
        if (from === store.replica) return
        this.#read().catch((error: unknown) => {
          logger.warn({ err: error }, 'Maintenance windows of other processes could not be read yet')
        })
      })
    }
    await this.#read()
    this.#look()
  }

  async stop(): Promise<void> {
    this.#stopped = true
    this.#cancelLook()
    await this.#letGo?.()
    this.#letGo = undefined
    await this.#turns.settled()
  }

  /** Whether a server is in maintenance at a time (ms since the epoch), from memory; of many windows the last to end. */
  at(server: Subject, ms: number): WindowNow | null {
    let found: { window: PlannedWindow; span: Span } | undefined
    for (const window of this.#windows) {
      const span = window.isOf(server) ? window.spans.at(ms) : undefined
      if (span && (!found || span.to > found.span.to)) found = { window, span }
    }
    if (!found) return null
    const { id, title } = found.window.stored
    return { id, title, until: new Date(found.span.to).toISOString() }
  }

  /** A server's maintenance within [from, to) (ms), oldest first; spans of different windows may overlap. */
  spansOf(server: Subject, from: number, to: number): (Span & { title: string })[] {
    return this.#windows
      .filter((window) => window.isOf(server))
      .flatMap(({ spans, stored: { title } }) => spans.between(from, to).map((span) => ({ ...span, title })))
      .sort((a, b) => a.from - b.from)
  }

  /** Those now, those to come, then those past. */
  list(): MaintenanceWindow[] {
    return viewsOf(this.#windows, this.options.clock.now())
  }

  /** The spans to come of a schedule. Throws `bad-input`. */
  preview(schedule: Schedule): { from: string; to: string }[] {
    const now = this.options.clock.now()
    checkSchedule(schedule, { now })
    return nextSpans(schedule, now, PREVIEWED).map(({ from, to }) => ({
      from: new Date(from).toISOString(),
      to: new Date(to).toISOString(),
    }))
  }

  /** Throws `bad-input`. */
  async add(maintenance: Maintenance): Promise<MaintenanceWindow> {
    const now = this.options.clock.now()
    const checked = checkMaintenance(maintenance, { now, isKnown: (name) => this.#isKnown(name) })
    const at = new Date(now).toISOString()
    const stored: StoredMaintenance = { ...checked, id: randomUUID(), createdAt: at }
    await this.#change(
      () => this.options.store.add(stored, at, this.#news(stored)),
      () => (this.#windows = [...this.#windows, new PlannedWindow(stored)]),
    )
    return new PlannedWindow(stored).view(this.options.clock.now())
  }

  /** Throws `not-found`, `bad-input`. */
  async change(id: string, maintenance: Maintenance): Promise<MaintenanceWindow> {
    const before = this.#stored(id)
    const now = this.options.clock.now()
    const checked = checkMaintenance(maintenance, { now, before, isKnown: (name) => this.#isKnown(name) })
    const stored: StoredMaintenance = { ...checked, id, createdAt: before.createdAt }
    await this.#change(
      () => this.options.store.change(id, checked, new Date(now).toISOString(), this.#news(stored)),
      (isThere) => {
        if (!isThere) throw missing(id)
        this.#windows = this.#windows.map((one) => (one.stored.id === id ? new PlannedWindow(stored) : one))
      },
    )
    return new PlannedWindow(stored).view(this.options.clock.now())
  }

  /** Throws `not-found`. */
  async remove(id: string): Promise<void> {
    const news = this.#news(this.#stored(id))
    await this.#change(
      () => this.options.store.remove(id, news),
      (wasThere) => {
        this.#windows = this.#windows.filter(({ stored }) => stored.id !== id)
        if (!wasThere) throw missing(id)
      },
    )
  }

  /** `after` makes memory say what is stored, before anybody is told. */
  #change(write: () => Promise<readonly FeedEntry[]>, after: (isWritten: boolean) => unknown): Promise<void> {
    return this.#turns.run(() =>
      this.options.bus.publishWith(async () => {
        const stored = await write()
        after(stored.length > 0)
        return stored
      }),
    )
  }

  #news({ id, title }: StoredMaintenance): Happening {
    return happening({ kind: 'maintenance-changed', window: id, title }, this.options.clock.now())
  }

  #read(): Promise<void> {
    return this.#turns.run(async () => {
      const known = new Map(this.#windows.map((window) => [JSON.stringify(window.stored), window]))
      const stored = await this.options.store.all()
      // What has not changed keeps the spans that were worked out.
      this.#windows = stored.map((one) => known.get(JSON.stringify(one)) ?? new PlannedWindow(one))
    })
  }

  #look(): void {
    if (this.#stopped) return
    void this.#tellEdges().finally(() => {
      if (!this.#stopped) this.#cancelLook = this.options.clock.after(this.#nextLookMs(), () => this.#look())
    })
  }

  /** At the next beginning or end, if that is soon. */
  #nextLookMs(): number {
    const now = this.options.clock.now()
    return this.#windows.reduce((soonest, { spans }) => {
      const [span] = spans.between(now, now + LOOK_EVERY_MS)
      if (!span) return soonest
      return Math.min(soonest, Math.max(span.from > now ? span.from - now : span.to - now, 50))
    }, LOOK_EVERY_MS)
  }

  async #tellEdges(): Promise<void> {
    const { clock, store, bus, logger } = this.options
    for (const window of this.#windows) {
      const edge = window.spans.edgeBefore(clock.now())
      if (edge === undefined || edge <= window.toldUntil) continue
      const { id } = window.stored
      try {
        await bus.publishWith(() => store.claimEdge(id, new Date(edge), this.#news(window.stored)))
        window.toldUntil = edge
      } catch (error) {
        if (this.#stopped) return
        logger.warn({ err: error, window: id }, 'A maintenance window could not be told of yet')
      }
    }
  }

  /** Throws `not-found`. */
  #stored(id: string): StoredMaintenance {
    const window = this.#windows.find(({ stored }) => stored.id === id)
    if (!window) throw missing(id)
    return window.stored
  }

  #isKnown(name: string): boolean {
    return this.options.servers.get(name) !== undefined
  }
}

function missing(id: string): AppError {
  return new AppError('not-found', `There is no maintenance window ${id}; somebody may have removed it`)
}

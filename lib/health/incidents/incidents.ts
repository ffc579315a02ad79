import 'server-only'
import { randomUUID } from 'node:crypto'
import type { z } from 'zod'
import type { getIncident, IncidentsQuery, listIncidents } from '@/lib/domain/api/incidents'
import type { VerdictChange } from '@/lib/domain/health'
import type { Incident } from '@/lib/domain/incident'
import type { Happening } from '@/lib/events/writer'
import { AppError } from '@/lib/kit/app-error'
import { happening } from '@/lib/kit/happening'
import { InTurn } from '@/lib/kit/in-turn'
import { storableText } from '@/lib/kit/storable-text'
import type { StoredIncident } from '@/lib/store/incident-rows'
import { Archive } from './archive'
import { decide, FAILS_OFTEN_MS, type IncidentStep } from './decide'
import { GROUP_WITHIN_MS } from './groups'
import type { IncidentsOptions } from './incidents-options'
import { newsOf } from './news'
import { OpenIncidents } from './open-incidents'
import { outcomeOf } from './progress'
import { repair } from './repair'
import { isUrgent, planTelling, TELL_AFTER_MS } from './telling'

const RECONCILE_EVERY_MS = 60_000
const RETRY_MS = 5_000

export interface Acknowledgement {
  ids: readonly string[]
  group?: string | undefined
  acknowledged: boolean
  note: string
  by: string
}

/** Opens and closes incidents as verdicts change, tells of them, and keeps what people say to them. */
export class Incidents {
  readonly #open: OpenIncidents
  readonly #archive: Archive
  readonly #turns = new InTurn()
  readonly #letGo: (() => unknown)[] = []
  #cancelTelling: (() => void) | undefined
  #cancelReconcile: () => void = () => undefined
  #stopped = false

  constructor(private readonly options: IncidentsOptions) {
    this.#open = new OpenIncidents({ ...options, turns: this.#turns })
    this.#archive = new Archive(options)
  }

  /** After servers and windows can be read. */
  async start(): Promise<void> {
    const { bus } = this.options
    await this.#open.start()
    this.#letGo.push(
      bus.subscribeTo('server-removed', ({ name }) => this.#onGone(name, 'removed')),
      bus.subscribeTo('server-changed', ({ name, fields }) => {
        if (fields.includes('enabled')) this.#onGone(name, 'disabled')
      }),
      // A window that has ended may leave servers behind that are still down.
      bus.subscribeTo('maintenance-changed', () => this.#hurry()),
    )
    await this.reconcile()
    // What the process before had opened a moment ago, and not told of, may be told by others then.
    this.#reconcileIn(2 * TELL_AFTER_MS)
  }

  async stop(): Promise<void> {
    this.#stopped = true
    this.#cancelReconcile()
    this.#cancelTelling?.()
    for (const letGo of this.#letGo.splice(0)) letGo()
    await this.#open.stop()
    await this.#turns.settled()
  }

  /** Called once the verdicts are stored. Never throws: what fails here is found by the next `reconcile`. */
  async take(changes: readonly VerdictChange[]): Promise<void> {
    if (changes.length === 0 || this.#stopped) return
    const servers = [...new Set(changes.map(({ server }) => server))]
    await this.#guarded('Incidents could not be written yet', () =>
      this.#change(servers, (known) => decide(known, changes, randomUUID)),
    )
  }

  /**
   * Compares incidents with the verdicts as stored: opens what is missing, closes what is over, tells of what nobody was
   * told. At start, and each minute.
   */
  async reconcile(): Promise<void> {
    const { servers, clock } = this.options
    await this.#guarded('Incidents could not be compared with verdicts yet', async () => {
      await servers.caughtUp()
      await this.#change('all', (known, verdicts) =>
        repair(known, verdicts, {
          now: clock.now(),
          newId: randomUUID,
          standingOf: (name) => this.#standingOf(name),
          isSilenced: (name, ms) => this.#isSilenced(name, ms),
        }),
      )
      // Whoever opened it tells of it; only what was left is told by others. The clock may have been set back.
      await this.#tell(
        (one) => isUrgent(one) || Math.abs(clock.now() - Date.parse(one.dueAt)) > TELL_AFTER_MS,
      )
    })
    if (!this.#stopped) this.#reconcileIn(RECONCILE_EVERY_MS)
  }

  /** The id of the server's open incident, from memory. */
  openOf(server: string): string | null {
    return this.#open.idOf(server)
  }

  /** Throws `bad-input` for a cursor that is none. */
  list(query: IncidentsQuery): Promise<z.input<typeof listIncidents.response>> {
    return this.#archive.list(query)
  }

  /** Throws `not-found`. */
  get(id: string): Promise<z.input<typeof getIncident.response>> {
    return this.#archive.get(id)
  }

  async acknowledge({ ids, group, acknowledged, note, by }: Acknowledgement): Promise<{ changed: number }> {
    const { store, bus, clock } = this.options
    const at = new Date(clock.now()).toISOString()
    const word = acknowledged ? { at, by: storableText(by), note: storableText(note) } : null
    let changed = 0
    await bus.publishWith(async () => {
      const stored = await store.acknowledge({ ids, group }, word, this.#newsOf)
      changed = stored.length
      return stored
    })
    return { changed }
  }

  /** Throws `not-found`. */
  async annotate(id: string, { text, by }: { text: string; by: string }): Promise<Incident> {
    const { store, bus, clock } = this.options
    const at = new Date(clock.now()).toISOString()
    const note = { at, by: storableText(by), text: storableText(text) }
    let annotated: StoredIncident[] = []
    await bus.publishWith(() =>
      store.annotate(id, note, (changed) => {
        annotated = changed
        return this.#newsOf(changed)
      }),
    )
    const [incident] = annotated
    if (!incident) throw new AppError('not-found', `There is no incident ${id}`)
    return this.#archive.view(incident)
  }

  /** Forgets what was over long ago; keeps the events of those that the feed is about to forget. Returns how many. */
  tidy(): Promise<number> {
    return this.#archive.tidy()
  }

  async #change(
    servers: readonly string[] | 'all',
    plan: (...known: Parameters<Parameters<IncidentsOptions['store']['change']>[1]>) => IncidentStep[],
  ): Promise<void> {
    const { store, bus, clock } = this.options
    const since = new Date(clock.now() - FAILS_OFTEN_MS)
    const touched: StoredIncident[] = []
    const change = async () => {
      const result = await store.change({ servers, since }, (known, verdicts) => {
        const steps = plan(known, verdicts)
        const { inserted, updated } = outcomeOf(known.open, steps)
        const worsened = worsenedBy(steps)
        return {
          ...{ known, updated, inserted: inserted.map((one) => this.#tagged(one)) },
          news: this.#newsOf([...updated, ...inserted].filter(({ id }) => worsened.has(id))),
        }
      })
      this.#open.replace(servers, result)
      touched.push(...result.updated, ...result.inserted)
      return result.stored
    }
    await this.#turns.run(() => bus.publishWith(change))
    await this.#tellOf(touched)
  }

  /** Endings at once, beginnings when it is known what they belong to. */
  async #tellOf(touched: readonly StoredIncident[]): Promise<void> {
    if (touched.some(({ toTell, silenced }) => toTell !== null && toTell !== 'ending' && !silenced)) {
      this.#tellIn(TELL_AFTER_MS)
    }
    if (touched.some((one) => one.toTell !== null && isUrgent(one))) await this.#tell(isUrgent)
  }

  #tell(isReady: (incident: StoredIncident) => boolean): Promise<void> {
    const { store, bus, clock } = this.options
    const ms = clock.now()
    return this.#turns.run(() =>
      bus.publishWith(() =>
        store.tell(
          GROUP_WITHIN_MS,
          (untold) => planTelling(untold, isReady, randomUUID),
          (told) => newsOf(told).map((event) => happening(event, ms)),
        ),
      ),
    )
  }

  #tellIn(delayMs: number): void {
    if (this.#stopped) return
    this.#cancelTelling ??= this.options.clock.after(delayMs, () => {
      this.#cancelTelling = undefined
      this.#tell(() => true).catch((error: unknown) => {
        this.options.logger.warn({ err: error }, 'Incidents could not be told of yet')
        this.#tellIn(RETRY_MS)
      })
    })
  }

  #reconcileIn(delayMs: number): void {
    this.#cancelReconcile()
    this.#cancelReconcile = this.options.clock.after(delayMs, () => void this.reconcile())
  }

  #hurry(): void {
    if (!this.#stopped) this.#reconcileIn(0)
  }

  #onGone(name: string, code: 'removed' | 'disabled'): void {
    if (this.#stopped || this.#open.idOf(name) === null || this.#standingOf(name) !== code) return
    const at = new Date(this.options.clock.now()).toISOString()
    const reason = { code, message: code === 'removed' ? 'It was removed' : 'It was switched off' }
    void this.take([{ server: name, at, from: 'unknown', to: 'unknown', reason, silenced: false }])
  }

  readonly #newsOf = (changed: readonly StoredIncident[]): Happening[] =>
    changed.map(({ id, server }) =>
      happening({ kind: 'incident-changed', incident: id, name: server }, this.options.clock.now()),
    )

  #standingOf(name: string): 'enabled' | 'disabled' | 'removed' {
    const server = this.options.servers.get(name)
    if (!server) return 'removed'
    return server.spec.enabled ? 'enabled' : 'disabled'
  }

  #isSilenced(name: string, ms: number): boolean {
    return this.options.maintenance.at({ name, tags: this.#tagsOf(name) }, ms) !== null
  }

  #tagged(incident: StoredIncident): StoredIncident {
    return { ...incident, tags: [...this.#tagsOf(incident.server)] }
  }

  #tagsOf(name: string): readonly string[] {
    return this.options.servers.get(name)?.spec.tags ?? []
  }

  async #guarded(warning: string, task: () => Promise<void>): Promise<void> {
    try {
      await task()
    } catch (error) {
      if (!this.#stopped) this.options.logger.warn({ err: error }, warning)
    }
  }
}

function worsenedBy(steps: readonly IncidentStep[]): Set<string> {
  return new Set(steps.flatMap((step) => (step.kind === 'worsen' ? [step.id] : [])))
}

import 'server-only'
import type { z } from 'zod'
import type { getIncident, IncidentsQuery, listIncidents } from '@/lib/domain/api/incidents'
import type { FeedEntry } from '@/lib/domain/event'
import type { Incident } from '@/lib/domain/incident'
import { AppError } from '@/lib/kit/app-error'
import type { StoredIncident } from '@/lib/store/incident-rows'
import type { IncidentsOptions } from './incidents-options'

/** What is shown of the time before an incident, and after it. */
const BEFORE_MS = 600_000
const AFTER_MS = 300_000
const EVENTS = 500
/** Of an old incident: the feed forgets after a week, and rows should stay small. */
const KEPT_EVENTS = 100
const DAY_MS = 86_400_000
const KEEP_MS = 400 * DAY_MS
/** Before the feed forgets what was around it. */
const KEEP_EVENTS_AFTER_MS = 5 * DAY_MS
const FEED_KEEPS_MS = 7 * DAY_MS

type Options = Pick<IncidentsOptions, 'store' | 'events' | 'servers' | 'clock'>

/** Incidents as people read them, and for how long they are kept. */
export class Archive {
  constructor(private readonly options: Options) {}

  async list(query: IncidentsQuery): Promise<z.input<typeof listIncidents.response>> {
    const { store } = this.options
    const page = await store.list(query, query.tag ? this.#tagged(query.tag) : [])
    const groups = await store.groups(page.items.flatMap(({ group }) => (group === null ? [] : [group])))
    return { ...page, items: page.items.map((one) => this.view(one)), groups }
  }

  /** Throws `not-found`. */
  async get(id: string): Promise<z.input<typeof getIncident.response>> {
    const { store } = this.options
    const incident = await store.get(id)
    if (!incident) throw new AppError('not-found', `There is no incident ${id}`)
    const [events, [group]] = await Promise.all([
      this.#eventsOf(incident),
      store.groups(incident.group === null ? [] : [incident.group]),
    ])
    return { incident: this.view(incident), group: group ?? null, events }
  }

  /** As the API shows it. */
  view(stored: StoredIncident): Incident {
    const { id, server, severity, cause, openedAt, closedAt, end, group, silenced } = stored
    const { acknowledged, notes } = stored
    return { id, server, severity, cause, openedAt, closedAt, end, group, silenced, acknowledged, notes }
  }

  async tidy(): Promise<number> {
    const { store, clock } = this.options
    const now = clock.now()
    const forgettable = await store.withoutEvents({
      closedFrom: new Date(now - FEED_KEEPS_MS),
      closedTo: new Date(now - KEEP_EVENTS_AFTER_MS),
      openedTo: new Date(now - KEEP_EVENTS_AFTER_MS),
    })
    for (const incident of forgettable) {
      await store.keepEvents(incident.id, await this.#eventsAround(incident, KEPT_EVENTS))
    }
    return store.prune(new Date(now - KEEP_MS))
  }

  /** What was kept of them, where the feed has less. */
  async #eventsOf(incident: StoredIncident): Promise<FeedEntry[]> {
    const [kept, around] = await Promise.all([
      this.options.store.keptEvents(incident.id),
      this.#eventsAround(incident, EVENTS),
    ])
    const known = new Set(around.map(({ id }) => id))
    return [...kept.filter(({ id }) => !known.has(id)), ...around]
      .sort((a, b) => a.id - b.id)
      .slice(0, EVENTS)
  }

  #eventsAround({ server, openedAt, closedAt }: StoredIncident, limit: number): Promise<FeedEntry[]> {
    const { events, clock } = this.options
    const end = closedAt === null ? clock.now() : Date.parse(closedAt)
    return events.around({
      server,
      from: new Date(Date.parse(openedAt) - BEFORE_MS),
      to: new Date(end + AFTER_MS),
      limit,
    })
  }

  #tagged(tags: readonly string[]): string[] {
    return this.options.servers.all().flatMap(({ spec }) => {
      return spec.tags.some((tag) => tags.includes(tag)) ? [spec.name] : []
    })
  }
}

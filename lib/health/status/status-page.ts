import 'server-only'
import { type PublicStatus, type StatusPageSettings, statusPageSettingsSchema } from '@/lib/domain/api/status'
import type { Verdict } from '@/lib/domain/connection'
import type { Incident, MaintenanceWindow } from '@/lib/domain/incident'
import type { Server } from '@/lib/domain/server'
import { AppError } from '@/lib/kit/app-error'
import type { Clock } from '@/lib/kit/clock'
import { storableText } from '@/lib/kit/storable-text'
import type { Registry } from '@/lib/registry/registry'
import type { SettingsStore } from '@/lib/store/settings'
import type { HealthHistory } from '../history/health-history'
import type { WindowNow } from '../maintenance/maintenance-windows'
import type { Subject } from '../maintenance/planned-window'
import { type Badge, badgeSvg } from './badge'
import { responseWords, statusWords, uptimeWords } from './badge-words'
import { isPublished, publicStatusOf } from './public-status'
import { Remembered } from './remembered'

export interface StatusPageOptions {
  settings: Pick<SettingsStore, 'get' | 'set'>
  servers: Pick<Registry, 'get' | 'all'>
  verdictOf: (name: string) => Verdict
  maintenance: { at: (server: Subject, ms: number) => WindowNow | null; list: () => MaintenanceWindow[] }
  openIncidents: () => Promise<readonly Incident[]>
  history: Pick<HealthHistory, 'fleet' | 'uptime'>
  clock: Clock
}

export interface BadgeRequest {
  server: string
  show: 'status' | 'uptime' | 'response'
  range: '24h' | '7d' | '30d' | '90d'
  label?: string | undefined
  /** Nobody who has signed in here: sees what is published, and nothing of what is not. */
  isStranger: boolean
}

export interface BadgeAnswer {
  svg: string
  /** Whether caches on the way may keep it. */
  isPublic: boolean
}

const KEY = 'status-page'
const DAYS = 90

/** What strangers may see: nothing, unless somebody has published it. */
export class StatusPage {
  readonly #settings: Remembered<StatusPageSettings>
  readonly #status: Remembered<PublicStatus>
  readonly #words: Remembered<Omit<Badge, 'label'>>

  constructor(private readonly options: StatusPageOptions) {
    const { clock } = options
    // Short, as another process may have changed them.
    this.#settings = new Remembered({ clock, forMs: 5_000, most: 1 })
    this.#status = new Remembered({ clock, forMs: 15_000, most: 1 })
    this.#words = new Remembered({ clock, forMs: 60_000, most: 5_000 })
  }

  settings(): Promise<StatusPageSettings> {
    return this.#settings.get(KEY, async () => {
      const { data } = statusPageSettingsSchema.safeParse((await this.options.settings.get(KEY)) ?? {})
      return data ?? statusPageSettingsSchema.parse({})
    })
  }

  async set(settings: StatusPageSettings): Promise<StatusPageSettings> {
    await this.options.settings.set(KEY, { ...settings, title: storableText(settings.title) })
    this.#settings.clear()
    this.#status.clear()
    return this.settings()
  }

  /** Throws `not-found` while it is not published. */
  async read(): Promise<PublicStatus> {
    const status = await this.find()
    if (!status) throw new AppError('not-found', 'No status page is published here')
    return status
  }

  /** Null while it is not published. */
  async find(): Promise<PublicStatus | null> {
    const settings = await this.settings()
    if (!settings.enabled) return null
    return this.#status.get(JSON.stringify(settings), () => this.#read(settings))
  }

  /** Throws `not-found`; to a stranger in the same words for a server that is there and not published. */
  async badge(request: BadgeRequest): Promise<BadgeAnswer> {
    const settings = await this.settings()
    const server = this.options.servers.get(request.server)
    const isPublic = settings.enabled && settings.badges && !!server && isPublished(server, settings)
    if (!server || (request.isStranger && !isPublic)) {
      throw new AppError('not-found', `There is no badge of ${request.server}`)
    }
    const label = request.label ?? server.spec.title ?? server.spec.name
    return { svg: badgeSvg({ label, ...(await this.#wordsOf(server, request)) }), isPublic }
  }

  async #read(settings: StatusPageSettings): Promise<PublicStatus> {
    const { servers: registry, history, openIncidents, maintenance, verdictOf, clock } = this.options
    const servers = registry.all().filter((server) => isPublished(server, settings))
    const names = servers.map(({ spec }) => spec.name)
    const [fleet, incidents] = await Promise.all([
      names.length === 0 ? { rows: [] } : history.fleet({ range: '90d', buckets: DAYS, name: names }),
      openIncidents(),
    ])
    return publicStatusOf({
      ...{ settings, servers, verdictOf, incidents, rows: fleet.rows, now: clock.now() },
      isInMaintenance: (server) => this.#isInMaintenance(server),
      windows: maintenance.list(),
    })
  }

  #wordsOf(server: Pick<Server, 'spec'>, { show, range }: BadgeRequest): Promise<Omit<Badge, 'label'>> {
    const { verdictOf, history } = this.options
    const { name } = server.spec
    if (show === 'status') {
      return Promise.resolve(statusWords(verdictOf(name), this.#isInMaintenance(server)))
    }
    return this.#words.get(`${show} ${range} ${name}`, async () => {
      if (show === 'uptime') {
        const uptimes = await history.uptime([name])
        return uptimeWords(uptimes.get(name)?.[range] ?? null, range)
      }
      const { rows } = await history.fleet({ range, buckets: 1, name: [name] })
      return responseWords(rows[0]?.p95Ms ?? null, range)
    })
  }

  #isInMaintenance({ spec: { name, tags } }: Pick<Server, 'spec'>): boolean {
    return this.options.maintenance.at({ name, tags }, this.options.clock.now()) !== null
  }
}

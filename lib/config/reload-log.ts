import 'server-only'
import type { Reload } from '@/lib/domain/api/config'
import type { RunResult } from '@/lib/discovery/run'
import type { EventBus } from '@/lib/events/bus'
import type { Clock } from '@/lib/kit/clock'
import { happening } from '@/lib/kit/happening'
import type { Logger } from '@/lib/kit/logger'
import type { ConfigReloadStore } from '@/lib/store/config-reloads'
import { reloadEvents, reloadOf } from './reloads'

export const FILES = 'config-file'
export const ENVIRONMENT = 'environment'

/** So long is waited for the other source at the start, in ms. */
const PATIENCE_MS = 5_000
export const SHOWN_RELOADS = 50

export interface ReloadLogParts {
  store: Pick<ConfigReloadStore, 'add' | 'recent'>
  bus: Pick<EventBus, 'publishWith'>
  clock: Clock
  logger: Logger
  environmentIsSet: boolean
}

/** What readings of the configuration came to. Runs of both of its sources that have one cause are one reload. */
export class ReloadLog {
  #gathering: RunResult[] | undefined
  #starting: RunResult[] = []
  #cancelPatience: () => void = () => undefined
  #storing: Promise<unknown> = Promise.resolve()

  constructor(private readonly parts: ReloadLogParts) {}

  hear(result: RunResult): void {
    if (result.source !== FILES && result.source !== ENVIRONMENT) return
    if (this.#gathering) this.#gathering.push(result)
    else if (result.trigger === 'start') this.#hearStart(result)
    else if (isNews(result)) this.#tell([result])
  }

  /** Whatever runs come of the work are one reload. Settles when it is told of. */
  async gather(work: () => Promise<unknown>): Promise<Reload> {
    const results: RunResult[] = []
    this.#gathering = results
    try {
      await work()
    } finally {
      if (this.#gathering === results) this.#gathering = undefined
    }
    const reload = this.#tell(results)
    await this.#storing
    return reload
  }

  /** Newest first. */
  async recent(): Promise<Reload[]> {
    await this.#storing
    const stored = await this.parts.store.recent(SHOWN_RELOADS)
    return this.#starting.length > 0 ? [this.#reloadOf(this.#starting), ...stored] : stored
  }

  /** Stores what has not been stored yet. */
  async settled(): Promise<void> {
    this.#endStart()
    await this.#storing
  }

  #hearStart(result: RunResult): void {
    this.#starting.push(result)
    const expected = this.parts.environmentIsSet ? 2 : 1
    if (new Set(this.#starting.map(({ source }) => source)).size >= expected) this.#endStart()
    else this.#cancelPatience = this.parts.clock.after(PATIENCE_MS, () => this.#endStart())
  }

  #endStart(): void {
    this.#cancelPatience()
    const results = this.#starting.splice(0)
    if (results.length > 0) this.#tell(results)
  }

  #tell(results: readonly RunResult[]): Reload {
    const { bus, clock, store, logger } = this.parts
    const reload = this.#reloadOf(results)
    const ms = clock.now()
    const news = reloadEvents(reload).map((event) => happening(event, ms))
    this.#storing = this.#storing
      .then(() => bus.publishWith(() => store.add(reload, news)))
      .catch((error: unknown) => logger.warn({ err: error }, 'A reload could not be kept'))
    return reload
  }

  #reloadOf(results: readonly RunResult[]): Reload {
    const first = results[0]
    return reloadOf(
      results,
      first?.trigger ?? 'request',
      first?.at ?? new Date(this.parts.clock.now()).toISOString(),
    )
  }
}

/** The environment can't change while this runs: only a failed run of it has news. */
function isNews(result: RunResult): boolean {
  return result.source === FILES || reloadOf([result], result.trigger, result.at).outcome !== 'unchanged'
}

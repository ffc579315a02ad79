import 'server-only'
import { messageOf } from '@/lib/kit/app-error'
import type { Clock } from '@/lib/kit/clock'
import { ResourceSubscriptions } from './resource-subscriptions'
import type { ResourceNews } from './resource-watches'
import type { Session } from './session'

const FIRST_RETRY_MS = 5_000
const MAX_RETRY_MS = 300_000
/** Subscriptions that lasted so long were no failure. */
const LASTED_MS = 600_000

export interface ResourceWatchOptions {
  clock: Clock
  timeoutMs: () => number
  /** What is to be watched, as it is now. */
  wanted: () => readonly string[]
  tell: (news: ResourceNews) => void
  onTrouble: (text: string) => void
}

/**
 * Has one server tell when its resources change, for as long as there is a session: made again on each new one. Never
 * opens one.
 */
export class ResourceWatch {
  #session: Session | undefined
  #subscriptions: ResourceSubscriptions | undefined
  #isAdjusting = false
  #isStale = false
  #retryMs = FIRST_RETRY_MS
  #since = 0
  #cancelRetry: () => void = () => undefined
  /** What was told last, in order. */
  #told = ''

  constructor(private readonly options: ResourceWatchOptions) {}

  opened(session: Session): void {
    if (session === this.#session) return
    this.closed()
    this.#session = session
    if (!session.announcesResources) return
    this.#retryMs = FIRST_RETRY_MS
    const { timeoutMs, onTrouble } = this.options
    const subscriptions = new ResourceSubscriptions({
      session,
      timeoutMs,
      onEnded: () => this.#ended(subscriptions),
      onRefused: (uri, error) => onTrouble(`Does not tell of changes of ${uri}: ${error.message}`),
    })
    this.#subscriptions = subscriptions
    this.adjust()
  }

  closed(): void {
    this.#cancelRetry()
    this.#session = undefined
    this.#subscriptions = undefined
    this.#tell([])
  }

  isTold(uri: string): boolean {
    return this.#subscriptions?.told.has(uri) === true
  }

  /** What is wanted may be something else now. */
  adjust(): void {
    this.#isStale = true
    if (!this.#isAdjusting) void this.#adjust()
  }

  /** The server says that this one, or a part of it, has changed. */
  updated(uri: string): void {
    const watched = this.#watchedFor(uri)
    if (watched !== undefined) this.options.tell({ kind: 'updated', uri: watched })
  }

  async #adjust(): Promise<void> {
    const { clock, wanted, onTrouble } = this.options
    this.#isAdjusting = true
    while (this.#isStale) {
      this.#isStale = false
      const current = this.#subscriptions
      if (!current) break
      try {
        await current.adjust(wanted())
        this.#since = clock.now()
      } catch (error) {
        if (current === this.#subscriptions) {
          onTrouble(`Could not ask to be told of changes: ${messageOf(error)}`)
          this.#retryLater()
        }
      }
      if (current === this.#subscriptions) this.#tell([...current.told])
    }
    this.#isAdjusting = false
  }

  #ended(subscriptions: ResourceSubscriptions): void {
    if (subscriptions !== this.#subscriptions) return
    this.#tell([])
    if (this.options.clock.now() - this.#since >= LASTED_MS) this.#retryMs = FIRST_RETRY_MS
    this.#retryLater()
  }

  #retryLater(): void {
    this.#cancelRetry()
    this.#cancelRetry = this.options.clock.after(this.#retryMs, () => this.adjust())
    this.#retryMs = Math.min(MAX_RETRY_MS, 2 * this.#retryMs)
  }

  #tell(uris: readonly string[]): void {
    const sorted = [...uris].sort()
    const told = JSON.stringify(sorted)
    if (told === this.#told || (sorted.length === 0 && this.#told === '')) return
    this.#told = told
    this.options.tell({ kind: 'watched', uris: sorted })
  }

  /** Servers may name a part of what was asked for (MCP, resources, "sub-resource"). */
  #watchedFor(uri: string): string | undefined {
    if (this.isTold(uri)) return uri
    const all = this.#subscriptions?.told ?? new Set<string>()
    return [...all].find((whole) => uri.startsWith(whole.endsWith('/') ? whole : `${whole}/`))
  }
}

import type { Query, QueryClient } from '@tanstack/react-query'
import type { Clock } from '../kit/clock'
import { browserClock } from './browser-clock'
import { type FeedEffects, followsStates, isHealthOf, seldomMs } from './feed-effects'

const EVERY_MS = 1_000

type Effects = Pick<FeedEffects, 'invalid' | 'seldom' | 'healthMoved' | 'statesMoved'>

/** Asks again at most once a second for each key, and for large answers more seldom, however fast events come. */
export class Invalidator {
  readonly #waiting = new Map<string, readonly unknown[]>()
  readonly #seldom = new Map<string, readonly unknown[]>()
  #healthMoved: Set<string> | null = new Set()
  #statesMoved = false
  #cancel: (() => void) | undefined
  #cancelSeldom: (() => void) | undefined
  #seldomAt = -Infinity

  constructor(
    private readonly queryClient: QueryClient,
    private readonly clock: Clock = browserClock,
  ) {}

  add({ invalid, seldom, healthMoved, statesMoved }: Effects): void {
    this.#statesMoved ||= statesMoved
    for (const key of invalid) this.#waiting.set(JSON.stringify(key), key)
    for (const key of seldom) this.#seldom.set(JSON.stringify(key), key)
    if (healthMoved === null) this.#healthMoved = null
    else for (const name of healthMoved) this.#healthMoved?.add(name)
    if (this.#hasMore) this.#cancel ??= this.clock.after(EVERY_MS, () => this.#run())
    if (this.#seldom.size > 0)
      this.#cancelSeldom ??= this.clock.after(this.#seldomWait(), () => this.#runSeldom())
  }

  stop(): void {
    this.#cancel?.()
    this.#cancelSeldom?.()
  }

  get #hasMore(): boolean {
    return this.#waiting.size > 0 || this.#statesMoved || this.#healthMoved?.size !== 0
  }

  #run(): void {
    this.#cancel = undefined
    const keys = [...this.#waiting.values()]
    const names = this.#healthMoved
    this.#waiting.clear()
    this.#healthMoved = new Set()
    if (this.#statesMoved) this.#renew({ predicate: ({ queryKey }) => followsStates(queryKey) })
    this.#statesMoved = false
    // One pass over the cache for all of them: events of ten thousand servers may come in one second.
    if (names?.size !== 0) this.#renew({ predicate: ({ queryKey }) => isHealthOf(queryKey, names) })
    for (const queryKey of keys) this.#renew({ queryKey })
  }

  #runSeldom(): void {
    this.#cancelSeldom = undefined
    this.#seldomAt = this.clock.now()
    const keys = [...this.#seldom.values()]
    this.#seldom.clear()
    for (const queryKey of keys) this.#renew({ queryKey })
  }

  /** Until the last answers have stood for as long as the largest of them asks. */
  #seldomWait(): number {
    const cached = [...this.#seldom.values()].flatMap((queryKey) =>
      this.queryClient.getQueryCache().findAll({ queryKey, type: 'active' }),
    )
    const standsMs = Math.max(0, ...cached.map(({ state }) => seldomMs(rowsIn(state.data))))
    return Math.max(EVERY_MS, this.#seldomAt + standsMs - this.clock.now())
  }

  #renew(filters: { queryKey?: readonly unknown[]; predicate?: (query: Query) => boolean }): void {
    void this.queryClient.invalidateQueries(filters, { cancelRefetch: false })
  }
}

function rowsIn(data: unknown): number {
  if (typeof data !== 'object' || data === null || !('rows' in data)) return 0
  return Array.isArray(data.rows) ? data.rows.length : 0
}

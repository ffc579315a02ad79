import 'server-only'
import type { FeedEntry } from '@/lib/domain/event'

const KEPT = 5_000

/** The newest entries in memory, without a hole between the first of them and `lastId`. */
export class RecentEntries {
  #entries: FeedEntry[] = []
  /** Everything after this id and up to `lastId` is in memory. */
  #completeAfter = 0
  #lastId = 0

  get lastId(): number {
    return this.#lastId
  }

  /** Forgets what it has: the next entry is one after `id`. */
  startAfter(id: number): void {
    this.#entries = []
    this.#completeAfter = id
    this.#lastId = id
  }

  /** Takes what is newer than `lastId`, in order; whether anything was. */
  add(entries: readonly FeedEntry[]): boolean {
    const fresh = entries.filter((entry) => entry.id > this.#lastId)
    if (fresh.length === 0) return false
    this.#entries.push(...fresh)
    this.#lastId = fresh.at(-1)?.id ?? this.#lastId
    // Rarely, and then half: cutting at each entry would copy the array each time.
    if (this.#entries.length > 2 * KEPT) {
      const [first] = (this.#entries = this.#entries.slice(-KEPT))
      this.#completeAfter = (first?.id ?? 1) - 1
    }
    return true
  }

  /** Oldest first; undefined when what follows `id` is no longer all in memory. */
  after(id: number, limit: number): FeedEntry[] | undefined {
    if (id < this.#completeAfter) return undefined
    const start = firstAfter(this.#entries, id)
    return this.#entries.slice(start, start + limit)
  }
}

/** Index of the first entry with an id above `id`, by bisection. */
function firstAfter(entries: readonly FeedEntry[], id: number): number {
  let low = 0
  let high = entries.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((entries[middle]?.id ?? 0) > id) high = middle
    else low = middle + 1
  }
  return low
}

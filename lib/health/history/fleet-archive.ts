import 'server-only'
import { setImmediate } from 'node:timers/promises'
import type { Clock } from '@/lib/kit/clock'
import type { HistoryStore, SeriesRow } from '@/lib/store/health-history'
import type { FleetPart } from './fleet'
import { BINS } from './histogram'
import { type LettersByMonth, cellsOf, unpackLetters } from './hour-letters'
import { salvaged } from './salvaged'
import { addSeries } from './series-row'
import type { Buckets } from './span'
import { emptySummary } from './summary'
import { DAY, HOUR, rowStart, SLOT_MS } from './tiers'

/** Of a server's days that are over: sums of whole days. */
export interface Archived extends FleetPart {
  /** Bins and how many answers each has, in turn: thousands of servers are kept. */
  answers: Uint32Array
}

interface Entry {
  at: number
  parts: Promise<Map<string, Archived>>
}

/** Servers that are read at a time: the embedded database answers nobody else meanwhile. */
const READ_SERVERS = 200
/** Spans that are remembered: each range of the page, and some that were zoomed into. */
const REMEMBERED = 6
/** Days that are over change only by what comes very late. */
const REMEMBERED_MS = HOUR

/** The days of all servers that are rolled up, between two midnights. They change once a day, so answers are kept. */
export class FleetArchive {
  readonly #known = new Map<string, Entry>()

  constructor(
    private readonly store: HistoryStore,
    private readonly clock: Clock,
  ) {}

  /** Those of the names of which something is kept; `isAll` says that they are all there are. */
  read(names: readonly string[], buckets: Buckets, isAll: boolean): Promise<Map<string, Archived>> {
    if (!isAll) return this.#read(names, buckets)
    const key = Object.values(buckets).join(' ')
    const known = this.#known.get(key)
    // Moved to the end: the one that nobody asked for longest goes first.
    this.#known.delete(key)
    const entry = known ?? { at: this.clock.now(), parts: this.#read(names, buckets) }
    this.#known.set(key, entry)
    for (const oldest of [...this.#known.keys()].slice(0, -REMEMBERED)) this.#known.delete(oldest)
    if (known) this.#renew(key, known, () => this.#read(names, buckets))
    else entry.parts.catch(() => this.#known.delete(key))
    return entry.parts
  }

  /** What was read is not what is stored any more. */
  forget(): void {
    this.#known.clear()
  }

  /** Whoever asks for what is old is answered with it, and the next one with what is read meanwhile. */
  #renew(key: string, known: Entry, read: () => Promise<Map<string, Archived>>): void {
    const now = this.clock.now()
    if (now >= known.at && now - known.at < REMEMBERED_MS) return
    known.at = now
    read().then(
      (parts) => {
        if (this.#known.get(key) === known) this.#known.set(key, { at: now, parts: Promise.resolve(parts) })
      },
      // The next one who asks an hour later tries again.
      () => undefined,
    )
  }

  async #read(names: readonly string[], buckets: Buckets): Promise<Map<string, Archived>> {
    const archived = new Map<string, Archived>()
    const span = { from: rowStart('day', buckets.from), to: buckets.to }
    for (let start = 0; start < names.length && buckets.from < buckets.to; start += READ_SERVERS) {
      const some = names.slice(start, start + READ_SERVERS)
      const days = Map.groupBy(await this.store.rows('day', some, span), ({ server }) => server)
      const cells = Map.groupBy(await this.store.rows('cell', some, span), ({ server }) => server)
      for (const [name, rows] of days) {
        const letters = (cells.get(name) ?? []).map(
          (row) => [row.start, salvaged(() => unpackLetters(row.payload), '')] as const,
        )
        archived.set(name, archivedOf(rows, new Map(letters), buckets))
      }
      await setImmediate()
    }
    return archived
  }
}

function archivedOf(rows: readonly SeriesRow[], letters: LettersByMonth, buckets: Buckets): Archived {
  const { time } = emptySummary()
  const sums = { checks: 0, failed: 0, changes: 0, time, bins: new Uint32Array(BINS) }
  for (const { start, payload } of rows) {
    const isWanted = (day: number) => {
      const at = start + day * DAY
      return at >= buckets.from && at < buckets.to
    }
    salvaged(() => addSeries(sums, payload, { slotMs: SLOT_MS.day, isWanted }), undefined)
  }
  const upMs = time.healthy + time.degraded
  return {
    ...{ checks: sums.checks, failed: sums.failed, changes: sums.changes },
    ...{ upMs, knownMs: upMs + time.unhealthy },
    cells: cellsOf(letters, buckets),
    answers: packBins(sums.bins),
  }
}

/** Places and counts of the bins that are not empty. */
function packBins(bins: Uint32Array): Uint32Array {
  return Uint32Array.from([...bins].flatMap((count, bin) => (count > 0 ? [bin, count] : [])))
}

/** Adds a server's answers to bins. */
export function addAnswers(bins: Uint32Array, { answers }: Archived): void {
  for (let place = 0; place < answers.length; place += 2) {
    const bin = answers[place] ?? 0
    bins[bin] = (bins[bin] ?? 0) + (answers[place + 1] ?? 0)
  }
}

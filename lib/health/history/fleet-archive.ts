import 'server-only'
import { setImmediate } from 'node:timers/promises'
import type { Clock } from '@/lib/kit/clock'
import type { HistoryStore, SeriesRow } from '@/lib/store/health-history'
import { ByteReader } from './byte-reader'
import { ByteWriter } from './byte-writer'
import type { FleetPart } from './fleet'
import { Histogram } from './histogram'
import { type LettersByMonth, cellsOf, unpackLetters } from './hour-letters'
import { unpackSeries } from './series-row'
import type { Buckets } from './span'
import { absorb, emptySummary } from './summary'
import { DAY, HOUR, rowStart, SLOT_MS } from './tiers'

/** Of a server's days that are over: sums of whole days. */
export interface Archived extends FleetPart {
  /** A histogram's bytes: thousands are kept. */
  answers: Uint8Array
}

/** Servers that are read at a time: the embedded database answers nobody else meanwhile. */
const READ_SERVERS = 200
/** Spans that are remembered: each range of the page, and some that were zoomed into. */
const REMEMBERED = 6
/** Days that are over change only by what comes very late. */
const REMEMBERED_MS = HOUR

/** The days of all servers that are rolled up, between two midnights. They change once a day, so answers are kept. */
export class FleetArchive {
  readonly #known = new Map<string, { at: number; parts: Promise<Map<string, Archived>> }>()

  constructor(
    private readonly store: HistoryStore,
    private readonly clock: Clock,
  ) {}

  /** Those of the names of which something is kept; `isAll` says that they are all there are. */
  read(names: readonly string[], buckets: Buckets, isAll: boolean): Promise<Map<string, Archived>> {
    if (!isAll) return this.#read(names, buckets)
    const key = Object.values(buckets).join(' ')
    const now = this.clock.now()
    const known = this.#known.get(key)
    const isNew = known !== undefined && now >= known.at && now - known.at < REMEMBERED_MS
    const entry = isNew ? known : { at: now, parts: this.#read(names, buckets) }
    this.#known.delete(key)
    this.#known.set(key, entry)
    entry.parts.catch(() => this.#known.delete(key))
    for (const oldest of [...this.#known.keys()].slice(0, -REMEMBERED)) this.#known.delete(oldest)
    return entry.parts
  }

  /** What was read is not what is stored any more. */
  forget(): void {
    this.#known.clear()
  }

  async #read(names: readonly string[], buckets: Buckets): Promise<Map<string, Archived>> {
    const archived = new Map<string, Archived>()
    const span = { from: rowStart('day', buckets.from), to: buckets.to }
    for (let start = 0; start < names.length && buckets.from < buckets.to; start += READ_SERVERS) {
      const some = names.slice(start, start + READ_SERVERS)
      const days = Map.groupBy(await this.store.rows('day', some, span), ({ server }) => server)
      const cells = Map.groupBy(await this.store.rows('cell', some, span), ({ server }) => server)
      for (const [name, rows] of days) {
        const letters = (cells.get(name) ?? []).map((row) => [row.start, unpackLetters(row.payload)] as const)
        archived.set(name, archivedOf(rows, new Map(letters), buckets))
      }
      await setImmediate()
    }
    return archived
  }
}

function archivedOf(rows: readonly SeriesRow[], letters: LettersByMonth, buckets: Buckets): Archived {
  const sum = emptySummary()
  for (const { start, payload } of rows) {
    for (const [place, summary] of unpackSeries(payload, SLOT_MS.day)) {
      const at = start + place * DAY
      if (at >= buckets.from && at < buckets.to) absorb(sum, summary)
    }
  }
  const writer = new ByteWriter()
  sum.histogram.write(writer)
  const upMs = sum.time.healthy + sum.time.degraded
  return {
    ...{ checks: sum.checks, failed: sum.failed, changes: sum.changes },
    ...{ upMs, knownMs: upMs + sum.time.unhealthy },
    cells: cellsOf(letters, buckets),
    answers: writer.bytes().slice(),
  }
}

/** Adds a server's answers to bins. */
export function addAnswers(bins: Uint32Array, { answers }: Archived): void {
  for (const [bin, count] of Histogram.read(new ByteReader(answers)).bins())
    bins[bin] = (bins[bin] ?? 0) + count
}

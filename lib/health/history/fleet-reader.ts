import 'server-only'
import type { z } from 'zod'
import type { Fleet, FleetRow, getFleetHealth } from '@/lib/domain/api/health'
import type { Clock } from '@/lib/kit/clock'
import { inSlices } from '@/lib/kit/in-slices'
import type { Logger } from '@/lib/kit/logger'
import type { HistoryStore } from '@/lib/store/health-history'
import { letterAt } from './cell'
import { distributionOf, type FleetPart, type FleetServer, isWanted, toRow } from './fleet'
import { addAnswers, type Archived, FleetArchive } from './fleet-archive'
import { FleetCache } from './fleet-cache'
import { BINS } from './histogram'
import { RING_MS, type ServerRing } from './server-ring'
import { type Buckets, bucketsOf, countOf } from './span'
import { ceilTo, DAY, floorTo, HOUR, MINUTE } from './tiers'

export interface FleetReaderOptions {
  store: HistoryStore
  clock: Clock
  logger: Logger
  /** Those that there are, with their tags and what is thought of them now. */
  servers: () => readonly FleetServer[]
}

export type FleetQuery = z.output<typeof getFleetHealth.query>

/** A day that is over is surely rolled up so long after its end; until then it is read from memory. */
const ROLLED_AFTER_MS = HOUR
/** What memory surely has. */
const RECENT_MS = RING_MS - HOUR

const NO_RINGS: ReadonlyMap<string, ServerRing> = new Map()

/** A span in two: days that are over, from the store, and what came after, from memory. Either may be empty. */
interface Parts {
  buckets: Buckets
  archived: Buckets
  /** Its cells; numbers are summed from where the archived days end. */
  recent: Buckets
}

/** Answers how all servers were, fast enough to ask again and again. */
export class FleetReader {
  readonly #cache: FleetCache
  readonly #archive: FleetArchive

  constructor(private readonly options: FleetReaderOptions) {
    this.#cache = new FleetCache(options)
    this.#archive = new FleetArchive(options.store, options.clock)
  }

  start(): void {
    this.#cache.start()
  }

  stop(): Promise<void> {
    return this.#cache.stop()
  }

  forget(): void {
    this.#archive.forget()
  }

  /** Throws `bad-input` for a span that is none. After so long it answers with what it has. */
  async read(query: FleetQuery, withinMs = Infinity): Promise<Fleet> {
    const now = this.options.clock.now()
    const { buckets, archived, recent } = partsOf(query, now)
    const all = this.options.servers()
    const wanted = wantedOf(all, query)
    const names = wanted.map(({ name }) => name)
    const { rings, readShare } =
      archived.to < recent.to
        ? await this.#cache.rings(names, withinMs)
        : { rings: NO_RINGS, readShare: null }
    const days = await this.#archive.read(names, archived, wanted.length === all.length)
    const rows: FleetRow[] = []
    const sum = new Uint32Array(BINS)
    const bins = new Uint32Array(BINS)
    const blank = { archived: blankOf(archived), recent: blankOf(recent) }
    await inSlices(wanted, (server) => {
      bins.fill(0)
      const past = days.get(server.name)
      if (past) addAnswers(bins, past)
      const ring = rings.get(server.name)
      ring?.catchUp(now)
      const part = joined(past, ring && ringPart(ring, { recent, since: archived.to }, bins), blank)
      rows.push(toRow(server, part, bins))
      for (let bin = 0; bin < BINS; bin += 1) sum[bin] = (sum[bin] ?? 0) + (bins[bin] ?? 0)
    })
    return {
      from: new Date(buckets.from).toISOString(),
      to: new Date(Math.min(buckets.to, now)).toISOString(),
      bucketMs: buckets.bucketMs,
      readShare,
      rows,
      distribution: distributionOf(sum),
    }
  }
}

/** From memory where the whole span is there; otherwise from the midnight before it, as days are summed whole. */
export function partsOf(query: FleetQuery, now: number): Parts {
  const none = (at: number, bucketMs: number) => ({ from: at, to: at, bucketMs })
  const fine = bucketsOf(query, query.buckets, now, MINUTE)
  if (fine.from >= now - RECENT_MS)
    return { buckets: fine, archived: none(fine.from, fine.bucketMs), recent: fine }
  const whole = {
    ...{ range: query.range, from: new Date(floorTo(fine.from, DAY)).toISOString() },
    ...(query.to !== undefined && { to: new Date(ceilTo(Date.parse(query.to), DAY)).toISOString() }),
  }
  const buckets = bucketsOf(whole, query.buckets, now, HOUR)
  const rolled = floorTo(now - ROLLED_AFTER_MS, DAY)
  const end = Math.min(ceilTo(buckets.to, DAY), rolled)
  // A bucket of several days may begin before the seam and end after it: then it is shown with what was before.
  const seam = Math.max(buckets.from, buckets.from + ceilTo(end - buckets.from, buckets.bucketMs))
  const { bucketMs } = buckets
  return {
    buckets,
    archived: { from: buckets.from, to: Math.max(buckets.from, end), bucketMs },
    recent: seam < buckets.to ? { from: seam, to: buckets.to, bucketMs } : none(buckets.to, bucketMs),
  }
}

function wantedOf(all: readonly FleetServer[], { tag, name }: FleetQuery): readonly FleetServer[] {
  if (!tag && !name) return all
  const filter = { names: name ? new Set(name) : null, wantedTags: tag ? new Set(tag) : null }
  return all.filter((server) => isWanted(server, filter))
}

function ringPart(
  ring: ServerRing,
  { recent, since }: { recent: Buckets; since: number },
  bins: Uint32Array,
): FleetPart {
  const totals = ring.totals({ from: since, to: recent.to }, bins)
  return { ...totals, cells: ring.cells(recent) }
}

function blankOf(buckets: Buckets): string {
  return letterAt(-1).repeat(countOf(buckets))
}

function joined(
  past: Archived | undefined,
  recent: FleetPart | undefined,
  blank: { archived: string; recent: string },
): FleetPart {
  return {
    cells: (past?.cells ?? blank.archived) + (recent?.cells ?? blank.recent),
    checks: (past?.checks ?? 0) + (recent?.checks ?? 0),
    failed: (past?.failed ?? 0) + (recent?.failed ?? 0),
    changes: (past?.changes ?? 0) + (recent?.changes ?? 0),
    upMs: (past?.upMs ?? 0) + (recent?.upMs ?? 0),
    knownMs: (past?.knownMs ?? 0) + (recent?.knownMs ?? 0),
  }
}

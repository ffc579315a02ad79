import 'server-only'
import { setImmediate } from 'node:timers/promises'
import type { Clock } from '@/lib/kit/clock'
import { inSlices } from '@/lib/kit/in-slices'
import type { Logger } from '@/lib/kit/logger'
import type { HistoryStore, HistoryWrites, RawRow, SeriesRow } from '@/lib/store/health-history'
import type { CheckRecord } from '../check-record'
import { packChecks, unpackChecks } from './check-block'
import { type LettersByMonth, lettersOf, packLetters, unpackLetters } from './hour-letters'
import { byServerAndHour, mergeChecks } from './merge-checks'
import { type RawHour, rollUp, type Rollups, rowsOf, staleFrom } from './rollup'
import { salvaged } from './salvaged'
import { packSeries, unpackSeries } from './series-row'
import type { Summary } from './summary'
import { DAY, floorTo, HOUR, KEEP_MS, ROLLUPS, type Rollup, rowStart, SLOT_MS } from './tiers'

export interface CompactionOptions {
  store: HistoryStore
  clock: Clock
  logger: Logger
}

/** After an hour's end, what was found in it is surely stored. */
const SETTLE_MS = 5 * 60_000
/** Hours that are younger are all there: retention has not touched them. */
const SURE_MS = KEEP_MS.raw - 6 * HOUR
/** Servers that one transaction rolls up: it holds the embedded database for so long. */
const ROLL_SERVERS = 10
/** Names are not empty: all come after it. */
const BEFORE_ALL = ''
const NO_LETTERS: LettersByMonth = new Map()
const NO_CHECKS: readonly CheckRecord[] = []
const NO_SUMMARIES: ReadonlyMap<number, Summary> = new Map()

type Report = (error: unknown) => void

interface ServerHour {
  server: string
  start: number
}

/**
 * Moves checks from blocks, as they came, into an hour of each server, and once a day rolls those up into minutes, hours
 * and days. A block is there, or its checks are in their hours, never both: the same transaction deletes the one and
 * writes the other. So neither a crash nor a second compactor nor a late block can count twice.
 */
export class Compaction {
  constructor(private readonly options: CompactionOptions) {}

  /** All that is due. A step that another process is at is left to it. */
  async run(signal: AbortSignal): Promise<{ rounds: number; servers: number }> {
    let rounds = 0
    while ((await this.compactSome()) > 0) {
      rounds += 1
      await setImmediate()
      signal.throwIfAborted()
    }
    let servers = 0
    for (let after: string | undefined = BEFORE_ALL; after !== undefined;) {
      const rolled: string[] = await this.rollUpSome(after)
      servers += rolled.length
      after = rolled.at(-1)
      await setImmediate()
      signal.throwIfAborted()
    }
    return { rounds, servers }
  }

  /** The oldest blocks of a shard whose hours are over; answers with how many there were. */
  async compactSome(): Promise<number> {
    const { store, clock } = this.options
    const before = floorTo(clock.now() - SETTLE_MS, HOUR)
    const taken = await store.exclusively(async (writes) => {
      const payloads = await writes.takeBlocks(before)
      const servers = byServerAndHour(await this.#readBlocks(payloads))
      await this.#acceptOld(writes, servers)
      await mergeIntoHours(writes, servers, this.#report)
      return payloads.length
    })
    return taken ?? 0
  }

  /** A few servers' days that are over, of those with names after the given one; answers with their names. */
  async rollUpSome(after: string): Promise<string[]> {
    const { store, clock } = this.options
    const to = floorTo(clock.now() - SETTLE_MS, DAY)
    const rolled = await store.exclusively(async (writes) => {
      const servers = await writes.stale(to, { after, limit: ROLL_SERVERS })
      if (servers.length > 0) await rollUpServers(writes, { servers, to, report: this.#report })
      return servers
    })
    return rolled ?? []
  }

  readonly #report = (error: unknown) => {
    this.options.logger.error({ err: error }, 'Some history of checks is lost')
  }

  async #readBlocks(payloads: readonly Uint8Array[]): Promise<CheckRecord[]> {
    const checks: CheckRecord[] = []
    await inSlices(payloads, (payload) => {
      // Kept, a damaged one would stop all compaction for ever.
      for (const check of salvaged(() => unpackChecks(payload), NO_CHECKS, this.#report)) checks.push(check)
    })
    return checks
  }

  /** Takes out checks that are so late that what followed them is rolled up and gone. */
  async #acceptOld(writes: HistoryWrites, servers: Map<string, Map<number, CheckRecord[]>>): Promise<void> {
    const sure = this.options.clock.now() - SURE_MS
    const late = [...servers].filter(([, hours]) => [...hours.keys()].some((start) => start < sure))
    if (late.length === 0) return
    const extents = await writes.extents(late.map(([server]) => server))
    let dropped = 0
    for (const [server, hours] of late) {
      const { oldestRaw = null, newestHour = null } = extents.get(server) ?? {}
      for (const [start, checks] of hours) {
        if (start >= sure || (oldestRaw !== null && start >= oldestRaw)) continue
        if (newestHour === null || newestHour < floorTo(start, DAY)) continue
        hours.delete(start)
        dropped += checks.length
      }
    }
    if (dropped > 0) this.options.logger.warn({ dropped }, 'Checks came too late to be kept')
  }
}

/** Adds checks to the hours in which they were. */
async function mergeIntoHours(
  writes: HistoryWrites,
  servers: ReadonlyMap<string, ReadonlyMap<number, CheckRecord[]>>,
  report: Report,
): Promise<void> {
  const starts = [...servers.values()].flatMap((hours) => [...hours.keys()])
  if (starts.length === 0) return
  const span = { from: Math.min(...starts), to: Math.max(...starts) + HOUR }
  const known = new Map<string, readonly CheckRecord[]>()
  for (const { server, start, payload } of await writes.raw([...servers.keys()], span))
    if (servers.get(server)?.has(start)) {
      const checks = salvaged(() => unpackChecks(payload), NO_CHECKS, report)
      known.set(keyOf({ server, start }), checks)
    }
  const rows: SeriesRow[] = []
  const first: ServerHour[] = []
  await inSlices(servers, ([server, hours]) => {
    for (const [start, checks] of hours) {
      const merged = mergeChecks(known.get(keyOf({ server, start })) ?? [], checks)
      rows.push({ tier: 'raw', server, start, payload: packChecks(merged) })
    }
    if (hours.size > 0) first.push({ server, start: Math.min(...hours.keys()) })
  })
  await writes.put(rows)
  // What held in later hours may follow from these.
  await writes.reopen(first)
}

async function rollUpServers(
  writes: HistoryWrites,
  { servers, to, report }: { servers: readonly string[]; to: number; report: Report },
): Promise<void> {
  const rows = Map.groupBy(await writes.raw(servers, { from: 0, to }), ({ server }) => server)
  const hours = new Map([...rows].map(([server, some]) => [server, staleHours(some, report)]))
  const from = Math.min(...[...hours.values()].map((some) => staleFrom(some, to) ?? Infinity))
  const known = await loadRollups(writes, servers, { from, to, report })
  const months = await loadLetters(writes, servers, { from, to, report })
  const changed: SeriesRow[] = []
  const marks: (ServerHour & { to: number | null })[] = []
  await inSlices(hours, ([server, some]) => {
    const rolled = rollUp(some, known.get(server) ?? emptyRollups(), to)
    if (!rolled) return
    for (const tier of ROLLUPS) changed.push(...changedRows(server, tier, rolled.rollups))
    const letters = lettersOf(rolled.rollups.hour, months.get(server) ?? NO_LETTERS, { from, to })
    for (const [start, text] of letters)
      changed.push({ tier: 'cell', server, start, payload: packLetters(text) })
    for (const start of rolled.final) marks.push({ server, start, to: null })
    if (rolled.pending !== null) marks.push({ server, start: rolled.pending, to })
  })
  await writes.put(changed)
  await writes.markRolled(marks)
}

/** Those that are not final, and the one before, of which the last check may still hold. */
function staleHours(rows: readonly RawRow[], report: Report): RawHour[] {
  const first = rows.findIndex(({ isFinal }) => !isFinal)
  return rows.slice(Math.max(0, first - 1)).map(({ payload, ...row }) => ({
    ...row,
    checks: salvaged(() => unpackChecks(payload), NO_CHECKS, report),
  }))
}

function changedRows(server: string, tier: Rollup, rollups: Rollups): SeriesRow[] {
  return [...rowsOf(tier, rollups[tier])].map(([start, slots]) => ({
    ...{ tier, server, start },
    payload: packSeries(slots, SLOT_MS[tier]),
  }))
}

/** Whole rows, so that what is written back loses nothing. */
async function loadRollups(
  writes: HistoryWrites,
  servers: readonly string[],
  { from, to, report }: { from: number; to: number; report: Report },
): Promise<Map<string, Rollups>> {
  const all = new Map<string, Rollups>()
  for (const tier of ROLLUPS) {
    const rows = await writes.rows(tier, servers, { from: rowStart(tier, from), to })
    for (const { server, start, payload } of rows) {
      const rollups = all.get(server) ?? emptyRollups()
      all.set(server, rollups)
      const summaries = salvaged(() => unpackSeries(payload, SLOT_MS[tier]), NO_SUMMARIES, report)
      for (const [slot, summary] of summaries) rollups[tier].set(start + slot * SLOT_MS[tier], summary)
    }
  }
  return all
}

async function loadLetters(
  writes: HistoryWrites,
  servers: readonly string[],
  { from, to, report }: { from: number; to: number; report: Report },
): Promise<Map<string, LettersByMonth>> {
  const rows = await writes.rows('cell', servers, { from: rowStart('cell', from), to })
  return new Map(
    [...Map.groupBy(rows, ({ server }) => server)].map(([server, some]) => [
      server,
      new Map(some.map(({ start, payload }) => [start, salvaged(() => unpackLetters(payload), '', report)])),
    ]),
  )
}

function emptyRollups(): Rollups {
  return { minute: new Map(), hour: new Map(), day: new Map() }
}

function keyOf({ server, start }: ServerHour): string {
  return `${start} ${server}`
}

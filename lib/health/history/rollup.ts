import 'server-only'
import type { CheckRecord } from '../check-record'
import { absorb, emptySummary, summarize, type Summary } from './summary'
import { DAY, floorTo, HOUR, MINUTE, type Rollup, rowStart, SLOT_MS } from './tiers'

/** An hour of a server's checks. */
export interface RawHour {
  start: number
  checks: readonly CheckRecord[]
  /** The coarser tiers hold all that follows from it. */
  isFinal: boolean
}

/** Summaries by when they begin, in milliseconds since the epoch. */
export type SlotsByStart = Map<number, Summary>
export type Rollups = Record<Rollup, SlotsByStart>

export interface RolledUp {
  /** The rows as they are to be stored, whole. */
  rollups: Rollups
  /** Hours that need not be rolled up again. */
  final: number[]
  /** The last hour, when what it found still held at `to`: how long it did, is known once the time after is over. */
  pending: number | null
}

/** From where the tiers must be made anew: the first hour that is not final; undefined when there is none before `to`. */
export function staleFrom(hours: readonly RawHour[], to: number): number | undefined {
  return hours.find(({ start, isFinal }) => !isFinal && start < to)?.start
}

/**
 * Makes the coarser tiers anew for a stretch that is over: from the first hour that is not final up to `to`, a midnight.
 * Whatever was there is replaced, nothing is added to it: to do it twice changes nothing. `known` are the stored rows
 * that the stretch touches, whole.
 */
export function rollUp(hours: readonly RawHour[], known: Rollups, to: number): RolledUp | undefined {
  const from = staleFrom(hours, to)
  if (from === undefined) return undefined
  const past = hours.filter(({ start }) => start < to)
  const checks = past.flatMap((hour) => hour.checks)
  const minute = replaced(known.minute, from, to)
  for (const [slot, summary] of summarize(checks, { from, to, slotMs: MINUTE }))
    minute.set(from + slot * MINUTE, summary)
  const hour = replaced(known.hour, from, to)
  for (const [slot, summary] of summarize(checks, { from, to, slotMs: HOUR }))
    hour.set(from + slot * HOUR, summary)
  const day = replaced(known.day, floorTo(from, DAY), to)
  for (const [start, summary] of sumOf(hour, floorTo(from, DAY), to)) day.set(start, summary)
  const pending = stillHolds(past.at(-1), to)
  const final = past.filter(({ start, isFinal }) => !isFinal && start !== pending).map(({ start }) => start)
  return { rollups: { minute, hour, day }, final, pending }
}

function stillHolds(hour: RawHour | undefined, to: number): number | null {
  const check = hour?.checks.at(-1)
  return hour && check && check.at + check.holdsMs > to ? hour.start : null
}

function replaced(known: SlotsByStart, from: number, to: number): SlotsByStart {
  return new Map([...known].filter(([start]) => start < from || start >= to))
}

/** Days from their hours, so that a late check changes its hour alone. */
function sumOf(hours: SlotsByStart, from: number, to: number): SlotsByStart {
  const days: SlotsByStart = new Map()
  for (const [start, summary] of hours) {
    if (start < from || start >= to) continue
    const day = floorTo(start, DAY)
    const sum = days.get(day) ?? emptySummary()
    absorb(sum, summary)
    days.set(day, sum)
  }
  return days
}

/** Slots as rows: by when the row begins, numbered from there. */
export function rowsOf(tier: Rollup, slots: SlotsByStart): Map<number, Map<number, Summary>> {
  const rows = new Map<number, Map<number, Summary>>()
  for (const [start, summary] of slots) {
    const row = rowStart(tier, start)
    const places = rows.get(row) ?? new Map<number, Summary>()
    places.set((start - row) / SLOT_MS[tier], summary)
    rows.set(row, places)
  }
  return rows
}

import 'server-only'
import type { Failure } from '@/lib/domain/connection'
import { ByteReader, unreadable } from './byte-reader'
import { ByteWriter } from './byte-writer'
import { seal, unseal } from './envelope'
import { Histogram } from './histogram'
import { type Complaint, emptySummary, type Summary, worstComplaints } from './summary'
import { type State, STATES } from './timeline'

const KIND = 2
const VERSION = 1
/** Beside the bits of the states: one of them held for the whole slot. */
const WHOLE = 1 << STATES.length
/** Longer than any row has: a day has 1,440 minutes. */
const MOST_SLOTS = 100_000

/** Summaries by slot in few bytes, columns beside each other. `slotMs` is how long a slot is. */
export function packSeries(slots: ReadonlyMap<number, Summary>, slotMs: number): Uint8Array {
  const sorted = [...slots].sort(([one], [other]) => one - other)
  const summaries = sorted.map(([, summary]) => summary)
  const complaints = summaries.map(worstComplaints)
  const reasons = reasonsOf(complaints.flat())
  const writer = new ByteWriter()
  writer.varint(reasons.length)
  for (const { code, message } of reasons) {
    writer.text(code)
    writer.text(message)
  }
  writer.varint(sorted.length)
  let previous = 0
  for (const [slot] of sorted) {
    writer.varint(slot - previous)
    previous = slot
  }
  for (const { checks } of summaries) writer.varint(checks)
  for (const { failed } of summaries) writer.varint(failed)
  for (const { changes } of summaries) writer.varint(changes)
  for (const { time } of summaries) writeTime(writer, time, slotMs)
  for (const { histogram } of summaries) histogram.write(writer)
  const places = new Map(reasons.map((reason, place) => [keyOf(reason), place]))
  for (const some of complaints) {
    writer.varint(some.length)
    for (const { reason, isFailure, count } of some) {
      writer.varint((places.get(keyOf(reason)) ?? 0) * 2 + Number(isFailure))
      writer.varint(count)
    }
  }
  return seal(KIND, VERSION, writer.bytes())
}

/** What `packSeries` was given, with the same `slotMs`. Throws `internal` for other bytes. */
export function unpackSeries(bytes: Uint8Array, slotMs: number): Map<number, Summary> {
  const reader = new ByteReader(unseal(KIND, VERSION, bytes))
  const reasons = Array.from({ length: reader.count() }, () => ({
    code: reader.text(),
    message: reader.text(),
  }))
  const count = reader.count()
  const column = <T>(read: () => T) => Array.from({ length: count }, read)
  let slot = 0
  const places = column(() => (slot += reader.varint()))
  if (slot > MOST_SLOTS) throw unreadable('a slot in them is out of place')
  const checks = column(() => reader.varint())
  const failed = column(() => reader.varint())
  const changes = column(() => reader.varint())
  const times = column(() => readTime(reader, slotMs))
  const histograms = column(() => Histogram.read(reader))
  const complaints = column(() => readComplaints(reader, reasons))
  if (!reader.isAtEnd) throw unreadable('more follows than belongs to them')
  return new Map(
    places.map((place, i) => [
      place,
      {
        ...{ checks: checks[i] ?? 0, failed: failed[i] ?? 0, changes: changes[i] ?? 0 },
        ...{ complaints: complaints[i] ?? [], histogram: histograms[i] ?? new Histogram() },
        time: times[i] ?? emptySummary().time,
      },
    ]),
  )
}

/** Numbers of several summaries together. */
export interface Sums {
  checks: number
  failed: number
  changes: number
  time: Record<State, number>
  /** Answers by the bin of how long they took. */
  bins: Uint32Array
}

/** Adds the wanted slots of a row to sums: a tenth of the time that `unpackSeries` takes, for thousands of rows. */
export function addSeries(
  sums: Sums,
  bytes: Uint8Array,
  { slotMs, isWanted }: { slotMs: number; isWanted: (slot: number) => boolean },
): void {
  const reader = new ByteReader(unseal(KIND, VERSION, bytes))
  for (let texts = reader.count() * 2; texts > 0; texts -= 1) reader.take(reader.varint())
  let slot = 0
  const wanted = Array.from({ length: reader.count() }, () => isWanted((slot += reader.varint())))
  const sumOf = () => wanted.reduce((sum, isIn) => sum + (isIn ? reader.varint() : reader.varint() * 0), 0)
  sums.checks += sumOf()
  sums.failed += sumOf()
  sums.changes += sumOf()
  for (const isIn of wanted) {
    const time = readTime(reader, slotMs)
    if (isIn) for (const state of STATES) sums.time[state] += time[state]
  }
  for (const isIn of wanted) Histogram.addTo(isIn ? sums.bins : null, reader)
}

function writeTime(writer: ByteWriter, time: Record<State, number>, slotMs: number): void {
  const held = STATES.filter((state) => time[state] > 0)
  const mask = held.reduce((bits, state) => bits | (1 << STATES.indexOf(state)), 0)
  const [only] = held
  const isWhole = held.length === 1 && only !== undefined && time[only] === slotMs
  writer.byte(isWhole ? mask | WHOLE : mask)
  if (!isWhole) for (const state of held) writer.varint(time[state])
}

function readTime(reader: ByteReader, slotMs: number): Record<State, number> {
  const bits = reader.byte()
  const read = (state: State) => {
    if ((bits & (1 << STATES.indexOf(state))) === 0) return 0
    return bits & WHOLE ? slotMs : reader.varint()
  }
  return {
    healthy: read('healthy'),
    degraded: read('degraded'),
    unhealthy: read('unhealthy'),
    'needs-auth': read('needs-auth'),
    unknown: read('unknown'),
    maintenance: read('maintenance'),
  }
}

function readComplaints(reader: ByteReader, reasons: readonly Failure[]): Complaint[] {
  return Array.from({ length: reader.count() }, () => {
    const place = reader.varint()
    const reason = reasons[Math.floor(place / 2)]
    if (!reason) throw unreadable('a number in them refers to nothing')
    return { reason, isFailure: place % 2 === 1, count: reader.varint() }
  })
}

function reasonsOf(complaints: readonly Complaint[]): Failure[] {
  return [...new Map(complaints.map(({ reason }) => [keyOf(reason), reason])).values()]
}

function keyOf({ code, message }: Failure): string {
  return JSON.stringify([code, message])
}

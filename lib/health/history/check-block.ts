import 'server-only'
import { type Failure, VERDICTS } from '@/lib/domain/connection'
import { CHECK_ORIGINS, CHECK_OUTCOMES } from '@/lib/domain/health'
import type { CheckRecord } from '../check-record'
import { ByteReader, unreadable } from './byte-reader'
import { ByteWriter } from './byte-writer'
import { seal, unseal } from './envelope'
import { readColumn, writeColumn } from './number-column'

const KIND = 1
const VERSION = 1
/** Runs could name any number: more than a block ever has must not fill the memory. */
const MOST_CHECKS = 5_000_000
/** Outcome, verdict, origin and maintenance, which are stored as one number: the place in this list. */
const STATES = CHECK_OUTCOMES.flatMap((outcome) =>
  VERDICTS.flatMap((verdict) =>
    CHECK_ORIGINS.flatMap((origin) =>
      [false, true].map((maintenance) => ({ outcome, verdict, origin, maintenance })),
    ),
  ),
)

/**
 * Many checks in few bytes: the checks of one sweep of one shard. Columns beside each other, since like goes small
 * beside like; names, codes and messages once each. The order is kept.
 */
export function packChecks(records: readonly CheckRecord[]): Uint8Array {
  const writer = new ByteWriter()
  const servers = writeNames(
    writer,
    records.map(({ server }) => server),
  )
  const codes = writeNames(
    writer,
    records.map(({ reason }) => reason.code),
  )
  const messages = writeNames(
    writer,
    records.map(({ reason }) => reason.message),
  )
  writer.varint(records.length)
  const column = (valueOf: (record: CheckRecord, place: number) => number) =>
    writeColumn(writer, records.map(valueOf))
  // As if one had been before the first, as long before as the first is before the second: so that all steps are alike.
  const [first = 0, second = first] = records.map(({ at }) => at)
  const step = second - first
  writer.signed(first - step)
  column(({ at }, place) => (place === 0 ? step : at - (records[place - 1]?.at ?? 0)))
  column(({ server }) => servers.get(server) ?? 0)
  column(({ durationMs }) => (durationMs === null ? 0 : Math.round(durationMs * 10) + 1))
  column(stateOf)
  column(({ reason }) => codes.get(reason.code) ?? 0)
  column(({ reason }) => messages.get(reason.message) ?? 0)
  column(({ holdsMs }) => Math.ceil(holdsMs / 1_000))
  return seal(KIND, VERSION, writer.bytes())
}

/** What `packChecks` was given, or those of one server. Throws `internal` for bytes that it did not make. */
export function unpackChecks(bytes: Uint8Array, only?: string): CheckRecord[] {
  const body = unseal(KIND, VERSION, bytes)
  // Most blocks of a shard are without a server: to search for it is quicker than to read names.
  if (only !== undefined && !Buffer.from(body.buffer, body.byteOffset, body.length).includes(only)) return []
  const reader = new ByteReader(body)
  const servers = readNames(reader)
  const codes = readNames(reader)
  const messages = readNames(reader)
  const count = reader.varint()
  if (count > MOST_CHECKS) throw unreadable('they name more than they hold')
  let at = reader.signed()
  const steps = readColumn(reader, count)
  const server = readColumn(reader, count)
  const duration = readColumn(reader, count)
  const state = readColumn(reader, count)
  const code = readColumn(reader, count)
  const message = readColumn(reader, count)
  const holds = readColumn(reader, count)
  if (!reader.isAtEnd) throw unreadable('more follows than belongs to them')
  const reasonOf = reasonsOf(codes, messages)
  const records: CheckRecord[] = []
  for (let i = 0; i < count; i += 1) {
    at += steps[i] ?? 0
    const name = itemOf(servers, server[i])
    if (only !== undefined && name !== only) continue
    const { outcome, verdict, origin, maintenance } = itemOf(STATES, state[i])
    const reason = reasonOf(code[i] ?? 0, message[i] ?? 0)
    const durationMs = duration[i] ? ((duration[i] ?? 0) - 1) / 10 : null
    const holdsMs = (holds[i] ?? 0) * 1_000
    records.push({ server: name, at, durationMs, outcome, verdict, reason, origin, maintenance, holdsMs })
  }
  return records
}

/** One object for each reason, however many checks have it. */
function reasonsOf(codes: readonly string[], messages: readonly string[]) {
  const known = new Map<number, Failure>()
  return (code: number, message: number): Failure => {
    const key = code * messages.length + message
    const met = known.get(key)
    if (met) return met
    const reason = { code: itemOf(codes, code), message: itemOf(messages, message) }
    known.set(key, reason)
    return reason
  }
}

/** Each name once. Answers with their places. */
function writeNames(writer: ByteWriter, names: readonly string[]): Map<string, number> {
  // Sorted, like stands beside like.
  const sorted = [...new Set(names)].sort()
  writer.varint(sorted.length)
  for (const name of sorted) writer.text(name)
  return new Map(sorted.map((name, place) => [name, place]))
}

function readNames(reader: ByteReader): string[] {
  return Array.from({ length: reader.count() }, () => reader.text())
}

function stateOf({ outcome, verdict, origin, maintenance }: CheckRecord): number {
  const place = CHECK_OUTCOMES.indexOf(outcome) * VERDICTS.length + VERDICTS.indexOf(verdict)
  return (place * CHECK_ORIGINS.length + CHECK_ORIGINS.indexOf(origin)) * 2 + (maintenance ? 1 : 0)
}

function itemOf<T>(items: readonly T[], place: number | undefined): T {
  const item = items[place ?? -1]
  if (item === undefined) throw unreadable('a number in them refers to nothing')
  return item
}

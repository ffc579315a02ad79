import 'server-only'
import { VERDICTS } from '@/lib/domain/connection'
import { CHECK_ORIGINS, CHECK_OUTCOMES } from '@/lib/domain/health'
import type { CheckRecord } from '../check-record'
import { ByteReader, unreadable } from './byte-reader'
import { ByteWriter } from './byte-writer'
import { seal, unseal } from './envelope'

const KIND = 1
const VERSION = 1
/** Outcome, verdict, origin and maintenance as one number. */
const STATES = CHECK_OUTCOMES.length * VERDICTS.length * CHECK_ORIGINS.length * 2

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
  let previous = 0
  for (const { at } of records) {
    writer.signed(at - previous)
    previous = at
  }
  for (const { server } of records) writer.varint(servers.get(server) ?? 0)
  for (const { durationMs } of records)
    writer.varint(durationMs === null ? 0 : Math.round(durationMs * 10) + 1)
  for (const record of records) writer.varint(stateOf(record))
  for (const { reason } of records) writer.varint(codes.get(reason.code) ?? 0)
  for (const { reason } of records) writer.varint(messages.get(reason.message) ?? 0)
  for (const { holdsMs } of records) writer.varint(Math.ceil(holdsMs / 1_000))
  return seal(KIND, VERSION, writer.bytes())
}

/** What `packChecks` was given, or those of one server. Throws `internal` for bytes that it did not make. */
export function unpackChecks(bytes: Uint8Array, only?: string): CheckRecord[] {
  const reader = new ByteReader(unseal(KIND, VERSION, bytes))
  const servers = readNames(reader)
  if (only !== undefined && !servers.includes(only)) return []
  const codes = readNames(reader)
  const messages = readNames(reader)
  const count = reader.count()
  const column = (read: () => number) => Array.from({ length: count }, read)
  let previous = 0
  const at = column(() => (previous += reader.signed()))
  const server = column(() => reader.varint())
  const duration = column(() => reader.varint())
  const state = column(() => reader.varint())
  const code = column(() => reader.varint())
  const message = column(() => reader.varint())
  const holds = column(() => reader.varint())
  if (!reader.isAtEnd) throw unreadable('more follows than belongs to them')
  const records: CheckRecord[] = []
  for (let i = 0; i < count; i += 1) {
    const name = itemOf(servers, server[i])
    if (only !== undefined && name !== only) continue
    records.push({
      server: name,
      at: at[i] ?? 0,
      durationMs: duration[i] === 0 ? null : ((duration[i] ?? 0) - 1) / 10,
      ...readState(state[i] ?? 0),
      reason: { code: itemOf(codes, code[i]), message: itemOf(messages, message[i]) },
      holdsMs: (holds[i] ?? 0) * 1_000,
    })
  }
  return records
}

/** Each name once, in order, as how much it shares with the one before it and what follows. Answers with places. */
function writeNames(writer: ByteWriter, names: readonly string[]): Map<string, number> {
  const sorted = [...new Set(names)].sort()
  writer.varint(sorted.length)
  let previous = ''
  for (const name of sorted) {
    const shared = sharedLength(previous, name)
    writer.varint(shared)
    writer.text(name.slice(shared))
    previous = name
  }
  return new Map(sorted.map((name, place) => [name, place]))
}

function readNames(reader: ByteReader): string[] {
  let previous = ''
  return Array.from({ length: reader.count() }, () => {
    const shared = reader.varint()
    if (shared > previous.length) throw unreadable('a name in them refers to nothing')
    previous = previous.slice(0, shared) + reader.text()
    return previous
  })
}

function sharedLength(one: string, other: string): number {
  const limit = Math.min(one.length, other.length)
  let length = 0
  while (length < limit && one.charCodeAt(length) === other.charCodeAt(length)) length += 1
  // Half of a character that takes two units can't be written as UTF-8.
  const last = one.charCodeAt(length - 1)
  return last >= 0xd800 && last <= 0xdbff ? length - 1 : length
}

function stateOf({ outcome, verdict, origin, maintenance }: CheckRecord): number {
  const place = CHECK_OUTCOMES.indexOf(outcome) * VERDICTS.length + VERDICTS.indexOf(verdict)
  return (place * CHECK_ORIGINS.length + CHECK_ORIGINS.indexOf(origin)) * 2 + (maintenance ? 1 : 0)
}

function readState(state: number): Pick<CheckRecord, 'outcome' | 'verdict' | 'origin' | 'maintenance'> {
  if (state >= STATES) throw unreadable('a state in them is none')
  const origins = Math.floor(state / 2)
  const verdicts = Math.floor(origins / CHECK_ORIGINS.length)
  return {
    outcome: itemOf(CHECK_OUTCOMES, Math.floor(verdicts / VERDICTS.length)),
    verdict: itemOf(VERDICTS, verdicts % VERDICTS.length),
    origin: itemOf(CHECK_ORIGINS, origins % CHECK_ORIGINS.length),
    maintenance: state % 2 === 1,
  }
}

function itemOf<T>(items: readonly T[], place: number | undefined): T {
  const item = items[place ?? -1]
  if (item === undefined) throw unreadable('a number in them refers to nothing')
  return item
}

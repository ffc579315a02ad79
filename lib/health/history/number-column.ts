import 'server-only'
import { type ByteReader, unreadable } from './byte-reader'
import type { ByteWriter } from './byte-writer'

const EACH = 0
const RUNS = 1

/**
 * Writes whole numbers as how much each is above the least of them: one after the other, or as runs of the same where
 * those are few. What hardly varies takes hardly any room, and no time to unpack.
 */
export function writeColumn(writer: ByteWriter, values: readonly number[]): void {
  let least = values[0] ?? 0
  let runs = 0
  for (let i = 0; i < values.length; i += 1) {
    least = Math.min(least, values[i] ?? 0)
    if (i === 0 || values[i] !== values[i - 1]) runs += 1
  }
  writer.signed(least)
  const inRuns = runs * 2 < values.length
  writer.byte(inRuns ? RUNS : EACH)
  for (let i = 0; i < values.length;) {
    const value = values[i] ?? 0
    writer.varint(value - least)
    let end = i + 1
    if (inRuns) {
      while (values[end] === value) end += 1
      writer.varint(end - i)
    }
    i = end
  }
}

/** The numbers that `writeColumn` was given; `count` is how many. */
export function readColumn(reader: ByteReader, count: number): number[] {
  const least = reader.signed()
  const kind = reader.byte()
  if (kind > RUNS) throw unreadable('a column in them is of no kind')
  if (kind === EACH) return reader.varints(count, least)
  const column = new Array<number>(count)
  for (let i = 0; i < count;) {
    const value = reader.varint() + least
    const end = i + reader.varint()
    if (end <= i || end > count) throw unreadable('a column in them has another length')
    column.fill(value, i, end)
    i = end
  }
  return column
}

import 'server-only'
import { letterAt, PLACE_OF_LETTER, worstOf } from './cell'
import { seal, unseal } from './envelope'
import type { SlotsByStart } from './rollup'
import { STATES } from './timeline'
import type { Buckets } from './span'
import { HOUR, rowStart } from './tiers'

/** A letter of `CELLS` for each hour, from the beginning of a month, by when the month begins. */
export type LettersByMonth = Map<number, string>

const KIND = 3
const VERSION = 1
const NONE = letterAt(-1)

export function packLetters(letters: string): Uint8Array {
  return seal(KIND, VERSION, Buffer.from(letters, 'latin1'))
}

/** Throws `internal` for bytes that `packLetters` did not make. */
export function unpackLetters(bytes: Uint8Array): string {
  return Buffer.from(unseal(KIND, VERSION, bytes)).toString('latin1')
}

/** The months that a stretch touches, with its hours as they are now and the others as they were. */
export function lettersOf(
  hours: SlotsByStart,
  known: LettersByMonth,
  { from, to }: { from: number; to: number },
): LettersByMonth {
  const months = new Map<number, string[]>()
  for (let start = from; start < to; start += HOUR) {
    const month = rowStart('cell', start)
    const letters = months.get(month) ?? Array.from(known.get(month) ?? '')
    months.set(month, letters)
    const summary = hours.get(start)
    const place = (start - month) / HOUR
    while (letters.length < place) letters.push(NONE)
    letters[place] = letterAt(worstOf(STATES.map((state) => summary?.time[state] ?? 0)))
  }
  return new Map([...months].map(([month, letters]) => [month, letters.join('')]))
}

/** A letter for each bucket of whole hours: the worst that a meaningful share of it was. */
export function cellsOf(months: LettersByMonth, { from, to, bucketMs }: Buckets): string {
  const counts = Array.from(
    { length: Math.ceil((to - from) / bucketMs) },
    () => new Uint16Array(STATES.length),
  )
  for (const [month, letters] of months) {
    const last = Math.min(letters.length, Math.floor((to - month) / HOUR))
    for (let hour = Math.max(0, Math.ceil((from - month) / HOUR)); hour < last; hour += 1) {
      const place = PLACE_OF_LETTER[letters.charCodeAt(hour)] ?? -1
      const bucket = counts[Math.floor((month + hour * HOUR - from) / bucketMs)]
      if (place !== -1 && bucket) bucket[place] = (bucket[place] ?? 0) + 1
    }
  }
  return counts.map((bucket) => letterAt(worstOf(bucket))).join('')
}

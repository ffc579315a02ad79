import 'server-only'
import { letterOf, worstOf } from './cell'
import { seal, unseal } from './envelope'
import type { SlotsByStart } from './rollup'
import { STATES } from './timeline'
import type { Buckets } from './span'
import { HOUR, rowStart } from './tiers'

/** A letter of `CELLS` for each hour, from the beginning of a month, by when the month begins. */
export type LettersByMonth = Map<number, string>

const KIND = 3
const VERSION = 1
const NONE = letterOf(null)

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
    letters[place] = letterOf(worstOf(STATES.map((state) => summary?.time[state] ?? 0)))
  }
  return new Map([...months].map(([month, letters]) => [month, letters.join('')]))
}

/** A letter for each bucket of whole hours: the worst that most of it, or a meaningful share, was. */
export function cellsOf(months: LettersByMonth, { from, to, bucketMs }: Buckets): string {
  let cells = ''
  for (let begin = from; begin < to; begin += bucketMs) {
    const counts = STATES.map(() => 0)
    for (let start = begin; start < Math.min(begin + bucketMs, to); start += HOUR) {
      const place = STATES.findIndex((state) => letterOf(state) === letterAt(months, start))
      if (place !== -1) counts[place] = (counts[place] ?? 0) + 1
    }
    cells += letterOf(worstOf(counts))
  }
  return cells
}

function letterAt(months: LettersByMonth, start: number): string {
  const month = rowStart('cell', start)
  return months.get(month)?.[(start - month) / HOUR] ?? NONE
}

import { CONNECTION_KINDS } from '@/lib/domain/connection'
import { filterWords } from '../words'
import type { FilterKey } from './view-state'

export interface Choice {
  value: string
  count: number
  isChosen: boolean
}

const MOST_SHOWN = 100

/** Kinds of a connection in their natural order, whether there is one of them or not; the rest by how many there are. */
export function choicesFor(of: {
  filter: FilterKey
  counts: Record<string, number>
  chosen: readonly string[]
  words: string
}): { choices: Choice[]; hidden: number } {
  const { filter, counts, chosen, words } = of
  const values: string[] = filter === 'state' ? [...CONNECTION_KINDS] : byCount(counts)
  // What is chosen can always be taken back, also when no server has it any more.
  for (const value of chosen) if (!values.includes(value)) values.unshift(value)
  const wanted = words.trim().toLowerCase()
  const found = values.filter(
    (value) =>
      wanted === '' ||
      value.toLowerCase().includes(wanted) ||
      filterWords(filter, value).toLowerCase().includes(wanted),
  )
  const choices = found.slice(0, MOST_SHOWN).map((value) => ({
    value,
    count: counts[value] ?? 0,
    isChosen: chosen.includes(value),
  }))
  return { choices, hidden: found.length - choices.length }
}

function byCount(counts: Record<string, number>): string[] {
  return Object.entries(counts)
    .sort(([a, countA], [b, countB]) => countB - countA || a.localeCompare(b))
    .map(([value]) => value)
}

export interface Choice {
  value: string
  count: number
  isChosen: boolean
}

const MOST_SHOWN = 100

export interface FilterChoices {
  counts: Record<string, number>
  chosen: readonly string[]
  /** Values that are offered in this order, whether there is one of them or not; without, the most used first. */
  values?: readonly string[] | undefined
  /** A value for a person. */
  wordsOf: (value: string) => string
}

/** What a filter offers, found by `q`. */
export function choicesFor(
  { counts, chosen, values: fixed, wordsOf }: FilterChoices,
  q: string,
): { choices: Choice[]; hidden: number } {
  const values: string[] = fixed ? [...fixed] : byCount(counts)
  // What is chosen can always be taken back, also when no server has it any more.
  for (const value of chosen) if (!values.includes(value)) values.unshift(value)
  const wanted = q.trim().toLowerCase()
  const found = values.filter(
    (value) =>
      wanted === '' || value.toLowerCase().includes(wanted) || wordsOf(value).toLowerCase().includes(wanted),
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

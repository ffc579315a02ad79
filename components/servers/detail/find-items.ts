export interface Findable {
  id: string
  label: string
  hint?: string | undefined
  /** What a person has to do about it; said before the hint. */
  warning?: string | undefined
}

/** Items in which every word is found; those whose label begins with the first word come first. */
export function findItems<T extends Findable>(items: readonly T[], words: string): T[] {
  const wanted = words.toLowerCase().split(/\s+/).filter(Boolean)
  const [first] = wanted
  if (first === undefined) return [...items]
  const found = items.filter((item) => {
    const text = `${item.label} ${item.warning ?? ''} ${item.hint ?? ''}`.toLowerCase()
    return wanted.every((word) => text.includes(word))
  })
  const rank = (item: T) => {
    const label = item.label.toLowerCase()
    if (label.startsWith(first)) return 0
    return label.includes(first) ? 1 : 2
  }
  return found
    .map((item) => ({ item, rank: rank(item) }))
    .sort((a, b) => a.rank - b.rank)
    .map(({ item }) => item)
}

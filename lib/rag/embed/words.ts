import 'server-only'

/** Why vectors take no part in a search, in words for a person; null where they do. */
export function noticeOf(state: {
  model: string | null
  /** Why what is set can't be used. */
  unusable: string | null
  /** Why the database can hold none. */
  missing: string | null
  isServed: boolean
  building: { passages: number; total: number } | null
  problem: string | null
}): string | null {
  const { model, unusable, missing, isServed, building, problem } = state
  if (unusable !== null) return `${unusable}. Until then passages are found by their words alone.`
  if (model === null) return 'No embedding model is set: passages are found by their words alone.'
  if (missing !== null) return missing
  if (isServed) return null
  const meanwhile = 'Until then passages are found by their words alone.'
  if (problem !== null) return `The vectors of ${model} can’t be made yet. ${problem} ${meanwhile}`
  if (building)
    return `The vectors of ${model} are being made: ${building.passages} of ${building.total}. ${meanwhile}`
  return `The embedding model ${model} is asked for the first time. ${meanwhile}`
}

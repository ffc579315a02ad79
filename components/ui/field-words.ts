/**
 * The value of a changed field for a person: a list is a list and not JSON, a source has its title and not its id.
 * What was cut short, or is not a list of plain values, stays as it is.
 */
export function fieldWords(field: string, text: string, titleOf: (source: string) => string): string {
  if (field === 'source') return text === '' ? '' : titleOf(text)
  if (field === 'declared by') return text.split(', ').filter(Boolean).map(titleOf).join(', ')
  return listOf(text)?.join(', ') ?? text
}

/** The items of a JSON list of texts and numbers; "none" for an empty one, which is not the same as not set. */
function listOf(text: string): readonly string[] | undefined {
  if (!text.startsWith('[')) return undefined
  try {
    const value: unknown = JSON.parse(text)
    if (!Array.isArray(value)) return undefined
    if (value.length === 0) return ['none']
    // A text with a comma, or an empty one, could not be told from its neighbours.
    const isPlain = value.every((item) => typeof item === 'number' || isPlainText(item))
    return isPlain ? value.map(String) : undefined
  } catch {
    return undefined
  }
}

function isPlainText(item: unknown): boolean {
  return typeof item === 'string' && item.trim() !== '' && !item.includes(',')
}

export const FOLDED_CHARACTERS = 4_000
export const FOLDED_LINES = 60
/** More than this in one element stops a browser; the rest is in the download. */
export const MOST_CHARACTERS = 1_000_000

export interface Folded {
  shown: string
  isCut: boolean
}

/** The beginning of a text, cut at a line's end where one is near. */
export function foldText(text: string, isWhole: boolean): Folded {
  if (isWhole) return { shown: text.slice(0, MOST_CHARACTERS), isCut: text.length > MOST_CHARACTERS }
  const end = endOfLines(text, FOLDED_LINES)
  if (end >= text.length && text.length <= FOLDED_CHARACTERS) return { shown: text, isCut: false }
  return { shown: text.slice(0, Math.min(end, FOLDED_CHARACTERS)), isCut: true }
}

function endOfLines(text: string, lines: number): number {
  let end = -1
  for (let line = 0; line < lines; line += 1) {
    end = text.indexOf('\n', end + 1)
    if (end === -1) return text.length
  }
  return end
}

const MOST_JSON = 200_000

/** Indented, when the text is a JSON object or list of a size that is worth it. */
export function indentedJson(text: string): string | undefined {
  const start = text.trimStart().charAt(0)
  if ((start !== '{' && start !== '[') || text.length > MOST_JSON) return undefined
  try {
    return JSON.stringify(JSON.parse(text), null, 2)
  } catch {
    return undefined
  }
}

const UNITS = ['B', 'kB', 'MB', 'GB']

/** "850 B", "1.2 MB"; in thousands. */
export function sizeWords(bytes: number): string {
  let value = bytes
  let unit = 0
  while (value >= 1_000 && unit < UNITS.length - 1) {
    value /= 1_000
    unit += 1
  }
  return `${unit === 0 || value >= 10 ? Math.round(value) : Math.round(value * 10) / 10} ${UNITS[unit] ?? ''}`
}

import 'server-only'
import type { Line } from './lines'

/** So many lines at the top and at the bottom of a page may be its frame. */
const DEEP = 3

/** Running heads, feet and page numbers: what stands at the edge of most pages, whatever its digits. */
export function withoutFurniture(pages: readonly Line[][]): Line[][] {
  if (pages.length < 3) return [...pages]
  const seen = new Map<string, number>()
  for (const lines of pages) {
    for (const key of new Set(edges(lines).map(keyOf))) seen.set(key, (seen.get(key) ?? 0) + 1)
  }
  // Left and right pages may differ, and the first of a chapter has often none.
  const enough = Math.max(3, pages.length * 0.3)
  return pages.map((lines) => {
    const frame = new Set(edges(lines).filter((line) => (seen.get(keyOf(line)) ?? 0) >= enough))
    return lines.filter((line) => !frame.has(line))
  })
}

function edges(lines: readonly Line[]): Line[] {
  const byHeight = lines.toSorted((left, right) => right.y - left.y)
  return byHeight.length <= DEEP * 2 ? byHeight : [...byHeight.slice(0, DEEP), ...byHeight.slice(-DEEP)]
}

/** The same words with other numbers, at the same height. */
function keyOf(line: Line): string {
  return `${Math.round(line.y / 4)} ${line.text.replaceAll(/\d+|\b[ivxlc]+\b/gi, '#')}`
}

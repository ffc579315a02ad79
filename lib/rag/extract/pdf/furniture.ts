import 'server-only'
import type { Line } from './lines'

/** This share of a page at the top and at the bottom may be its frame. */
const MARGIN = 0.1

interface Page {
  height: number
  lines: Line[]
}

/** Running heads, feet and page numbers: what stands at the edge of most pages, whatever its digits. Gives the rest. */
export function withoutFurniture(pages: readonly Page[]): Line[][] {
  if (pages.length < 3) return pages.map((page) => page.lines)
  const seen = new Map<string, number>()
  for (const page of pages) {
    for (const key of new Set(edges(page).map(keyOf))) seen.set(key, (seen.get(key) ?? 0) + 1)
  }
  // Left and right pages may differ, and the first of a chapter has often none.
  const enough = Math.max(3, pages.length * 0.3)
  return pages.map((page) => {
    const frame = new Set(edges(page).filter((line) => (seen.get(keyOf(line)) ?? 0) >= enough))
    const rest = page.lines.filter((line) => !frame.has(line))
    // What is all of a page is no frame.
    return rest.length === 0 ? page.lines : rest
  })
}

function edges({ height, lines }: Page): Line[] {
  return lines.filter(({ y }) => y < height * MARGIN || y > height * (1 - MARGIN))
}

/** The same words with other numbers, at the same height. */
function keyOf(line: Line): string {
  return `${Math.round(line.y / 4)} ${line.text.replaceAll(/\d+|\b[ivxlc]+\b/gi, '#')}`
}

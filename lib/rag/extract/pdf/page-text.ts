import 'server-only'

/** What pdf.js gives for a page, as far as it is used. */
export interface TextItem {
  str: string
  width: number
  height: number
  /** Scale and rotation, then x and y from the lower left corner, in points. */
  transform: number[]
  fontName: string
  hasEOL: boolean
}
export interface MarkedItem {
  type: string
  id?: string | null
  tag?: string
}
export type PageItem = TextItem | MarkedItem

export interface StructNode {
  role: string
  alt?: string
  children?: (StructNode | StructContent)[]
}
interface StructContent {
  type: string
  id?: string
}

/** One page, read but not yet understood. */
export interface PageText {
  number: number
  height: number
  items: PageItem[]
  structure: StructNode | null
  isMono: (fontName: string) => boolean
}

export function isText(item: PageItem): item is TextItem {
  return 'str' in item
}

/** Joins lines of running text: a word that was divided at the end of a line becomes whole. */
export function joinLines(lines: readonly string[]): string {
  return lines.reduce((text, line) => {
    if (text === '') return line
    if (/\p{L}[-\u00AD]$/u.test(text) && /^\p{Ll}/u.test(line)) return text.slice(0, -1) + line
    return `${text} ${line}`
  }, '')
}

import 'server-only'
import { isText, type PageItem, type TextItem } from './page-text'

/** In letter heights, as where lines are told apart: from here on it is a space, and from here on another column. */
const SPACE = 0.15
const COLUMN = 1.4
const RIGHT_TO_LEFT =
  /\p{Script=Arabic}|\p{Script=Hebrew}|\p{Script=Syriac}|\p{Script=Thaana}|\p{Script=Nko}/gu
const OTHER_LETTERS =
  /(?!\p{Script=Arabic}|\p{Script=Hebrew}|\p{Script=Syriac}|\p{Script=Thaana}|\p{Script=Nko})\p{L}/gu

/**
 * The items of a page with what is written from right to left as it is read. Many programs place it letter by letter
 * from the left, and in forms by place in the word: each such stretch becomes one item, its letters in their order and
 * as they are typed. What stands between them from left to right, as numbers do, stays as it is.
 */
export function inReadingOrder(items: readonly PageItem[]): PageItem[] {
  const ordered: PageItem[] = []
  let stretch: TextItem[] = []
  const finish = () => {
    ordered.push(...(isRightToLeft(stretch) ? [joined(stretch)] : stretch))
    stretch = []
  }
  for (const item of withoutSpans(items)) {
    const last = stretch.at(-1)
    if (!isText(item) || (last !== undefined && !goesOn(last, item))) finish()
    if (isText(item)) stretch.push(item)
    else ordered.push(item)
  }
  finish()
  return ordered
}

/** Without marks around single letters that neither the structure nor the page's frame refers to. */
function withoutSpans(items: readonly PageItem[]): PageItem[] {
  const isKept: boolean[] = []
  return items.filter((item) => {
    if (isText(item)) return true
    if (item.type === 'endMarkedContent') return isKept.pop() ?? true
    const kept = typeof item.id === 'string' || item.tag === 'Artifact'
    isKept.push(kept)
    return kept
  })
}

function goesOn(last: TextItem, next: TextItem): boolean {
  if (last.hasEOL || next.str === '') return false
  const height = Math.max(last.height, next.height)
  const gap = gapOf(last, next)
  return Math.abs(yOf(last) - yOf(next)) < height * 0.5 && gap > -height && gap <= height * COLUMN
}

function isRightToLeft(stretch: readonly TextItem[]): boolean {
  if (stretch.length < 2) return false
  const text = stretch.map(({ str }) => str).join('')
  const own = text.match(RIGHT_TO_LEFT)?.length ?? 0
  return own > 0 && own >= (text.match(OTHER_LETTERS)?.length ?? 0)
}

function joined(stretch: readonly TextItem[]): TextItem {
  const [first, last] = [stretch[0], stretch.at(-1)]
  if (first === undefined || last === undefined) throw new RangeError('A stretch has at least one item')
  const words = stretch.flatMap((item, at) => {
    const before = stretch[at - 1]
    const isApart = before !== undefined && gapOf(before, item) > item.height * SPACE
    return isApart && !/\s$/.test(before.str) && !/^\s/.test(item.str) ? [' ', item.str] : [item.str]
  })
  return {
    ...first,
    str: readingOrder(words).join(''),
    width: xOf(last) + last.width - xOf(first),
    height: Math.max(...stretch.map(({ height }) => height)),
    hasEOL: last.hasEOL,
  }
}

/** From the order in which they stand from the left (Unicode UAX 9, L2, for a line of two levels). */
function readingOrder(words: readonly string[]): string[] {
  const ordered = words
    .toReversed()
    .map((word) => (word.search(RIGHT_TO_LEFT) === -1 ? word : word.normalize('NFKC')))
  const isForeign = (word: string | undefined) =>
    word !== undefined && /[\p{L}\p{N}]/u.test(word) && word.search(RIGHT_TO_LEFT) === -1
  const isOwn = (word: string | undefined) => word === undefined || word.search(RIGHT_TO_LEFT) !== -1
  for (let at = 0; at < ordered.length; at++) {
    if (!isForeign(ordered[at])) continue
    let end = at
    for (let next = at + 1; !isOwn(ordered[next]); next++) if (isForeign(ordered[next])) end = next
    ordered.splice(at, end - at + 1, ...ordered.slice(at, end + 1).reverse())
    at = end
  }
  return ordered
}

function xOf({ transform }: TextItem): number {
  return transform[4] ?? 0
}
function yOf({ transform }: TextItem): number {
  return transform[5] ?? 0
}
function gapOf(last: TextItem, next: TextItem): number {
  return xOf(next) - xOf(last) - last.width
}

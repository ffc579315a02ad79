import { patternOf } from './find-messages'

const NAME = 'found'
/** A word as short as one letter must not make a range of every third letter on the page. */
const MOST_RANGES = 500

/** Ranges of the words in what is drawn of `element`, also where they begin in one node and end in the next. */
export function rangesOf(element: Element, words: string): Range[] {
  const pattern = patternOf(words)
  if (!pattern) return []
  const nodes: { node: Text; start: number }[] = []
  let text = ''
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT)
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    nodes.push({ node: node as Text, start: text.length }) // SHOW_TEXT shows nothing else
    text += node.nodeValue ?? ''
  }
  const ranges: Range[] = []
  for (const { index, 0: match } of text.matchAll(pattern)) {
    const [from, to] = [placeOf(nodes, index), placeOf(nodes, index + match.length - 1)]
    if (!from || !to) continue
    const range = document.createRange()
    range.setStart(from.node, from.offset)
    range.setEnd(to.node, to.offset + 1)
    ranges.push(range)
    if (ranges.length === MOST_RANGES) break
  }
  return ranges
}

/** Marks without touching the page (CSS Custom Highlight API); does nothing in a browser that has none. */
export function markFound(within: Element, words: string): void {
  if (!('highlights' in CSS)) return
  const drawn = [...within.querySelectorAll('[data-drawn=true]')]
  CSS.highlights.set(NAME, new Highlight(...drawn.flatMap((row) => rangesOf(row, words))))
}

export function clearMarks(): void {
  if ('highlights' in CSS) CSS.highlights.delete(NAME)
}

function placeOf(nodes: readonly { node: Text; start: number }[], at: number) {
  const found = nodes.findLast(({ start }) => start <= at)
  return found && { node: found.node, offset: at - found.start }
}

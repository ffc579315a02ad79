import 'server-only'
import type { Root, RootContent } from 'mdast'
import { fromMarkdown } from 'mdast-util-from-markdown'
import { gfmFromMarkdown } from 'mdast-util-gfm'
import { gfm } from 'micromark-extension-gfm'

/** Of a piece that is parsed at once: a parser's work on tables grows with the square of it. */
const PIECE = 8 * 1024
/** Nothing that stands inside a line: blocks are told by their lines alone. */
const INLINE = [
  'attention',
  'autolink',
  'characterEscape',
  'characterReference',
  'codeText',
  'hardBreakEscape',
  'htmlText',
  'labelEnd',
  'labelStartImage',
  'labelStartLink',
]
const { document: documents, flow } = gfm()
const BLOCKS = {
  extensions: [
    { ...(documents && { document: documents }), ...(flow && { flow }), disable: { null: INLINE } },
  ],
  // What makes links of addresses looks at every word.
  mdastExtensions: gfmFromMarkdown().map((extension) => ({ ...extension, transforms: [] })),
}

const CLINGING: ReadonlySet<string> = new Set(['definition', 'code'])
/** Of the order of bytes: nothing where a text begins, a sign elsewhere. */
const MARK = '\uFEFF'

/** A block of the document itself, not inside of another. */
export interface TopBlock {
  node: RootContent
  /** In the text; `node.position` counts from the beginning of what was parsed with it. */
  from: number
}

/** A part of a text from the beginning of a line on, with all that stands in its lines, too. */
export function parseWhole(text: string): Root {
  const part = text.startsWith(MARK) ? `x${text.slice(1)}` : text
  return fromMarkdown(part, { extensions: [gfm()], mdastExtensions: [gfmFromMarkdown()] })
}

/**
 * The outermost blocks, as `parseWhole` finds them, a piece of the text at a time: what a block is depends on the lines
 * before its end (CommonMark 0.31, appendix "A parsing strategy"), so that all of a piece but the last are what they are
 * in the whole, and the last is where the next piece begins.
 */
export function* topBlocks(text: string, pieceLength = PIECE): Generator<TopBlock> {
  let from = 0
  let length = pieceLength
  while (from < text.length) {
    const end = lineEnd(text, from + length)
    const { children } = fromMarkdown(text.slice(from, end), BLOCKS)
    const isLast = end === text.length
    const kept = isLast ? children.length : finished(children, text, from)
    for (const node of children.slice(0, kept)) yield { node, from }
    if (isLast) return
    const next = children[kept]
    // White space alone, or one block that goes on.
    if (next === undefined) from = end
    else if (kept > 0) from = lineStart(text, from + (next.position?.start.offset ?? 0))
    length = kept === 0 && next !== undefined ? length * 2 : pieceLength
  }
}

/** How many of the blocks are what they are, whatever comes, and leave a place where parsing can begin anew. */
function finished(children: readonly RootContent[], text: string, from: number): number {
  for (let at = children.length - 1; at > 0; at--) {
    const start = lineStart(text, from + (children[at]?.position?.start.offset ?? 0))
    // The parser takes what follows these at once for more of a paragraph, and leaves the mark out at a beginning.
    if (!CLINGING.has(children[at - 1]?.type ?? '') && text[start] !== MARK) return at
  }
  return 0
}

function lineStart(text: string, at: number): number {
  return text.lastIndexOf('\n', at - 1) + 1
}

function lineEnd(text: string, at: number): number {
  const end = at >= text.length ? -1 : text.indexOf('\n', at)
  return end === -1 ? text.length : end + 1
}

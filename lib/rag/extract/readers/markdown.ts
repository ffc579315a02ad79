import 'server-only'
import type { Nodes } from 'mdast'
import type { Block } from '@/lib/domain/api/documents'
import { captionLike } from '../captions'
import type { Read, Source } from '../reader'
import { readText } from './lines'
import { parseWhole, topBlocks, type TopBlock } from './markdown-parse'

/** What a page runs and does not show; one that has no end is words about it. */
const RUN = /<(script|style)\b[^>]*>[\s\S]*?<\/\1\s*>/gi
const RUN_BEGINS = /<(?:script|style)\b/i
const FRONT_MATTER = /^---\n([\s\S]*?)\n---[^\S\n]*(?=\n|$)/

/** The text is the source, so that lines and offsets are the file's; what a reader would not see is blanked out. */
export function readMarkdown(source: Source): Read {
  const { text: raw, warnings } = readText(source)
  const text = withoutHidden(raw)
  const front = FRONT_MATTER.exec(text)
  const blocks: Block[] = []
  if (front !== null)
    blocks.push({ kind: 'code', language: 'yaml', place: { start: 0, end: front[0].length } })
  const body = front === null ? text : blank(front[0]) + text.slice(front[0].length)
  let previous: TopBlock | undefined
  for (const block of topBlocks(body)) {
    if (previous) blocks.push(...blocksOf(previous, body, block))
    previous = block
  }
  if (previous) blocks.push(...blocksOf(previous, body, undefined))
  return { title: titleOf(text, front?.[1], blocks), text, blocks, warnings }
}

/** Comments, scripts, styles, and pictures written out as data, without moving a line. */
function withoutHidden(text: string): string {
  if (!mayHide(text)) return text
  const shown: string[] = []
  let at = 0
  for (const { node, from } of topBlocks(text)) {
    const [start, end] = rangeOf(node, from)
    // In whole lines: what stands before its first sign tells how it is built.
    const first = text.lastIndexOf('\n', start - 1) + 1
    const lines = text.slice(first, end)
    if (!mayHide(lines)) continue
    for (const [hiddenFrom, hiddenTo] of hiddenIn(lines)) {
      shown.push(text.slice(at, first + hiddenFrom))
      shown.push(text.slice(first + hiddenFrom, first + hiddenTo).replaceAll(/[^\n]/g, ''))
      at = first + hiddenTo
    }
  }
  return shown.join('') + text.slice(at)
}

function mayHide(text: string): boolean {
  return text.includes('<!--') || text.includes('data:') || RUN_BEGINS.test(text)
}

/** Ranges, in order, none overlapping another. */
function hiddenIn(text: string): [start: number, end: number][] {
  const hidden: [number, number][] = []
  visit(parseWhole(text), (node) => {
    const [start, end] = rangeOf(node)
    // What stands inside of one that was found is hidden with it.
    if (start < (hidden.at(-1)?.[1] ?? 0)) return
    if (node.type === 'html') hidden.push(...hiddenInHtml(text, start, end))
    if ((node.type === 'image' || node.type === 'definition') && node.url.startsWith('data:')) {
      const at = text.indexOf('data:', start)
      const length = /^[^\s)>"]*/.exec(text.slice(at, end))?.[0].length ?? 0
      if (at !== -1 && at < end) hidden.push([at, at + length])
    }
  })
  return hidden
}

/** Of markup: the whole where it is a comment; else scripts, of which one in a line has its end further on. */
function hiddenInHtml(text: string, start: number, end: number): [start: number, end: number][] {
  const markup = text.slice(start, end)
  if (/^\s*<!--[\s\S]*?(?:-->\s*|$)$/.test(markup)) return [[start, end]]
  if (!RUN_BEGINS.test(markup)) return []
  return [...text.slice(start).matchAll(RUN)]
    .filter(({ index }) => start + index < end)
    .map(({ 0: run, index }) => [start + index, start + index + run.length])
}

function visit(node: Nodes, see: (node: Nodes) => void): void {
  see(node)
  if ('children' in node) for (const child of node.children) visit(child, see)
}

function blocksOf({ node, from }: TopBlock, text: string, next: TopBlock | undefined): Block[] {
  const [start, end] = rangeOf(node, from)
  const place = { start, end }
  if (text.slice(start, end).trim() === '') return []
  switch (node.type) {
    case 'heading':
      return [{ kind: 'heading', level: node.depth, place: headingPlace(node, from, place) }]
    case 'code':
      return [{ kind: 'code', ...(node.lang ? { language: node.lang } : {}), place }]
    case 'table':
      return [{ kind: 'table', place }]
    case 'list':
      return node.children.map((item) => {
        const [itemStart, itemEnd] = rangeOf(item, from)
        return { kind: 'list', place: { start: itemStart, end: itemEnd } }
      })
    case 'thematicBreak':
      return []
    case 'paragraph':
      return [
        {
          kind: next?.node.type === 'table' && captionLike(text.slice(start, end)) ? 'caption' : 'prose',
          place,
        },
      ]
    default:
      return [{ kind: 'prose', place }]
  }
}

/** Of its words, without the signs around them: it is shown in paths. */
function headingPlace(
  node: Extract<Nodes, { type: 'heading' }>,
  from: number,
  place: Block['place'],
): Block['place'] {
  const [first, last] = [node.children[0], node.children.at(-1)]
  if (first === undefined || last === undefined) return place
  return { start: rangeOf(first, from)[0], end: rangeOf(last, from)[1] }
}

/** `from`: where what was parsed with it begins. */
function rangeOf({ position }: Nodes, from = 0): [start: number, end: number] {
  return [from + (position?.start.offset ?? 0), from + (position?.end.offset ?? 0)]
}

function titleOf(text: string, front: string | undefined, blocks: readonly Block[]): string | null {
  const named = /^title:\s*(["']?)(.+?)\1\s*$/m.exec(front ?? '')?.[2]
  if (named !== undefined) return named
  const first = blocks.find((block) => block.kind === 'heading' && block.level === 1)
  return first === undefined ? null : text.slice(first.place.start, first.place.end)
}

function blank(text: string): string {
  return text.replaceAll(/[^\n]/g, ' ')
}

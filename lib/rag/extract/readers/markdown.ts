import 'server-only'
import type { Nodes, Root, RootContent } from 'mdast'
import { fromMarkdown } from 'mdast-util-from-markdown'
import { gfmFromMarkdown } from 'mdast-util-gfm'
import { gfm } from 'micromark-extension-gfm'
import type { Block } from '@/lib/domain/api/documents'
import { captionLike } from '../captions'
import type { Read, Source } from '../reader'
import { readText } from './lines'

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
  const root = parse(body)
  for (const [at, node] of root.children.entries()) {
    blocks.push(...blocksOf(node, body, root.children[at + 1]))
  }
  return { title: titleOf(text, front?.[1], blocks), text, blocks, warnings }
}

function parse(text: string): Root {
  return fromMarkdown(text, { extensions: [gfm()], mdastExtensions: [gfmFromMarkdown()] })
}

/** Comments, and pictures written out as data, without moving a line. */
function withoutHidden(text: string): string {
  if (!text.includes('<!--') && !text.includes('data:')) return text
  const hidden: [number, number][] = []
  visit(parse(text), (node) => {
    const [start, end] = rangeOf(node)
    if (node.type === 'html' && /^\s*<!--[\s\S]*?(?:-->\s*|$)$/.test(node.value)) hidden.push([start, end])
    if ((node.type === 'image' || node.type === 'definition') && node.url.startsWith('data:')) {
      const at = text.indexOf('data:', start)
      const length = /^[^\s)>"]*/.exec(text.slice(at, end))?.[0].length ?? 0
      if (at !== -1 && at < end) hidden.push([at, at + length])
    }
  })
  return hidden.reduceRight(
    (left, [start, end]) =>
      left.slice(0, start) + left.slice(start, end).replaceAll(/[^\n]/g, '') + left.slice(end),
    text,
  )
}

function visit(node: Nodes, see: (node: Nodes) => void): void {
  see(node)
  if ('children' in node) for (const child of node.children) visit(child, see)
}

function blocksOf(node: RootContent, text: string, next: RootContent | undefined): Block[] {
  const [start, end] = rangeOf(node)
  const place = { start, end }
  if (text.slice(start, end).trim() === '') return []
  switch (node.type) {
    case 'heading':
      return [{ kind: 'heading', level: node.depth, place: headingPlace(node, place) }]
    case 'code':
      return [{ kind: 'code', ...(node.lang ? { language: node.lang } : {}), place }]
    case 'table':
      return [{ kind: 'table', place }]
    case 'list':
      return node.children.map((item) => {
        const [from, to] = rangeOf(item)
        return { kind: 'list', place: { start: from, end: to } }
      })
    case 'thematicBreak':
      return []
    case 'paragraph':
      return [
        { kind: next?.type === 'table' && captionLike(text.slice(start, end)) ? 'caption' : 'prose', place },
      ]
    default:
      return [{ kind: 'prose', place }]
  }
}

/** Of its words, without the signs around them: it is shown in paths. */
function headingPlace(
  node: Extract<RootContent, { type: 'heading' }>,
  place: Block['place'],
): Block['place'] {
  const [first, last] = [node.children[0], node.children.at(-1)]
  if (first === undefined || last === undefined) return place
  return { start: rangeOf(first)[0], end: rangeOf(last)[1] }
}

function rangeOf(node: Nodes): [number, number] {
  return [node.position?.start.offset ?? 0, node.position?.end.offset ?? 0]
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

import 'server-only'
import type { DocumentBuilder } from '../document-builder'
import { isLayout, tableRows } from './table'
import { attribute, type Element, isRead, type Node } from './visible'

const BLOCKS = new Set(
  `address article aside blockquote body center dd details div dl dt fieldset figcaption figure footer form h1 h2 h3 h4 h5
  h6 header hgroup hr html legend li main ol p pre search section summary table tbody td tfoot th thead tr ul caption`.split(
    /\s+/,
  ),
)

interface Context {
  /** The innermost list item: its sign is written before its first words. */
  item: { sign: string; isSaid: boolean } | null
  depth: number
}

/** Writes what a page says into `builder`, block by block. */
export class HtmlBlocks {
  private pending = ''
  private context: Context = { item: null, depth: 0 }

  constructor(private readonly builder: DocumentBuilder) {}

  write(nodes: readonly Node[]): void {
    for (const node of nodes) this.node(node)
    this.flush()
  }

  private node(node: Node): void {
    if (node.nodeName === '#text' && 'value' in node) this.pending += node.value
    else if ('tagName' in node && isRead(node)) this.element(node)
  }

  private element(element: Element): void {
    const name = element.tagName
    if (name === 'br') this.pending += '\u2028'
    else if (name === 'img') this.pending += ` ${imageText(element)} `
    else if (!BLOCKS.has(name)) this.inline(element)
    else {
      this.flush()
      this.block(element)
      this.flush()
    }
  }

  private inline(element: Element): void {
    for (const child of element.childNodes) this.node(child)
  }

  private block(element: Element): void {
    const name = element.tagName
    if (/^h[1-6]$/.test(name)) {
      const text = oneLine(textOf(element))
      this.builder.add(text, { kind: 'heading', level: Number(name[1]) })
    } else if (name === 'pre') this.code(element)
    else if (name === 'table') this.table(element)
    else if (name === 'li') this.item(element)
    else if (name === 'figcaption' || name === 'caption') {
      this.builder.add(oneLine(textOf(element)), { kind: 'caption' })
    } else if (name === 'ul' || name === 'ol') this.list(element)
    else this.inline(element)
  }

  private list(element: Element): void {
    const outer = this.context
    let number = Number.parseInt(attribute(element, 'start') ?? '1', 10) || 1
    for (const child of element.childNodes) {
      const isItem = child.nodeName === 'li'
      const sign = element.tagName === 'ol' && isItem ? `${number++}. ` : '- '
      this.context = { item: isItem ? { sign, isSaid: false } : null, depth: outer.depth + 1 }
      this.node(child)
      this.flush()
    }
    this.context = outer
  }

  /** One outside of a list is one all the same. */
  private item(element: Element): void {
    const outer = this.context
    if (outer.item === null) this.context = { item: { sign: '- ', isSaid: false }, depth: outer.depth + 1 }
    this.inline(element)
    this.flush()
    this.context = outer
  }

  private code(element: Element): void {
    const inner = element.childNodes.find((child): child is Element => child.nodeName === 'code')
    const classes = `${attribute(element, 'class') ?? ''} ${inner === undefined ? '' : (attribute(inner, 'class') ?? '')}`
    const language = /\blang(?:uage)?-([\w+#-]+)/.exec(classes)?.[1]
    const text = textOf(element).replaceAll('\u2028', '\n').replace(/^\n/, '').trimEnd()
    this.builder.add(text, { kind: 'code', ...(language === undefined ? {} : { language }) })
  }

  private table(element: Element): void {
    const rows = tableRows(element, (cell) => oneLine(textOf(cell)))
    if (isLayout(element, rows)) {
      this.inline(element)
      return
    }
    const caption = element.childNodes.find((child): child is Element => child.nodeName === 'caption')
    if (caption !== undefined && isRead(caption)) this.block(caption)
    this.builder.addTable(rows)
  }

  private flush(): void {
    const text = lines(this.pending)
    this.pending = ''
    if (text === '') return
    const { item, depth } = this.context
    if (item === null) {
      this.builder.add(text, { kind: 'prose' })
      return
    }
    const indent = '  '.repeat(depth - 1)
    const sign = item.isSaid ? '  ' : item.sign
    item.isSaid = true
    this.builder.add(`${indent}${sign}${text.replaceAll('\n', `\n${indent}  `)}`, {
      kind: 'list',
      gap: this.builder.blocks.at(-1)?.kind === 'list' ? '\n' : '\n\n',
    })
  }
}

/** All that is read in an element, white space as it is written. */
export function textOf(element: Element): string {
  return element.childNodes
    .map((node) => {
      if (node.nodeName === '#text' && 'value' in node) return node.value
      if (!('tagName' in node) || !isRead(node)) return ''
      if (node.tagName === 'br') return '\u2028'
      if (node.tagName === 'img') return ` ${imageText(node)} `
      return BLOCKS.has(node.tagName) ? `\u2028${textOf(node)}\u2028` : textOf(node)
    })
    .join('')
}

function imageText(element: Element): string {
  return attribute(element, 'alt')?.trim() ?? ''
}

function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, ' ').trim()
}

/** White space is one space, but for line breaks that are meant. */
function lines(text: string): string {
  return text
    .split('\u2028')
    .map(oneLine)
    .filter((line, at, all) => line !== '' || (at > 0 && at < all.length - 1))
    .join('\n')
    .replaceAll(/\n{2,}/g, '\n')
    .trim()
}

import 'server-only'
import { parse } from 'parse5'
import { AppError } from '@/lib/kit/app-error'
import { DocumentBuilder } from '../document-builder'
import { HtmlBlocks, textOf } from '../html/html-blocks'
import { attribute, type Element, isRead, type Node } from '../html/visible'
import type { Read, Source } from '../reader'
import { readText } from './lines'

/** Beside these, what a page is about lies in its `main`. */
const FRAME = new Set(['header', 'footer', 'aside'])

/** What a person would read on the page: no scripts, styles, hidden parts, navigation. */
export function readHtml(source: Source): Read {
  const { text, warnings } = readText(source, declaredCharset(source.bytes))
  return { ...readMarkup(text, source), warnings }
}

/** As `readHtml`, of markup that another reader has made. */
export function readMarkup(markup: string, { limits, signal }: Pick<Source, 'limits' | 'signal'>): Read {
  const html = elementIn(parse(markup).childNodes, 'html')
  signal.throwIfAborted()
  const body = html && elementIn(html.childNodes, 'body')
  const builder = new DocumentBuilder(limits.maxCharacters)
  if (body !== undefined) write(builder, body)
  const head = html && elementIn(html.childNodes, 'head')
  const title = head && elementIn(head.childNodes, 'title')
  const named = title === undefined ? '' : textOf(title).replaceAll(/\s+/g, ' ').trim()
  const language =
    html === undefined ? undefined : /^[a-z]{2}/i.exec(attribute(html, 'lang') ?? '')?.[0].toLowerCase()
  return {
    title: named === '' ? builder.firstHeading() : named,
    text: builder.text,
    blocks: builder.blocks,
    warnings: builder.warnings,
    ...(language === undefined ? {} : { language }),
  }
}

function write(builder: DocumentBuilder, body: Element): void {
  try {
    const content = contentOf(body)
    new HtmlBlocks(builder).write(content)
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    throw new AppError(
      'bad-input',
      'Its elements are nested deeper than any page needs: it can not be read',
      {
        cause: error,
      },
    )
  }
}

/** `main` where there is one with something in it; else the body without the page's own head, foot and sides. */
function contentOf(body: Element): Node[] {
  const main = find(body, (element) => element.tagName === 'main' || attribute(element, 'role') === 'main')
  if (main !== undefined && textOf(main).trim().length > 0) return [main]
  return body.childNodes.filter((node) => !FRAME.has(node.nodeName))
}

function find(element: Element, isIt: (element: Element) => boolean): Element | undefined {
  for (const child of element.childNodes) {
    if (!('tagName' in child) || !isRead(child)) continue
    const found = isIt(child) ? child : find(child, isIt)
    if (found !== undefined) return found
  }
  return undefined
}

function elementIn(nodes: readonly Node[], name: string): Element | undefined {
  return nodes.find((node): node is Element => node.nodeName === name)
}

/** HTML, 13.2.3.2: the encoding is looked for in the first 1,024 bytes. */
function declaredCharset(bytes: Uint8Array): string | undefined {
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(1_024, bytes.byteLength)).toString(
    'latin1',
  )
  return /<meta[^>]+charset\s*=\s*["']?([\w-]+)/i.exec(head)?.[1]
}

import 'server-only'
import type { PDFDocumentProxy } from 'pdfjs-dist/legacy/build/pdf.mjs'
import { AppError } from '@/lib/kit/app-error'
import { DocumentBuilder, tooMuchText } from '../document-builder'
import { withoutFurniture } from '../pdf/furniture'
import { typographyOf, writeLayout } from '../pdf/layout'
import { linesOf } from '../pdf/lines'
import { openPdf } from '../pdf/open-pdf'
import { isText, type PageText, type StructNode } from '../pdf/page-text'
import { inReadingOrder } from '../pdf/right-to-left'
import { piecesOf, writeTagged } from '../pdf/tagged'
import type { Read, Source } from '../reader'

/** Under this share of tagged letters the tags are not the whole of the page. */
const ENOUGH_TAGGED = 0.8

/** Structure by the file's own tags where it has them, else by how its pages are set. */
export async function readPdf(source: Source): Promise<Read> {
  const pdf = await openPdf(source.bytes)
  try {
    return await readPages(pdf, source)
  } finally {
    await pdf.loadingTask.destroy()
  }
}

async function readPages(pdf: PDFDocumentProxy, { limits, signal }: Source): Promise<Read> {
  if (pdf.numPages > limits.maxPages) {
    throw new AppError(
      'too-large',
      `It has ${pdf.numPages} pages, more than ${limits.maxPages}. Split it into several`,
    )
  }
  const pages: PageText[] = []
  const broken: number[] = []
  let letters = 0
  for (let number = 1; number <= pdf.numPages; number++) {
    signal.throwIfAborted()
    const page = await readPage(pdf, number).catch(() => null)
    if (page === null) broken.push(number)
    else {
      letters += page.items.reduce((sum, item) => sum + (isText(item) ? item.str.length : 0), 0)
      if (letters > limits.maxCharacters) throw tooMuchText(limits.maxCharacters)
      pages.push(page)
    }
  }
  const silent = pages.filter((page) => !page.items.some((item) => isText(item) && item.str.trim() !== ''))
  if (silent.length === pages.length) throw unreadable(broken.length, pdf.numPages)
  const builder = new DocumentBuilder(limits.maxCharacters)
  write(builder, pages)
  if (broken.length > 0) builder.warn(`${pagesWord(broken)} can not be read: the file is damaged there`)
  if (silent.length > 0) {
    builder.warn(`${pagesWord(silent.map((page) => page.number))} without text: blank, or pictures of text`)
  }
  const { title, language } = await factsOf(pdf)
  return {
    title: title ?? builder.firstHeading(),
    text: builder.text,
    blocks: builder.blocks,
    pages: pdf.numPages,
    warnings: builder.warnings,
    ...(language === undefined ? {} : { language }),
  }
}

async function readPage(pdf: PDFDocumentProxy, number: number): Promise<PageText> {
  const page = await pdf.getPage(number)
  try {
    const content = await page.getTextContent({ includeMarkedContent: true })
    // Its types know a node's children as `StructTreeNode | StructTreeContent`, which ours are a part of.
    const structure = (await page.getStructTree().catch(() => null)) as StructNode | null
    const mono = new Set(
      Object.entries(content.styles).flatMap(([name, style]) =>
        style.fontFamily === 'monospace' ? [name] : [],
      ),
    )
    return {
      number,
      height: page.view[3] ?? 0,
      items: inReadingOrder(content.items),
      structure,
      isMono: (fontName) => mono.has(fontName),
    }
  } finally {
    page.cleanup()
  }
}

function write(builder: DocumentBuilder, pages: readonly PageText[]): void {
  const pieces = pages.map(piecesOf)
  const lines = withoutFurniture(
    pages.map((page, at) => ({
      height: page.height,
      lines: (pieces[at]?.coverage ?? 0) >= ENOUGH_TAGGED ? [] : linesOf(page),
    })),
  )
  const typography = typographyOf(lines)
  for (const [at, page] of pages.entries()) {
    const tagged = pieces[at]
    if (tagged !== undefined && tagged.coverage >= ENOUGH_TAGGED) writeTagged(builder, page, tagged)
    else writeLayout(builder, lines[at] ?? [], typography, page.number)
  }
}

function unreadable(broken: number, pages: number): AppError {
  if (broken > 0) {
    return new AppError(
      'bad-input',
      'The PDF is damaged: none of its pages can be read. Save or download it again',
    )
  }
  return new AppError(
    'bad-input',
    `The PDF holds no text on its ${pages === 1 ? 'page' : `${pages} pages`}: it is a scan, or made of pictures. Recognise its text first (ocrmypdf does) and give the result`,
  )
}

async function factsOf(pdf: PDFDocumentProxy): Promise<{ title: string | null; language?: string }> {
  const { info } = await pdf.getMetadata().catch(() => ({ info: {} }))
  // What a file says of itself: names and values of any kind.
  const { Title: title, Language: language } = info as Record<string, unknown>
  const isTitle =
    typeof title === 'string' &&
    /\p{L}{2}/u.test(title) &&
    !/^(?:untitled|microsoft |about:)|\.\w{2,5}$/i.test(title)
  const code = typeof language === 'string' ? /^[a-z]{2}/i.exec(language)?.[0].toLowerCase() : undefined
  return { title: isTitle ? title.trim() : null, ...(code === undefined ? {} : { language: code }) }
}

/** `Pages 3, 5-7 and 9`. */
function pagesWord(numbers: readonly number[]): string {
  const spans: [number, number][] = []
  for (const number of numbers) {
    const last = spans.at(-1)
    if (last !== undefined && last[1] === number - 1) last[1] = number
    else spans.push([number, number])
  }
  const shown = spans.slice(0, 12).map(([from, to]) => (from === to ? String(from) : `${from}-${to}`))
  const rest = spans.length > 12 ? ' and others' : ''
  return `${numbers.length === 1 ? 'Page' : 'Pages'} ${shown.join(', ')}${rest}`
}

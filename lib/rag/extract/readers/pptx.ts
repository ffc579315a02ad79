import 'server-only'
import { posix } from 'node:path'
import { DocumentBuilder } from '../document-builder'
import type { Read, Source } from '../reader'
import { childAt, childrenOf, descendants, parseXml, textIn, type XmlElement } from '../xml'
import { unzip } from '../zip'

type Files = ReadonlyMap<string, Buffer>

/** Slides in the order in which they are shown: titles, text with its levels, tables, and the speaker's notes. */
export async function readPptx({ bytes, limits, signal }: Source): Promise<Read> {
  const files = await unzip(bytes, (name) => /^(?:ppt|docProps)\/.*\.(?:xml|rels)$/.test(name), {
    maxBytes: limits.maxUnpackedBytes,
    signal,
  })
  const builder = new DocumentBuilder(limits.maxCharacters)
  const slides = slideNames(files)
  for (const [at, name] of slides.entries()) {
    signal.throwIfAborted()
    const file = files.get(name)
    const slide = file && parseXml(file)
    if (slide === undefined) builder.warn(`Slide ${at + 1} is missing in the file`)
    else if (isHidden(slide)) builder.warn(`Slide ${at + 1} is hidden: it was left out`)
    else writeSlide(builder, slide, at + 1, notesOf(files, name))
  }
  return {
    title: coreTitle(files) ?? builder.firstHeading(),
    text: builder.text,
    blocks: builder.blocks,
    pages: slides.length,
    warnings: builder.warnings,
  }
}

/** ISO 29500-1, 19.3.1.38: it is passed over when the slides are shown. */
function isHidden({ attributes: { show = '1' } }: XmlElement): boolean {
  return show === '0' || show === 'false'
}

function slideNames(files: Files): string[] {
  const main = files.get('ppt/presentation.xml')
  if (main === undefined) throw new Error('No presentation inside')
  const targets = relations(files, 'ppt/presentation.xml')
  const list = childAt(parseXml(main), 'sldIdLst')
  return (list === undefined ? [] : childrenOf(list, 'sldId')).flatMap((slide) => {
    // `id` is the slide's own number and `r:id` the reference; without prefixes the latter comes last.
    const target = targets.get(slide.attributes['id'] ?? '')?.target
    return target === undefined ? [] : [target]
  })
}

/** What a part refers to, by id: paths inside of the archive. */
function relations(files: Files, part: string): Map<string, { target: string; type: string }> {
  const file = files.get(posix.join(posix.dirname(part), '_rels', `${posix.basename(part)}.rels`))
  if (file === undefined) return new Map()
  return new Map(
    childrenOf(parseXml(file), 'Relationship').map(({ attributes: { Id = '', Target = '', Type = '' } }) => {
      const target = Target.startsWith('/') ? Target.slice(1) : posix.join(posix.dirname(part), Target)
      return [Id, { target, type: Type }]
    }),
  )
}

function writeSlide(builder: DocumentBuilder, slide: XmlElement, page: number, notes: string): void {
  const where = { page }
  const tree = childAt(slide, 'cSld', 'spTree')
  if (tree === undefined) return
  const shapes = shapesIn(tree)
  const titles = shapes.filter(isTitle)
  const title = titles
    .map((shape) =>
      paragraphsOf(shape)
        .map(({ text }) => text)
        .join(' '),
    )
    .join(' ')
    .trim()
  builder.add(title === '' ? `Slide ${page}` : title.replaceAll(/\s+/g, ' '), {
    kind: 'heading',
    level: 2,
    where,
  })
  for (const shape of shapes) {
    if (titles.includes(shape) || isFurniture(shape)) continue
    const table = descendants(shape, 'tbl')[0]
    if (table !== undefined) builder.addTable(tableOf(table), where)
    else writeText(builder, shape, where)
  }
  if (notes !== '') builder.add(`Notes: ${notes}`, { kind: 'prose', where })
}

function shapesIn(tree: XmlElement): XmlElement[] {
  return tree.children.flatMap((child) => {
    if (typeof child === 'string') return []
    if (child.name === 'grpSp') return shapesIn(child)
    return child.name === 'sp' || child.name === 'graphicFrame' ? [child] : []
  })
}

function placeholder(shape: XmlElement): string | undefined {
  const [place] = descendants(shape, 'ph')
  return place === undefined ? undefined : (place.attributes['type'] ?? 'body')
}

function isTitle(shape: XmlElement): boolean {
  return ['title', 'ctrTitle'].includes(placeholder(shape) ?? '')
}

/** Date, footer, number: the same on every slide. */
function isFurniture(shape: XmlElement): boolean {
  return ['dt', 'ftr', 'sldNum', 'hdr'].includes(placeholder(shape) ?? '')
}

function paragraphsOf(shape: XmlElement): { text: string; level: number }[] {
  return descendants(shape, 'p').map((paragraph) => ({
    text: paragraph.children.map(runText).join('').trim(),
    level: Number(childAt(paragraph, 'pPr')?.attributes['lvl'] ?? 0),
  }))
}

function runText(child: XmlElement | string): string {
  if (typeof child === 'string') return ''
  if (child.name === 'br') return '\n'
  return ['r', 'fld'].includes(child.name) ? descendants(child, 't').map(textIn).join('') : ''
}

/** Several paragraphs of a body are its points. */
function writeText(builder: DocumentBuilder, shape: XmlElement, where: { page: number }): void {
  const said = paragraphsOf(shape).filter(({ text }) => text !== '')
  const isList = placeholder(shape) !== undefined && placeholder(shape) !== 'subTitle' && said.length > 1
  for (const [at, { text, level }] of said.entries()) {
    if (isList) {
      const indent = '  '.repeat(level)
      builder.add(`${indent}- ${text.replaceAll('\n', ' ')}`, {
        kind: 'list',
        where,
        gap: at === 0 ? '\n\n' : '\n',
      })
    } else builder.add(text, { kind: 'prose', where })
  }
}

function tableOf(table: XmlElement): string[][] {
  return childrenOf(table, 'tr').map((row) =>
    childrenOf(row, 'tc').map((cell) =>
      paragraphsOf(cell)
        .map(({ text }) => text)
        .join(' '),
    ),
  )
}

function notesOf(files: Files, slide: string): string {
  const notes = [...relations(files, slide).values()].find(({ type }) => type.endsWith('/notesSlide'))
  const file = notes === undefined ? undefined : files.get(notes.target)
  const tree = file === undefined ? undefined : childAt(parseXml(file), 'cSld', 'spTree')
  if (tree === undefined) return ''
  const bodies = shapesIn(tree).filter((shape) => placeholder(shape) === 'body')
  return bodies
    .flatMap(paragraphsOf)
    .map(({ text }) => text)
    .join('\n')
    .trim()
}

function coreTitle(files: Files): string | null {
  const file = files.get('docProps/core.xml')
  const title = file === undefined ? undefined : childAt(parseXml(file), 'title')
  const text = title === undefined ? '' : textIn(title).trim()
  return text === '' || text === 'PowerPoint Presentation' ? null : text
}

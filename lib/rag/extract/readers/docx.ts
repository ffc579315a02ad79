import 'server-only'
import mammoth from 'mammoth'
import type { Read, Source } from '../reader'
import { unzip } from '../zip'
import { readMarkup } from './html'

/** Word's built-in styles; `Title` stands above `Heading 1`. Names are English inside of every file. */
const STYLES = [
  "p[style-name='Title'] => h1.title:fresh",
  "p[style-name='Subtitle'] => p:fresh",
  "p[style-name='caption'] => figcaption:fresh",
  "p[style-name='Caption'] => figcaption:fresh",
  "p[style-name='Quote'] => blockquote:fresh",
  "p[style-name='HTML Preformatted'] => pre:separator('\n')",
  "p[style-name='Source Code'] => pre:separator('\n')",
  "p[style-name='Code'] => pre:separator('\n')",
]

/** One that holds no other: text boxes stand in runs. */
const RUN = /<w:r(?:\s[^>]*)?>(?:(?!<w:r[\s>]|<\/w:r>)[\s\S])*<\/w:r>/g
const HIDDEN =
  /^<w:r(?:\s[^>]*)?>\s*<w:rPr>(?:(?!<\/w:rPr>)[\s\S])*<w:vanish(?:\s+w:val="(?:1|true|on)")?\s*\/>/
/** From a note to where it is referred to. */
const WAY_BACK = /\s*<a href="#(?:foot|end)note-ref-[^"]*">↑<\/a>/g

/** By way of HTML, which keeps headings, lists, tables and notes. Pages are made when Word lays it out: it has none. */
export async function readDocx(source: Source): Promise<Read> {
  const { bytes, limits, signal } = source
  const files = await unzip(bytes, (name) => /\.(?:xml|rels)$/i.test(name), {
    maxBytes: limits.maxUnpackedBytes,
    signal,
  })
  const { value, messages } = await mammoth.convertToHtml(unpacked(files), {
    styleMap: STYLES,
    externalFileAccess: false,
    // A picture's description is read; the picture is not.
    convertImage: mammoth.images.imgElement(() => Promise.resolve({ src: '' })),
  })
  signal.throwIfAborted()
  const read = readMarkup(value.replaceAll(WAY_BACK, ''), source)
  const failed = messages.filter((message) => message.type === 'error').map((message) => message.message)
  return { ...read, title: read.title ?? null, warnings: [...read.warnings, ...new Set(failed)] }
}

/** An archive as the other program opens one for itself (its `lib/zipfile.js`): nothing is unpacked twice. */
function unpacked(files: ReadonlyMap<string, Buffer>): { buffer: Buffer } {
  const file = {
    exists: (name: string) => files.has(name),
    read: (name: string) => Promise.resolve(withoutHidden(files.get(name)?.toString('utf8') ?? '')),
  }
  // Its types do not tell of `file`, which it takes in the place of `buffer`.
  return { file } as unknown as { buffer: Buffer }
}

/** Runs that are set as hidden (ISO 29500-1, 17.3.2.41), which Word shows to nobody who reads. */
function withoutHidden(xml: string): string {
  if (!xml.includes('<w:vanish')) return xml
  return xml.replaceAll(RUN, (run) => (HIDDEN.test(run) ? '' : run))
}

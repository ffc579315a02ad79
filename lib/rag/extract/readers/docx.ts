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

/** By way of HTML, which keeps headings, lists, tables and notes. Pages are made when Word lays it out: it has none. */
export async function readDocx(source: Source): Promise<Read> {
  const { bytes, limits, signal } = source
  // Only counted: the other program unpacks for itself.
  await unzip(bytes, (name) => /\.(?:xml|rels)$/i.test(name), { maxBytes: limits.maxUnpackedBytes, signal })
  const { value, messages } = await mammoth.convertToHtml(
    { buffer: Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength) },
    {
      styleMap: STYLES,
      externalFileAccess: false,
      // A picture's description is read; the picture is not.
      convertImage: mammoth.images.imgElement(() => Promise.resolve({ src: '' })),
    },
  )
  signal.throwIfAborted()
  const read = readMarkup(value, source)
  const failed = messages.filter((message) => message.type === 'error').map((message) => message.message)
  return { ...read, title: read.title ?? null, warnings: [...read.warnings, ...new Set(failed)] }
}

import 'server-only'
import { fileTypeFromBuffer } from 'file-type'
import type { DocumentKind } from '@/lib/domain/document'
import { AppError } from '@/lib/kit/app-error'
import { codeLanguage } from './code-languages'
import type { ExtractInput } from './extracted'
import { locked } from './zip'

export interface Detected {
  kind: DocumentKind
  mediaType: string
}

export const MEDIA_TYPES: Record<DocumentKind, string> = {
  markdown: 'text/markdown',
  text: 'text/plain',
  html: 'text/html',
  pdf: 'application/pdf',
  docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  pptx: 'application/vnd.openxmlformats-officedocument.presentationml.presentation',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  csv: 'text/csv',
  json: 'application/json',
  code: 'text/plain',
}

const ENDINGS: Record<string, DocumentKind> = {
  md: 'markdown',
  markdown: 'markdown',
  mdx: 'markdown',
  txt: 'text',
  text: 'text',
  log: 'text',
  rst: 'text',
  adoc: 'text',
  org: 'text',
  html: 'html',
  htm: 'html',
  xhtml: 'html',
  csv: 'csv',
  tsv: 'csv',
  json: 'json',
  jsonl: 'json',
  ndjson: 'json',
  geojson: 'json',
  ipynb: 'json',
}
const SENT: Record<string, DocumentKind> = {
  'text/markdown': 'markdown',
  'text/x-markdown': 'markdown',
  'text/html': 'html',
  'application/xhtml+xml': 'html',
  'text/csv': 'csv',
  'text/tab-separated-values': 'csv',
  'application/json': 'json',
  'application/x-ndjson': 'json',
}
const SENT_CODE =
  /^(?:text\/(?:x-|xml|css|javascript)|application\/(?:javascript|typescript|x-sh|sql|toml|(?:x-)?yaml|xml)$)/
/** Text to a machine, and no text to a person. */
const WRITTEN_AS_TEXT: ReadonlySet<string> = new Set(['rtf', 'ps', 'eps'])
/** Bytes by which text is told from what is none. */
const HEAD = 8_192
export const READABLE = 'Markdown, text, HTML, PDF, DOCX, PPTX, XLSX, CSV, JSON and source code can be read'

/** What a file is: by its first bytes where they tell, then by its name, by what the sender says, by how its text looks. */
export async function detectKind({ bytes, name, mediaType }: ExtractInput): Promise<Detected> {
  const kind = (await kindOfBytes(bytes)) ?? kindOfText(bytes, name, mediaType)
  return { kind, mediaType: MEDIA_TYPES[kind] }
}

async function kindOfBytes(bytes: Uint8Array): Promise<DocumentKind | null> {
  if (beginsAsPdf(latin(bytes.subarray(0, 1_024)))) return 'pdf'
  const type = await fileTypeFromBuffer(bytes).catch(() => undefined)
  if (type === undefined) return null
  switch (type.ext) {
    case 'docx':
    case 'docm':
      return 'docx'
    case 'pptx':
    case 'pptm':
      return 'pptx'
    case 'xlsx':
    case 'xlsm':
      return 'xlsx'
    case 'zip':
      return office(bytes)
    case 'cfb':
      throw oldOffice(bytes)
    case 'xml':
      return null
    default:
      // Letters prove nothing: "BM" begins a bitmap, and what is written about BMW.
      if (!WRITTEN_AS_TEXT.has(type.ext) && !looksBinary(bytes.subarray(0, HEAD))) return null
      throw unreadable(`It is ${article(type.ext)} file (${type.mime}), which can't be read`)
  }
}

/** Some programs write something before it, which ends with a line or is no text; in a sentence it is only named. */
function beginsAsPdf(head: string): boolean {
  return /(?:^|[^ -~])%PDF-\d/.test(head)
}

/** What is written first in an archive is no rule: some programs put the parts of a document in another order. */
function office(bytes: Uint8Array): DocumentKind {
  const text = latin(bytes.subarray(-256 * 1_024))
  if (text.includes('word/document')) return 'docx'
  if (text.includes('ppt/presentation')) return 'pptx'
  if (text.includes('xl/workbook')) return 'xlsx'
  if (latin(bytes.subarray(0, 4_096)).includes('[Content_Types].xml')) {
    throw new AppError(
      'bad-input',
      'It is damaged or not complete: its end is missing. Save or download it again',
    )
  }
  throw unreadable('It is a ZIP archive. Unpack it and give its files; a folder can be dropped')
}

/** Files of Office before 2007, and today's with a password, come in the same container. */
function oldOffice(bytes: Uint8Array): AppError {
  const hasPassword = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).includes(
    Buffer.from('EncryptedPackage', 'utf16le'),
  )
  if (hasPassword) return locked()
  return unreadable('It is a document of Office before 2007. Save it as DOCX, PPTX or XLSX and give it again')
}

function kindOfText(bytes: Uint8Array, name: string, mediaType: string | undefined): DocumentKind {
  const head = bytes.subarray(0, HEAD)
  if (looksBinary(head)) throw unreadable('It is no text, and of no kind that is known')
  const named = kindOfName(name)
  if (named !== null) return named
  const sent = mediaType?.split(';')[0]?.trim().toLowerCase() ?? ''
  if (Object.hasOwn(SENT, sent)) return SENT[sent] ?? 'text'
  if (SENT_CODE.test(sent)) return 'code'
  return kindOfLook(latin(head).replaceAll('\u0000', '').trimStart())
}

export function kindOfName(name: string): DocumentKind | null {
  const base = name.slice(name.lastIndexOf('/') + 1).toLowerCase()
  const ending = base.includes('.') ? base.slice(base.lastIndexOf('.') + 1) : ''
  if (codeLanguage(name) !== undefined) return 'code'
  return Object.hasOwn(ENDINGS, ending) ? (ENDINGS[ending] ?? null) : null
}

function kindOfLook(text: string): DocumentKind {
  if (/^(?:\W{0,3}<\?xml[^>]*>\s*)?(?:<!--[\s\S]*?-->\s*)*<(?:!doctype\s+html|html|head|body)\b/i.test(text))
    return 'html'
  if (/^(?:\{\s*["}]|\[\s*[[{"\d\]-])/.test(text)) return 'json'
  if (/^#!/.test(text)) return 'code'
  return /^#{1,6}\s\S|^(?:```|~~~)|^\|.+\|\s*\n\|[\s:|-]+\|/m.test(text) ? 'markdown' : 'text'
}

/** Text has no control characters but a few; UTF-16 has a zero in every second byte, and is text. */
function looksBinary(head: Uint8Array): boolean {
  const [a, b] = head
  if ((a === 0xff && b === 0xfe) || (a === 0xfe && b === 0xff)) return false
  const zeros = [0, 0]
  let controls = 0
  for (const [at, byte] of head.entries()) {
    if (byte === 0) zeros[at % 2] = (zeros[at % 2] ?? 0) + 1
    else if (byte < 9 || (byte > 13 && byte < 27) || (byte > 27 && byte < 32)) controls += 1
  }
  const [few = 0, many = 0] = zeros.toSorted((left, right) => left - right)
  const isWide = many > head.length / 8 && few < many / 10
  return controls > head.length / 50 || (many > 0 && !isWide)
}

function latin(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1')
}

function article(ending: string): string {
  // By how its first letter is called: an RTF, a PNG.
  return `${/^[aefhilmnorsx]/.test(ending) ? 'an' : 'a'} ${ending.toUpperCase()}`
}

function unreadable(what: string): AppError {
  return new AppError('unsupported-media-type', `${what}. ${READABLE}`)
}

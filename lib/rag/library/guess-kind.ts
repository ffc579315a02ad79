import 'server-only'
import type { DocumentKind } from '@/lib/domain/document'

const BY_ENDING: Record<string, DocumentKind> = {
  md: 'markdown',
  markdown: 'markdown',
  mdx: 'markdown',
  txt: 'text',
  text: 'text',
  log: 'text',
  html: 'html',
  htm: 'html',
  xhtml: 'html',
  pdf: 'pdf',
  docx: 'docx',
  pptx: 'pptx',
  xlsx: 'xlsx',
  csv: 'csv',
  tsv: 'csv',
  json: 'json',
  jsonl: 'json',
  ndjson: 'json',
}

const OFFICE = 'application/vnd.openxmlformats-officedocument.'
const BY_MEDIA_TYPE: Record<string, DocumentKind> = {
  'text/markdown': 'markdown',
  'text/html': 'html',
  'application/xhtml+xml': 'html',
  'application/pdf': 'pdf',
  [`${OFFICE}wordprocessingml.document`]: 'docx',
  [`${OFFICE}presentationml.presentation`]: 'pptx',
  [`${OFFICE}spreadsheetml.sheet`]: 'xlsx',
  'text/csv': 'csv',
  'application/json': 'json',
}

/** What is told of a document until it was read, which alone knows. */
export function guessKind(name: string, mediaType: string): DocumentKind {
  const ending = /\.([a-z0-9]+)$/i.exec(name)?.[1]?.toLowerCase()
  const known = ending === undefined ? undefined : BY_ENDING[ending]
  return known ?? BY_MEDIA_TYPE[bareMediaType(mediaType)] ?? (ending === undefined ? 'text' : 'code')
}

/** Without parameters; `application/octet-stream` when nothing was said. */
export function bareMediaType(given: string | undefined): string {
  const bare = (given ?? '').split(';')[0]?.trim().toLowerCase() ?? ''
  return /^[\w.+-]+\/[\w.+-]+$/.test(bare) ? bare.slice(0, 200) : 'application/octet-stream'
}

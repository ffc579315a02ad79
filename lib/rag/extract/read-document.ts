import 'server-only'
import type { DocumentKind } from '@/lib/domain/document'
import { AppError, isAppError } from '@/lib/kit/app-error'
import { detectKind } from './detect-kind'
import type { ExtractLimits } from './extract'
import type { Extracted, ExtractInput } from './extracted'
import type { Read, Reader } from './reader'

/** Loaded when a document of the kind comes. */
const READERS: Record<DocumentKind, () => Promise<Reader>> = {
  markdown: async () => (await import('./readers/markdown')).readMarkdown,
  text: async () => (await import('./readers/plain')).readPlain,
  html: async () => (await import('./readers/html')).readHtml,
  pdf: async () => (await import('./readers/pdf')).readPdf,
  docx: async () => (await import('./readers/docx')).readDocx,
  pptx: async () => (await import('./readers/pptx')).readPptx,
  xlsx: async () => (await import('./readers/xlsx')).readXlsx,
  csv: async () => (await import('./readers/csv')).readCsv,
  json: async () => (await import('./readers/json')).readJson,
  code: async () => (await import('./readers/code')).readCode,
}

/** Reads a document on this thread; the worker's inside of `extract`. */
export async function readDocument(
  input: ExtractInput,
  limits: ExtractLimits,
  signal: AbortSignal,
): Promise<Extracted> {
  const { kind, mediaType } = await detectKind(input)
  const reader = await READERS[kind]()
  signal.throwIfAborted()
  const read = await attempt(reader, input, limits, signal)
  if (read.text.trim() === '')
    throw new AppError('bad-input', 'There is no text in it: nothing that could be found')
  return {
    kind,
    mediaType,
    title: read.title === null || read.title.trim() === '' ? null : read.title.trim().slice(0, 300),
    language: await languageFor(kind, read),
    pages: read.pages ?? null,
    text: read.text,
    blocks: read.blocks,
    warnings: read.warnings,
  }
}

async function attempt(
  reader: Reader,
  { bytes, name }: ExtractInput,
  limits: ExtractLimits,
  signal: AbortSignal,
): Promise<Read> {
  try {
    return await reader({ bytes, name, limits, signal })
  } catch (cause) {
    if (isAppError(cause)) throw cause
    throw new AppError(
      'bad-input',
      'It is damaged or not what it claims to be: it can not be read. Save it again',
      {
        cause,
      },
    )
  }
}

/** What is written in it tells; what the document claims, when that does not. Source code and data have none. */
async function languageFor(kind: DocumentKind, read: Read): Promise<string | null> {
  if (kind === 'code' || kind === 'json') return null
  const { languageOf } = await import('./language')
  return languageOf(read.text) ?? read.language ?? null
}

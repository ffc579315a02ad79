import 'server-only'
import { Readable } from 'node:stream'
import type { ReadableStream as NodeStream } from 'node:stream/web'
import { Busboy, type BusboyFileStream, type BusboyInstance } from '@fastify/busboy'
import { AppError, isAppError, messageOf } from '@/lib/kit/app-error'

export interface FilePart {
  name: string
  mediaType: string
  /** To be read to its end, or left: then the rest is skipped. Throws `too-large` past the limit. */
  bytes: AsyncIterable<Uint8Array>
}

export interface MultipartOptions {
  /** Bytes of one file. */
  maxBytes: number
  maxFiles: number
  signal: AbortSignal
  /** What it throws ends the whole. */
  onField: (name: string, value: string) => void
  /** Called for one file after the other, in their order; what it throws ends the whole. */
  onFile: (file: FilePart) => Promise<void>
}

/**
 * Reads a multipart body as it streams in; no file is held in memory. Throws `unsupported-media-type` for another body,
 * `bad-input` for one that is broken or cut off, after the files before that were handed over.
 */
export async function readMultipart(request: Request, options: MultipartOptions): Promise<void> {
  const { signal, onField, onFile } = options
  const parser = parserOf(request, options)
  const open = new Set<BusboyFileStream>()
  let turns = Promise.resolve()
  let failure: unknown
  const fail = (error: unknown) => {
    failure ??= error
    parser.destroy()
    for (const stream of open) stream.destroy(error instanceof Error ? error : undefined)
  }
  parser.on('field', (name, value) => {
    try {
      onField(name, value)
    } catch (error) {
      fail(error)
    }
  })
  parser.on('file', (_, stream, name, __, mediaType) => {
    open.add(stream)
    // Whoever reads it hears of it too; nobody may be reading yet.
    stream.on('error', fail)
    turns = turns.then(async () => {
      if (failure !== undefined) return
      try {
        await onFile({ name: unescaped(name) || 'unnamed', mediaType, bytes: bytesOf(stream, options) })
      } catch (error) {
        fail(error)
      }
      open.delete(stream)
      stream.resume()
    })
  })
  await pumped(request, parser, signal).catch(fail)
  await turns
  if (signal.aborted) throw signal.reason
  if (failure !== undefined) throw translated(failure)
}

function parserOf(request: Request, { maxBytes, maxFiles }: MultipartOptions): BusboyInstance {
  const type = request.headers.get('content-type') ?? ''
  if (!/^multipart\/form-data\s*;/i.test(type) || !request.body) {
    throw new AppError(
      'unsupported-media-type',
      'Send files as multipart/form-data, as a form or `curl -F file=@guide.md` does',
    )
  }
  const limits = { fileSize: maxBytes + 1, files: maxFiles, fields: 20, fieldSize: 100_000, headerPairs: 50 }
  try {
    return new Busboy({ headers: { 'content-type': type }, preservePath: true, limits })
  } catch (error) {
    throw new AppError('bad-input', `The body can't be read: ${messageOf(error)}`, { cause: error })
  }
}

function pumped(request: Request, parser: BusboyInstance, signal: AbortSignal): Promise<void> {
  // The two declarations of a web stream, Node's and the browser's, describe the same object.
  const source = Readable.fromWeb(request.body as NodeStream<Uint8Array>, { signal })
  return new Promise((resolve, reject) => {
    parser.once('finish', () => resolve())
    parser.once('close', () => resolve())
    parser.once('error', reject)
    source.once('error', reject)
    parser.once('filesLimit', () =>
      reject(new AppError('too-large', 'So many files do not go in one request')),
    )
    source.pipe(parser)
  })
}

/** Browsers write a quotation mark and line breaks in a name so, and nothing else (HTML, 4.10.21.8). */
function unescaped(name: string): string {
  return name.replaceAll(/%0[ad]/gi, ' ').replaceAll('%22', '"')
}

async function* bytesOf(
  stream: BusboyFileStream,
  { maxBytes }: MultipartOptions,
): AsyncGenerator<Uint8Array> {
  let size = 0
  // Not destroyed when it is left: what is not read is to be skipped, or the files after it never come.
  const pieces = stream.iterator({ destroyOnReturn: false }) as AsyncIterable<Uint8Array>
  for await (const piece of pieces) {
    size += piece.byteLength
    if (size > maxBytes) throw fileTooLarge(maxBytes)
    yield piece
  }
}

export function fileTooLarge(maxBytes: number): AppError {
  const limit = Math.round(maxBytes / 1024 / 1024)
  return new AppError(
    'too-large',
    `The file is larger than ${limit} MB, the limit that PORTOLAN_UPLOAD_LIMIT sets`,
  )
}

function translated(error: unknown): unknown {
  if (isAppError(error)) return error
  return new AppError('bad-input', `The upload broke off: ${messageOf(error)}`, { cause: error })
}

import 'server-only'
import { AppError } from '@/lib/kit/app-error'
import type { Chunk } from '../chunk/chunk'
import { runInWorker } from '../workers/run-in-worker'
import type { ExtractAsk, Cutting, Facts } from './extract-work'
import type { ExtractInput } from './extracted'
import type { Stretch } from './stretch'

export interface ExtractLimits {
  /** Of the file. */
  maxBytes: number
  /** Of the text that comes out of it. */
  maxCharacters: number
  /** Of a file inside a file: real bytes, counted as they are unpacked. */
  maxUnpackedBytes: number
  maxPages: number
  limitMs: number
  /** Of the thread that reads it. */
  maxMb: number
}

export const EXTRACT_LIMITS: ExtractLimits = {
  maxBytes: 512 * 2 ** 20,
  maxCharacters: 20_000_000,
  maxUnpackedBytes: 512 * 2 ** 20,
  maxPages: 10_000,
  limitMs: 300_000,
  maxMb: 1_024,
}

/** A document that was read and cut. */
export interface ReadAndCut {
  facts: Facts
  stretches: Stretch[]
  chunks: Chunk[]
}

export interface ExtractOptions {
  cutting: Cutting
  signal?: AbortSignal
  limits?: ExtractLimits
  /** What begins there or later is left out; all that the text holds is read nevertheless. */
  end?: number
  /** It was read, and is about to be cut. */
  onRead?: () => void
}

/**
 * Reads a document and cuts it on a thread of its own, which dies alone when it takes too long or too much memory. What
 * it found comes piece by piece, so that a large one holds up nobody here. `bytes` are moved there where they can be, so
 * that they are in memory once: they are empty afterwards.
 *
 * Throws AppError: `unsupported-media-type` for what can't be read, `bad-input` for what is broken, encrypted, empty or
 * without text, `too-large`, `timed-out`, `cancelled`. The message is for the person who gave the document.
 */
export async function extract(
  input: ExtractInput,
  { cutting, signal, limits = EXTRACT_LIMITS, end = Infinity, onRead }: ExtractOptions,
): Promise<ReadAndCut> {
  refuseSize(input.bytes.byteLength, limits)
  let facts: Facts | undefined
  const stretches: Stretch[] = []
  const chunks: Chunk[] = []
  const ask: ExtractAsk = { kind: 'file', input, limits, cutting, end }
  await runInWorker('extract', ask, {
    ...workerLimits(limits, signal),
    transfer: ownBuffer(input.bytes),
    answer(told) {
      if (told.kind === 'read') {
        facts = told.facts
        onRead?.()
      } else if (told.kind === 'stretch') stretches.push(told.stretch)
      else if (told.kind === 'chunks') chunks.push(...told.chunks)
      return null
    },
  })
  if (!facts) throw new AppError('internal', 'The worker has read nothing, and said nothing')
  return { facts, stretches, chunks }
}

/** Cuts what was read before, on a thread too; `stretchAt` brings its parts as they are asked for. Throws as `extract`. */
export async function cutAgain(
  { kind, language, length }: Pick<Facts, 'kind' | 'language' | 'length'>,
  stretchAt: (start: number) => Promise<Stretch>,
  { cutting, signal, limits = EXTRACT_LIMITS, end = Infinity }: Omit<ExtractOptions, 'onRead'>,
): Promise<Chunk[]> {
  const chunks: Chunk[] = []
  const ask: ExtractAsk = { kind: 'read', facts: { kind, language, length }, cutting, end }
  await runInWorker('extract', ask, {
    ...workerLimits(limits, signal),
    answer(told) {
      if (told.kind === 'wanted') return stretchAt(told.start)
      if (told.kind === 'chunks') chunks.push(...told.chunks)
      return null
    },
  })
  return chunks
}

function workerLimits({ limitMs, maxMb }: ExtractLimits, signal: AbortSignal | undefined) {
  return { limitMs, maxMb, ...(signal === undefined ? {} : { signal }) }
}

function refuseSize(size: number, { maxBytes }: ExtractLimits): void {
  if (size === 0) throw new AppError('bad-input', 'The file is empty: there is nothing to read')
  if (size <= maxBytes) return
  const [is, limit] = [size, maxBytes].map((bytes) => Math.ceil(bytes / 2 ** 20))
  throw new AppError(
    'too-large',
    `The file has ${is ?? 0} MB, more than the ${limit ?? 0} MB that can be read. Split it, or leave out what nobody asks for`,
  )
}

/** A view of a part of a buffer (small ones of Node share one) is copied: moving it would take its neighbours along. */
function ownBuffer({ buffer, byteLength }: Uint8Array): ArrayBuffer[] {
  return buffer instanceof ArrayBuffer && buffer.byteLength === byteLength ? [buffer] : []
}

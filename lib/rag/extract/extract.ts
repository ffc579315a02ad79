import 'server-only'
import { AppError } from '@/lib/kit/app-error'
import { runInWorker } from '../workers/run-in-worker'
import type { Extracted, ExtractInput } from './extracted'

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

/**
 * Reads a document on a thread of its own, which dies alone when it takes too long or too much memory. `bytes` are
 * moved there where they can be, so that they are in memory once: they are empty afterwards.
 *
 * Throws AppError: `unsupported-media-type` for what can't be read, `bad-input` for what is broken, encrypted, empty or
 * without text, `too-large`, `timed-out`, `cancelled`. The message is for the person who gave the document.
 */
export async function extract(
  input: ExtractInput,
  signal?: AbortSignal,
  limits: ExtractLimits = EXTRACT_LIMITS,
): Promise<Extracted> {
  if (input.bytes.byteLength === 0)
    throw new AppError('bad-input', 'The file is empty: there is nothing to read')
  if (input.bytes.byteLength > limits.maxBytes) {
    const [size, limit] = [input.bytes.byteLength, limits.maxBytes].map((bytes) => Math.ceil(bytes / 2 ** 20))
    throw new AppError(
      'too-large',
      `The file has ${size ?? 0} MB, more than the ${limit ?? 0} MB that can be read. Split it, or leave out what nobody asks for`,
    )
  }
  return runInWorker(
    'extract',
    { ...input, limits },
    {
      ...(signal === undefined ? {} : { signal }),
      limitMs: limits.limitMs,
      maxMb: limits.maxMb,
      transfer: ownBuffer(input.bytes),
    },
  )
}

/** A view of a part of a buffer (small ones of Node share one) is copied: moving it would take its neighbours along. */
function ownBuffer({ buffer, byteLength }: Uint8Array): ArrayBuffer[] {
  return buffer instanceof ArrayBuffer && buffer.byteLength === byteLength ? [buffer] : []
}

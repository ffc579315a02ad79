import type { Readable, Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib'
import { AppError } from './app-error'

export interface BodyOptions {
  /** How many bytes may come over the wire, and how many they may unpack to. */
  maxBytes: number
  /** `Content-Encoding`. */
  encoding?: string | undefined
  /** Asked after each piece: no more is read once it says so. */
  isEnough?: ((soFar: Buffer) => boolean) | undefined
}

/** Reads a body, unpacked. Throws `too-large` as soon as the limit is passed, `protocol-error` for one that is broken. */
export async function readBody(body: Readable, options: BodyOptions): Promise<Buffer> {
  const { maxBytes, encoding, isEnough } = options
  const unpack = unpacker(encoding)
  const pieces: Buffer[] = []
  const state = { hasEnough: false }
  const collect = async (source: AsyncIterable<Buffer>) => {
    for await (const piece of source) {
      pieces.push(piece)
      state.hasEnough = isEnough?.(Buffer.concat(pieces)) ?? false
      if (state.hasEnough) return
    }
  }
  try {
    if (unpack) await pipeline(body, limit(maxBytes), unpack, limit(maxBytes), collect)
    else await pipeline(body, limit(maxBytes), collect)
  } catch (error) {
    // To stop early is to close what was still open.
    if (!state.hasEnough) throw told(error, encoding)
  }
  return Buffer.concat(pieces)
}

export function tooLarge(maxBytes: number): AppError {
  const shown = maxBytes >= 100_000 ? `${Math.round(maxBytes / 100_000) / 10} MB` : `${maxBytes} bytes`
  return new AppError('too-large', `The answer is larger than ${shown}, the limit that is set`)
}

function limit(maxBytes: number) {
  return async function* (source: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    let bytes = 0
    for await (const piece of source) {
      bytes += piece.length
      if (bytes > maxBytes) throw tooLarge(maxBytes)
      yield piece
    }
  }
}

function unpacker(encoding: string | undefined): Transform | undefined {
  const name = encoding?.trim().toLowerCase() ?? ''
  switch (name) {
    case '':
    case 'identity':
      return undefined
    case 'gzip':
    case 'x-gzip':
      return createGunzip()
    case 'br':
      return createBrotliDecompress()
    case 'deflate':
      return createInflate()
    default:
      throw new AppError(
        'protocol-error',
        `The answer is packed as “${name.slice(0, 60)}”, which was not asked for`,
      )
  }
}

function told(error: unknown, encoding: string | undefined): unknown {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  const isUnpacking = code.startsWith('Z_') || code.startsWith('ERR_BROTLI') || code.startsWith('ERR__ERROR')
  if (!isUnpacking) return error
  const message = `The answer says that it is ${encoding ?? 'packed'}, and is broken or cut off`
  return new AppError('protocol-error', message, { cause: error })
}

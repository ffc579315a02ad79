import 'server-only'
import { crc32, deflateRawSync, inflateRawSync } from 'node:zlib'
import { AppError } from '@/lib/kit/app-error'
import { unreadable } from './byte-reader'

/** Kind, version and how it is packed; then the checksum of the body as it was before packing. */
const HEAD = 6
const PLAIN = 0
const DEFLATED = 1
/** No block or series comes near it; damaged bytes must not fill the memory. */
const BODY_LIMIT = 64 * 1024 * 1024

/** What is shorter, or shrinks by less, gains too little for the time that it takes each time it is read. */
const DEFLATED_FROM = 256
const WORTHWHILE = 0.8

/** Wraps a body with its kind, version and checksum, deflated where that makes it much smaller. */
export function seal(kind: number, version: number, body: Uint8Array): Uint8Array {
  const deflated = body.length < DEFLATED_FROM ? body : deflateRawSync(body)
  const isSmaller = deflated.length < body.length * WORTHWHILE
  const packed = isSmaller ? deflated : body
  const sealed = new Uint8Array(HEAD + packed.length)
  sealed[0] = (kind << 4) | version
  sealed[1] = isSmaller ? DEFLATED : PLAIN
  new DataView(sealed.buffer).setUint32(2, crc32(body), true)
  sealed.set(packed, HEAD)
  return sealed
}

/** The body of what `seal` made. Throws `internal` for anything else, with what is wrong with it. */
export function unseal(kind: number, version: number, sealed: Uint8Array): Uint8Array {
  const [first, packing] = sealed
  if (first === undefined || packing === undefined || sealed.length < HEAD)
    throw unreadable('they end too early')
  if (first >> 4 !== kind) throw unreadable('they are of another kind')
  if ((first & 0xf) > version)
    throw new AppError('internal', "Stored history can't be read: a newer version of Portolan wrote it")
  if ((first & 0xf) !== version || packing > DEFLATED) throw unreadable('they are of no version')
  const body = packing === DEFLATED ? inflated(sealed.subarray(HEAD)) : sealed.subarray(HEAD)
  const checksum = new DataView(sealed.buffer, sealed.byteOffset).getUint32(2, true)
  if (crc32(body) !== checksum) throw unreadable('their checksum is another')
  return body
}

function inflated(bytes: Uint8Array): Uint8Array {
  try {
    return inflateRawSync(bytes, { maxOutputLength: BODY_LIMIT })
  } catch {
    throw unreadable("they can't be unpacked")
  }
}

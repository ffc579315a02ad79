import 'server-only'
import { analyse } from 'chardet'
import { storableText } from '@/lib/kit/storable-text'

const SAMPLE = 64 * 1_024

/** Bytes to text: by its byte order mark, as UTF-8 when it is that, by `declared` (HTML tells), else by how it looks. */
export function decodeText(bytes: Uint8Array, declared?: string): { text: string; warnings: string[] } {
  const mark = markOf(bytes)
  if (mark !== null) return decoded(bytes, mark)
  if (isUtf8(bytes)) return decoded(bytes, 'utf-8')
  const wide = wideOf(bytes)
  if (wide !== null) return decoded(bytes, wide)
  for (const label of [declared, ...analyse(bytes.subarray(0, SAMPLE)).map((match) => match.name)]) {
    if (label !== undefined && !/^utf-?(8|16|32)/i.test(label) && isKnown(label)) {
      return decoded(bytes, label)
    }
  }
  return decoded(bytes, 'windows-1252')
}

function decoded(bytes: Uint8Array, encoding: string): { text: string; warnings: string[] } {
  const raw = encoding.startsWith('utf-32')
    ? decodeUtf32(bytes, encoding === 'utf-32le')
    : new TextDecoder(encoding).decode(bytes)
  const bad = raw.length < 4_000_000 ? (raw.match(/\uFFFD/g)?.length ?? 0) : 0
  const text = storableText(raw).replaceAll(/\r\n?/g, '\n')
  return {
    text,
    warnings:
      bad === 0 ? [] : [`${bad} characters can't be read: it was taken for ${encoding.toUpperCase()}`],
  }
}

function markOf(bytes: Uint8Array): string | null {
  const [a, b, c, d] = bytes
  if (a === 0xef && b === 0xbb && c === 0xbf) return 'utf-8'
  if (a === 0xff && b === 0xfe) return c === 0 && d === 0 ? 'utf-32le' : 'utf-16le'
  if (a === 0xfe && b === 0xff) return 'utf-16be'
  return a === 0 && b === 0 && c === 0xfe && d === 0xff ? 'utf-32be' : null
}

/** A NUL is valid UTF-8 and stands in no text: every second byte of one in UTF-16 is. */
function isUtf8(bytes: Uint8Array): boolean {
  if (bytes.subarray(0, SAMPLE).includes(0)) return false
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes)
    return true
  } catch {
    return false
  }
}

/** UTF-16 without a mark: most text has a zero in every second byte. */
function wideOf(bytes: Uint8Array): string | null {
  const sample = bytes.subarray(0, SAMPLE)
  const zeros = [0, 0]
  for (const [at, byte] of sample.entries()) if (byte === 0) zeros[at % 2] = (zeros[at % 2] ?? 0) + 1
  const [even = 0, odd = 0] = zeros
  const many = sample.length / 8
  if (odd > many && even < odd / 10) return 'utf-16le'
  return even > many && odd < even / 10 ? 'utf-16be' : null
}

function isKnown(label: string): boolean {
  try {
    new TextDecoder(label)
    return true
  } catch {
    return false
  }
}

/** The platform's decoder does not know it. */
function decodeUtf32(bytes: Uint8Array, isLittle: boolean): string {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const parts: string[] = []
  for (let at = 4; at + 4 <= bytes.byteLength; at += 4) {
    const point = view.getUint32(at, isLittle)
    parts.push(point <= 0x10ffff ? String.fromCodePoint(point) : '\uFFFD')
  }
  return parts.join('')
}

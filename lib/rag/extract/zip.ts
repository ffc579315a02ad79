import 'server-only'
import { type Entry, fromBufferPromise, type ZipFile } from 'yauzl'
import { AppError, isAppError } from '@/lib/kit/app-error'

/** Real documents stay far below; what unpacks to a thousand times its size was made to do harm. */
const MAX_RATIO = 200
/** So much may come out of anything, whatever the ratio: small files of many equal rows pack well. */
const FREE_BYTES = 32 * 2 ** 20
const MAX_ENTRIES = 20_000

/**
 * The files of an archive that `wanted` names. What an archive says of their sizes is not believed: bytes are counted as
 * they come, and it ends with `too-large` when they pass `maxBytes` or a ratio that no document has.
 */
export async function unzip(
  bytes: Uint8Array,
  wanted: (name: string) => boolean,
  limits: { maxBytes: number; signal: AbortSignal },
): Promise<Map<string, Buffer>> {
  const zip = await open(bytes)
  const files = new Map<string, Buffer>()
  const maxBytes = Math.min(limits.maxBytes, Math.max(FREE_BYTES, bytes.byteLength * MAX_RATIO))
  let total = 0
  const count = (size: number) => {
    limits.signal.throwIfAborted()
    total += size
    if (total > maxBytes) throw bomb(bytes.byteLength, maxBytes)
  }
  try {
    for await (const entry of zip.eachEntry()) {
      if (wanted(entry.fileName)) files.set(entry.fileName, await contentOf(zip, entry, count))
    }
  } catch (error) {
    throw isAppError(error) ? error : broken(error)
  }
  return files
}

async function open(bytes: Uint8Array): Promise<ZipFile> {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  // Sizes are counted by us: a wrong one in the list is no reason to refuse.
  const zip = await fromBufferPromise(buffer, { lazyEntries: true, validateEntrySizes: false }).catch(
    (error: unknown) => {
      throw broken(error)
    },
  )
  if (zip.entryCount <= MAX_ENTRIES) return zip
  throw new AppError(
    'too-large',
    `It holds ${zip.entryCount} files, more than a document has (${MAX_ENTRIES})`,
  )
}

async function contentOf(zip: ZipFile, entry: Entry, count: (size: number) => void): Promise<Buffer> {
  if ((entry.generalPurposeBitFlag & 1) !== 0) throw locked()
  const stream = await zip.openReadStreamPromise(entry)
  const parts: Buffer[] = []
  // A stream of bytes without encoding gives buffers.
  for await (const part of stream as AsyncIterable<Buffer>) {
    count(part.byteLength)
    parts.push(part)
  }
  return Buffer.concat(parts)
}

export function locked(): AppError {
  return new AppError(
    'bad-input',
    'It is protected with a password. Open it, save it without one, and give it again',
  )
}

function bomb(size: number, maxBytes: number): AppError {
  return new AppError(
    'too-large',
    `It unpacks to more than ${Math.round(maxBytes / 2 ** 20)} MB from ${Math.ceil(size / 1_024)} kB, as no document does. It was not read further`,
  )
}

function broken(cause: unknown): AppError {
  return new AppError(
    'bad-input',
    'It is damaged or not complete: its parts can not be unpacked. Save or download it again',
    { cause },
  )
}

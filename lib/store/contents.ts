import 'server-only'
import { createHash, randomUUID } from 'node:crypto'
import { Prisma } from '@/prisma/generated/client'
import type { Database, Queries } from './database'
import { lockUntilCommit } from './locks'

export interface StoredContent {
  id: string
  /** SHA-256 in hex. */
  hash: string
  size: number
}

/** One that came in, and is no document's yet. */
export interface ContentDraft extends StoredContent {
  /** All of it, where it is small: it is stored with its document, in one go. */
  bytes?: Uint8Array<ArrayBuffer>
}

/** Bytes of one row: what is held in memory of an original that comes in or goes out. */
const PART_BYTES = 512 * 1024
/** What comes in takes no longer; what is older and has no hash was cut off. */
const DRAFT_MS = 6 * 3_600_000

/** Originals, each stored once: in parts, so that none is ever whole in memory on its way. */
export class ContentStore {
  constructor(private readonly db: Database) {}

  /** Streams an original in: a draft, until a document is made of it. What `bytes` throws leaves nothing behind. */
  async draft(bytes: AsyncIterable<Uint8Array>): Promise<ContentDraft> {
    const id = randomUUID()
    const digest = createHash('sha256')
    let size = 0
    let ordinal = 0
    let first: Uint8Array<ArrayBuffer> | undefined
    try {
      for await (const part of inParts(bytes)) {
        digest.update(part)
        size += part.byteLength
        if (ordinal === 0) first = part
        if (ordinal === 1) await this.#begin(id, first ?? part)
        if (ordinal > 0) await this.#addPart(id, ordinal, part)
        ordinal += 1
      }
    } catch (error) {
      if (ordinal > 1) await this.drop({ id }).catch(() => undefined)
      throw error
    }
    return { id, hash: digest.digest('hex'), size, ...(ordinal < 2 && { bytes: first ?? new Uint8Array() }) }
  }

  /** A draft that is not needed. */
  async drop({ id }: Pick<StoredContent, 'id'>): Promise<void> {
    await this.db.run((queries) => queries.content.deleteMany({ where: { id, hash: null } }))
  }

  /** Its parts in order. */
  async *parts(id: string): AsyncGenerator<Uint8Array, void> {
    for (let ordinal = 0; ; ordinal++) {
      const [part] = await this.db.run(
        (queries) => queries.$queryRaw<{ base64: string }[]>`
          SELECT encode(bytes, 'base64') AS base64 FROM content_part
          WHERE content_id = ${id}::uuid AND ordinal = ${ordinal}::int`,
      )
      if (!part) return
      yield Buffer.from(part.base64, 'base64')
    }
  }

  /** The whole of it, in memory of its own, which may be moved to another thread. */
  async bytes({ id, size }: Pick<StoredContent, 'id' | 'size'>): Promise<Uint8Array> {
    const whole = new Uint8Array(size)
    let at = 0
    for await (const part of this.parts(id)) {
      whole.set(part, at)
      at += part.byteLength
    }
    return whole
  }

  /** Deletes those of these that no document is made of any more. */
  async release(ids: Iterable<string>): Promise<void> {
    for (const id of new Set(ids)) await this.#deleteOne(Prisma.sql`c.id = ${id}::uuid`)
  }

  /** Deletes all that no document is made of any more, and what was cut off on its way in. Returns how many. */
  async tidy(now: number): Promise<number> {
    const late = new Date(now - DRAFT_MS)
    let deleted = 0
    while (await this.#deleteOne(Prisma.sql`(c.hash IS NOT NULL OR c.created_at < ${late}::timestamptz)`))
      deleted += 1
    return deleted + (await this.#tidyReadings(late))
  }

  /** One at a time: the parts of a large one go with it, and the embedded database has one thread. */
  #deleteOne(which: Prisma.Sql): Promise<boolean> {
    return this.db.transaction(async (queries) => {
      await lockUntilCommit(queries, 'library')
      const count = await queries.$executeRaw`
        DELETE FROM content WHERE id = (
          SELECT c.id FROM content c
          WHERE ${which} AND NOT EXISTS (SELECT FROM document d WHERE d.content_id = c.id) AND NOT EXISTS (
            SELECT FROM reading r JOIN document d ON d.served_reading_id = r.id WHERE r.content_id = c.id)
          LIMIT 1)`
      return count > 0
    })
  }

  /** Of another extractor, or of a name that the document has no more. */
  async #tidyReadings(before: Date): Promise<number> {
    return this.db.run(
      (queries) => queries.$executeRaw`
        DELETE FROM reading r WHERE r.created_at < ${before}::timestamptz AND NOT EXISTS (
          SELECT FROM document d WHERE d.reading_id = r.id OR d.served_reading_id = r.id)`,
    )
  }

  async #begin(id: string, first: Uint8Array<ArrayBuffer>): Promise<void> {
    await this.db.run((queries) => queries.content.create({ data: { id }, select: { id: true } }))
    await this.#addPart(id, 0, first)
  }

  async #addPart(contentId: string, ordinal: number, bytes: Uint8Array<ArrayBuffer>): Promise<void> {
    await this.db.run((queries) => insertPart(queries, { contentId, ordinal, bytes }))
  }
}

/** As base64: the embedded database would be given each byte as a sign of its own, a quarter of a second for a part. */
async function insertPart(
  queries: Queries,
  { contentId, ordinal, bytes }: { contentId: string; ordinal: number; bytes: Uint8Array<ArrayBuffer> },
): Promise<void> {
  const base64 = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64')
  await queries.$executeRaw`
    INSERT INTO content_part (content_id, ordinal, bytes)
    VALUES (${contentId}::uuid, ${ordinal}::int, decode(${base64}, 'base64'))`
}

/**
 * Makes a draft the original of its hash, or lets it give way to the one that is there. In the transaction that makes a
 * document of it and holds the lock `library`: else it might be tidied away in between.
 */
export async function settleContent(queries: Queries, draft: ContentDraft): Promise<StoredContent> {
  const { id, hash, size, bytes } = draft
  const known = await queries.content.findUnique({ where: { hash }, select: { id: true } })
  if (known) {
    if (known.id !== id && !bytes) await queries.content.deleteMany({ where: { id } })
  } else if (bytes) {
    await queries.content.create({ data: { id, hash, size }, select: { id: true } })
    await insertPart(queries, { contentId: id, ordinal: 0, bytes })
  } else {
    await queries.content.update({ where: { id }, data: { hash, size }, select: { id: true } })
  }
  return { id: known?.id ?? id, hash, size }
}

async function* inParts(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  let part = new Uint8Array(PART_BYTES)
  let filled = 0
  for await (const piece of bytes) {
    for (let at = 0; at < piece.byteLength;) {
      const taken = piece.subarray(at, at + PART_BYTES - filled)
      part.set(taken, filled)
      filled += taken.byteLength
      at += taken.byteLength
      if (filled < PART_BYTES) continue
      yield part
      part = new Uint8Array(PART_BYTES)
      filled = 0
    }
  }
  if (filled > 0) yield part.subarray(0, filled)
}

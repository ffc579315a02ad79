import 'server-only'
import { randomUUID } from 'node:crypto'
import { setImmediate as others } from 'node:timers/promises'
import { type DocumentKind, documentKindSchema } from '@/lib/domain/document'
import { AppError } from '@/lib/kit/app-error'
import type { Database } from './database'

/** What extraction has read in an original, without its text. */
export interface Reading {
  id: string
  contentId: string
  kind: DocumentKind
  mediaType: string
  title: string | null
  language: string | null
  pages: number | null
  /** Of the text, in UTF-16 units. */
  length: number
  warnings: string[]
}

/** A part of what was read: its text, and as JSON the blocks that begin in it. Parts are small, and follow each other. */
export interface ReadingPart {
  /** In the whole text, in UTF-16 units. */
  start: number
  text: string
  blocks: string
}

/** UTF-16 units of one part, at the most. */
const LONGEST_PART = 128 * 1024
const MAX_WARNINGS = 50

/** What was read in originals: its text in stretches, so that a part of it costs a part. */
export class ReadingStore {
  constructor(private readonly db: Database) {}

  /** One that is whole. `form`: see Reading in the schema. */
  async find(contentId: string, form: string): Promise<Reading | undefined> {
    const row = await this.db.run((queries) =>
      queries.reading.findUnique({
        where: { contentId_form: { contentId, form }, complete: true },
      }),
    )
    return row ? toReading(row) : undefined
  }

  async get(id: string): Promise<Reading | undefined> {
    const row = await this.db.run((queries) => queries.reading.findUnique({ where: { id, complete: true } }))
    return row ? toReading(row) : undefined
  }

  /** Stores it; of two that are written at the same time one is kept. */
  async write(
    contentId: string,
    form: string,
    facts: Omit<Reading, 'id' | 'contentId'>,
    parts: readonly ReadingPart[],
  ): Promise<Reading> {
    const id = randomUUID()
    const { kind, mediaType, title, language, pages, length } = facts
    const warnings = facts.warnings.slice(0, MAX_WARNINGS)
    const isShort = parts.length === 1
    await this.db.run((queries) =>
      // Under a name of its own until it is whole and alone: it may be cut off at any point.
      queries.reading.create({
        data: {
          ...{ id, contentId, kind, mediaType, title, language, pages, length, warnings },
          form: `draft ${id}`,
          text: isShort ? { create: [...parts] } : {},
        },
        select: { id: true },
      }),
    )
    for (const part of isShort ? [] : parts) {
      await this.db.run((queries) =>
        queries.readingText.create({ data: { readingId: id, ...part }, select: { start: true } }),
      )
      // The embedded database answers without letting anything else have its turn.
      await others()
    }
    await this.db.run(
      (queries) => queries.$executeRaw`
        UPDATE reading SET form = ${form}, complete = true WHERE id = ${id}::uuid AND NOT EXISTS (
          SELECT FROM reading WHERE content_id = ${contentId}::uuid AND form = ${form})`,
    )
    const kept = await this.find(contentId, form)
    if (!kept) throw new AppError('not-found', 'The original was deleted while it was read')
    if (kept.id !== id) await this.db.run((queries) => queries.reading.deleteMany({ where: { id } }))
    return kept
  }

  /** Characters from `start` to before `end`. */
  async text(id: string, start: number, end: number): Promise<string> {
    const rows = await this.db.run((queries) =>
      queries.readingText.findMany({
        where: { readingId: id, start: { gt: start - LONGEST_PART - 1, lt: end } },
        orderBy: { start: 'asc' },
        omit: { blocks: true },
      }),
    )
    const first = rows[0]?.start ?? 0
    const text = rows.map((row) => row.text).join('')
    return text.slice(Math.max(0, start - first), Math.max(0, end - first))
  }

  /** The part that begins at `start`. */
  async part(id: string, start: number): Promise<ReadingPart> {
    const part = await this.db.run((queries) =>
      queries.readingText.findUnique({
        where: { readingId_start: { readingId: id, start } },
        omit: { readingId: true },
      }),
    )
    if (part) return part
    throw new AppError('not-found', 'What was read of the document was deleted')
  }
}

interface Row extends Omit<Reading, 'kind' | 'warnings'> {
  kind: string
  warnings: unknown
}

function toReading({
  id,
  contentId,
  kind,
  mediaType,
  title,
  language,
  pages,
  length,
  warnings,
}: Row): Reading {
  return {
    ...{ id, contentId, mediaType, title, language, pages, length },
    kind: documentKindSchema.parse(kind),
    // Only this class writes the column, and it takes texts.
    warnings: warnings as string[],
  }
}

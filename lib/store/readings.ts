import 'server-only'
import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import { type Block, blockSchema } from '@/lib/domain/api/documents'
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

/** A reading with all that it was made of. */
export interface WholeReading extends Omit<Reading, 'id' | 'contentId' | 'length'> {
  text: string
  blocks: Block[]
}

/** UTF-16 units of one row. */
const STRETCH = 128 * 1024
const MAX_WARNINGS = 50
const blocksSchema = z.array(blockSchema)

/** What was read in originals: its text in stretches, so that a part of it costs a part. */
export class ReadingStore {
  constructor(private readonly db: Database) {}

  /** One that is whole. `form`: see Reading in the schema. */
  async find(contentId: string, form: string): Promise<Reading | undefined> {
    const row = await this.db.run((queries) =>
      queries.reading.findUnique({
        where: { contentId_form: { contentId, form }, complete: true },
        omit: { blocks: true },
      }),
    )
    return row ? toReading(row) : undefined
  }

  async get(id: string): Promise<Reading | undefined> {
    const row = await this.db.run((queries) =>
      queries.reading.findUnique({ where: { id, complete: true }, omit: { blocks: true } }),
    )
    return row ? toReading(row) : undefined
  }

  /** Stores it; of two that are written at the same time one is kept. */
  async write(contentId: string, form: string, reading: WholeReading): Promise<Reading> {
    const { text, blocks, ...facts } = reading
    const id = randomUUID()
    const warnings = facts.warnings.slice(0, MAX_WARNINGS)
    const isShort = text.length <= STRETCH
    const rest = isShort ? [] : [...stretches(text)]
    const first = isShort ? { create: [{ start: 0, text }] } : {}
    await this.db.run((queries) =>
      // Under a name of its own until it is whole and alone: it may be cut off at any point.
      queries.reading.create({
        data: {
          ...{ ...facts, id, contentId, form: `draft ${id}`, length: text.length, blocks, warnings },
          text: first,
        },
        select: { id: true },
      }),
    )
    for (const [start, stretch] of rest) {
      await this.db.run((queries) =>
        queries.readingText.create({
          data: { readingId: id, start, text: stretch },
          select: { start: true },
        }),
      )
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
        where: { readingId: id, start: { gt: start - STRETCH - 1, lt: end } },
        orderBy: { start: 'asc' },
      }),
    )
    const first = rows[0]?.start ?? 0
    const text = rows.map((row) => row.text).join('')
    return text.slice(Math.max(0, start - first), Math.max(0, end - first))
  }

  async blocks(id: string): Promise<Block[]> {
    const row = await this.db.run((queries) =>
      queries.reading.findUnique({ where: { id }, select: { blocks: true } }),
    )
    return blocksSchema.parse(row?.blocks ?? [])
  }
}

/** Cut between characters, never inside one: half a surrogate pair can't be stored. */
function* stretches(text: string): Generator<[start: number, stretch: string]> {
  for (let start = 0; start < text.length;) {
    const end = Math.min(text.length, start + STRETCH)
    const isInside = end < text.length && isHighSurrogate(text.charCodeAt(end - 1))
    const cut = isInside ? end - 1 : end
    yield [start, text.slice(start, cut)]
    start = cut
  }
}

function isHighSurrogate(code: number): boolean {
  return code >= 0xd8_00 && code <= 0xdb_ff
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

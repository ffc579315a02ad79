import 'server-only'
import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import type { QuestionInput } from '@/lib/domain/api/evaluation'
import {
  expectedPassageSchema,
  expectedToolSchema,
  type GoldQuestion,
  type GoldSet,
} from '@/lib/domain/evaluation'
import { AppError } from '@/lib/kit/app-error'
import { Prisma } from '@/prisma/generated/client'
import type { Database, Queries } from './database'

export type GoldSetInput = Pick<GoldSet, 'name' | 'description' | 'collections' | 'gate'>

const INCLUDE = { _count: { select: { questions: true } } } as const
type Row = Prisma.GoldSetGetPayload<{ include: typeof INCLUDE }>
type QuestionRow = Prisma.GoldQuestionGetPayload<object>

const gateSchema = z.object({ metric: z.string(), atLeast: z.number() }).nullable()

/** Sets of questions whose answers are known. */
export class GoldSetStore {
  constructor(private readonly db: Database) {}

  /** By name. */
  async list(): Promise<GoldSet[]> {
    const rows = await this.db.run((queries) =>
      queries.goldSet.findMany({ include: INCLUDE, orderBy: { name: 'asc' } }),
    )
    return rows.map(toSet)
  }

  /** Throws `not-found`. */
  async get(id: string): Promise<GoldSet> {
    const row = await this.db.run((queries) =>
      queries.goldSet.findUnique({ where: { id }, include: INCLUDE }),
    )
    if (!row) throw gone()
    return toSet(row)
  }

  async findByName(name: string): Promise<GoldSet | undefined> {
    const row = await this.db.run((queries) =>
      queries.goldSet.findUnique({ where: { name }, include: INCLUDE }),
    )
    return row ? toSet(row) : undefined
  }

  /** Throws `already-exists`. */
  async create({ gate, ...input }: GoldSetInput): Promise<GoldSet> {
    const now = new Date()
    const [row] = await this.db.run((queries) =>
      queries.goldSet.createManyAndReturn({
        data: [{ id: randomUUID(), ...input, gate: gate ?? Prisma.DbNull, createdAt: now, updatedAt: now }],
        skipDuplicates: true,
        select: { id: true },
      }),
    )
    if (!row) throw nameTaken(input.name)
    return this.get(row.id)
  }

  /** Throws `not-found`, `already-exists`. */
  async change(id: string, { gate, ...change }: Partial<GoldSetInput>): Promise<GoldSet> {
    const { name } = change
    await this.db.transaction(async (queries) => {
      const other = name === undefined ? null : await queries.goldSet.findUnique({ where: { name } })
      if (other && other.id !== id) throw nameTaken(name ?? '')
      const { count } = await queries.goldSet.updateMany({
        where: { id },
        data: {
          ...change,
          ...(gate !== undefined && { gate: gate ?? Prisma.DbNull }),
          updatedAt: new Date(),
        },
      })
      if (count === 0) throw gone()
    })
    return this.get(id)
  }

  /** With its questions and runs. Throws `not-found`. */
  async remove(id: string): Promise<void> {
    const { count } = await this.db.run((queries) => queries.goldSet.deleteMany({ where: { id } }))
    if (count === 0) throw gone()
  }

  /** In the order they were added. */
  async questions(id: string): Promise<GoldQuestion[]> {
    const rows = await this.db.run((queries) =>
      queries.goldQuestion.findMany({ where: { goldSetId: id }, orderBy: { ordinal: 'asc' } }),
    )
    return rows.map(toQuestion)
  }

  /** All or none. Throws `not-found`; `too-large` past `limit` questions in all. */
  async add(id: string, questions: readonly QuestionInput[], limit: number): Promise<GoldQuestion[]> {
    const data = questions.map((question) => ({ id: randomUUID(), goldSetId: id, ...question }))
    const rows = await this.db.transaction(async (queries) => {
      await touch(queries, id)
      const count = await queries.goldQuestion.count({ where: { goldSetId: id } })
      if (count + data.length > limit) {
        throw new AppError(
          'too-large',
          `A set holds at most ${limit} questions; this one has ${count}, and ${data.length} more were given`,
        )
      }
      return queries.goldQuestion.createManyAndReturn({ data })
    })
    return rows.map(toQuestion)
  }

  /** Throws `not-found`. */
  async changeQuestion(id: string, question: string, input: QuestionInput): Promise<GoldQuestion> {
    const row = await this.db.transaction(async (queries) => {
      await touch(queries, id)
      const [changed] = await queries.goldQuestion.updateManyAndReturn({
        where: { id: question, goldSetId: id },
        data: input,
      })
      return changed
    })
    if (!row) throw new AppError('not-found', 'The set has no such question; it may have been deleted')
    return toQuestion(row)
  }

  /** Throws `not-found`. */
  async removeQuestion(id: string, question: string): Promise<void> {
    await this.db.transaction(async (queries) => {
      await touch(queries, id)
      const { count } = await queries.goldQuestion.deleteMany({ where: { id: question, goldSetId: id } })
      if (count === 0)
        throw new AppError('not-found', 'The set has no such question; it may have been deleted')
    })
  }
}

/** Also locks the set, so that two who add at once do not pass the limit together. */
async function touch(queries: Queries, id: string): Promise<void> {
  const { count } = await queries.goldSet.updateMany({ where: { id }, data: { updatedAt: new Date() } })
  if (count === 0) throw gone()
}

function toSet(row: Row): GoldSet {
  const { id, name, description, collections } = row
  return {
    ...{ id, name, description, collections },
    questions: row._count.questions,
    gate: gateSchema.parse(row.gate),
    createdAt: row.createdAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
  }
}

function toQuestion({ id, question, passages, tools, note }: QuestionRow): GoldQuestion {
  return {
    ...{ id, question, note },
    passages: z.array(expectedPassageSchema).parse(passages),
    tools: z.array(expectedToolSchema).parse(tools),
  }
}

function gone(): AppError {
  return new AppError('not-found', 'There is no such set of questions; it may have been deleted')
}

function nameTaken(name: string): AppError {
  return new AppError('already-exists', `There is a set called ${name} already`)
}

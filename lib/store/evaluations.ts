import 'server-only'
import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import {
  type EvaluationRun,
  evaluationRunSchema,
  type GoldQuestion,
  type GoldSet,
  goldQuestionSchema,
  type QuestionOutcome,
  questionOutcomeSchema,
} from '@/lib/domain/evaluation'
import type { RankSettings } from '@/lib/domain/retrieval'
import { AppError } from '@/lib/kit/app-error'
import type { Prisma } from '@/prisma/generated/client'
import type { Database } from './database'

/** A question that a run has yet to ask. */
export interface PendingQuestion {
  ordinal: number
  question: GoldQuestion
}

/** A run's collections and gate are the set's as they were when it was asked for. */
export interface RunPlan {
  run: EvaluationRun
  collections: string[]
  gate: GoldSet['gate']
}

export type RunResult = Pick<EvaluationRun, 'passages' | 'tools' | 'medianMs' | 'passedGate' | 'ranker'>
type Row = Prisma.EvaluationRunGetPayload<object>

const outcomeSchema = questionOutcomeSchema.omit({ question: true })
const gateSchema = z.object({ metric: z.string(), atLeast: z.number() }).nullable()
const UNFINISHED = ['queued', 'running']

/** Runs over sets of questions, and how each question fared. */
export class EvaluationStore {
  constructor(private readonly db: Database) {}

  /** Keeps the set's newest `keep` runs, this one among them. */
  async create(
    set: GoldSet,
    questions: readonly GoldQuestion[],
    { settings, keep }: { settings: RankSettings; keep: number },
  ): Promise<EvaluationRun> {
    const id = randomUUID()
    const row = await this.db.transaction(async (queries) => {
      const made = await queries.evaluationRun.create({
        data: {
          ...{ id, goldSetId: set.id, collections: set.collections, settings, state: 'queued' },
          ...(set.gate && { gate: set.gate }),
          ...{ total: questions.length, requestedAt: new Date() },
        },
      })
      await queries.evaluationOutcome.createMany({
        data: questions.map((question, ordinal) => ({ runId: id, ordinal, question })),
      })
      const old = await queries.evaluationRun.findMany({
        where: { goldSetId: set.id, state: { notIn: UNFINISHED } },
        ...{ orderBy: { requestedAt: 'desc' }, skip: keep - 1, select: { id: true } },
      })
      await queries.evaluationRun.deleteMany({ where: { id: { in: old.map((run) => run.id) } } })
      return made
    })
    return toRun(row)
  }

  /** Newest first. */
  async list(goldSet: string): Promise<EvaluationRun[]> {
    const rows = await this.db.run((queries) =>
      queries.evaluationRun.findMany({ where: { goldSetId: goldSet }, orderBy: { requestedAt: 'desc' } }),
    )
    return rows.map(toRun)
  }

  /** The newest run of each set, by set. */
  async newest(): Promise<Map<string, EvaluationRun>> {
    const rows = await this.db.run((queries) =>
      queries.evaluationRun.findMany({
        distinct: ['goldSetId'],
        orderBy: [{ goldSetId: 'asc' }, { requestedAt: 'desc' }],
      }),
    )
    return new Map(rows.map((row) => [row.goldSetId, toRun(row)]))
  }

  /** Throws `not-found`. */
  async get(id: string): Promise<EvaluationRun> {
    return (await this.plan(id)).run
  }

  /** Throws `not-found`. */
  async plan(id: string): Promise<RunPlan> {
    const row = await this.db.run((queries) => queries.evaluationRun.findUnique({ where: { id } }))
    if (!row) throw new AppError('not-found', 'There is no such run; it may have been deleted')
    return { run: toRun(row), collections: row.collections, gate: gateSchema.parse(row.gate) }
  }

  /** Runs that are to be gone on with. */
  async unfinished(): Promise<string[]> {
    const rows = await this.db.run((queries) =>
      queries.evaluationRun.findMany({ where: { state: { in: UNFINISHED } }, select: { id: true } }),
    )
    return rows.map(({ id }) => id)
  }

  /** Answers whether it may begin or go on: not once it has ended or was cancelled. */
  async begin(id: string): Promise<boolean> {
    const { count } = await this.db.run((queries) =>
      queries.evaluationRun.updateMany({
        where: { id, state: { in: UNFINISHED } },
        data: { state: 'running' },
      }),
    )
    return count > 0
  }

  async pending(id: string): Promise<PendingQuestion[]> {
    const rows = await this.db.run((queries) =>
      queries.evaluationOutcome.findMany({
        where: { runId: id, tookMs: null },
        ...{ orderBy: { ordinal: 'asc' }, select: { ordinal: true, question: true } },
      }),
    )
    return rows.map(({ ordinal, question }) => ({ ordinal, question: goldQuestionSchema.parse(question) }))
  }

  /** Answers whether the run goes on; one that was cancelled or deleted does not. */
  async record(
    id: string,
    { ordinal, outcome, tookMs }: { ordinal: number; outcome: QuestionOutcome; tookMs: number },
  ): Promise<boolean> {
    const told = outcomeSchema.parse(outcome)
    return this.db.transaction(async (queries) => {
      const { count } = await queries.evaluationOutcome.updateMany({
        where: { runId: id, ordinal },
        data: { outcome: told, tookMs },
      })
      const done = await queries.evaluationOutcome.count({ where: { runId: id, tookMs: { not: null } } })
      const going = await queries.evaluationRun.updateMany({
        where: { id, state: 'running' },
        data: { done },
      })
      return count > 0 && going.count > 0
    })
  }

  /** How the questions fared that were asked, in their order, and how long each search took. */
  async outcomes(id: string): Promise<(QuestionOutcome & { tookMs: number })[]> {
    const rows = await this.db.run((queries) =>
      queries.evaluationOutcome.findMany({
        where: { runId: id, tookMs: { not: null } },
        orderBy: { ordinal: 'asc' },
      }),
    )
    return rows.map(({ question, outcome, tookMs }) => ({
      ...outcomeSchema.parse(outcome),
      question: goldQuestionSchema.parse(question),
      tookMs: tookMs ?? 0,
    }))
  }

  /** Ends a run that has not ended. Undefined where it has. */
  async end(
    id: string,
    state: 'done' | 'failed' | 'cancelled',
    told: Partial<RunResult> & { error?: string } = {},
  ): Promise<EvaluationRun | undefined> {
    const { passages, tools, ...rest } = told
    const [row] = await this.db.run((queries) =>
      queries.evaluationRun.updateManyAndReturn({
        where: { id, state: { in: UNFINISHED } },
        data: {
          ...{ ...rest, state, finishedAt: new Date() },
          ...(passages && { passages }),
          ...(tools && { tools }),
        },
      }),
    )
    return row ? toRun(row) : undefined
  }
}

function toRun({ goldSetId, requestedAt, finishedAt, ...row }: Row): EvaluationRun {
  return evaluationRunSchema.parse({
    ...row,
    goldSet: goldSetId,
    requestedAt: requestedAt.toISOString(),
    finishedAt: finishedAt?.toISOString() ?? null,
  })
}

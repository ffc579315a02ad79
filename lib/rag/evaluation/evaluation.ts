import 'server-only'
import type { z } from 'zod'
import type {
  changeGoldSet,
  getEvaluation,
  getGoldSet,
  importQuestions,
  listGoldSets,
  QuestionInput,
  startEvaluation,
} from '@/lib/domain/api/evaluation'
import type { EvaluationRun, GoldQuestion, GoldSet } from '@/lib/domain/evaluation'
import { type RankSettings, rankSettingsSchema } from '@/lib/domain/retrieval'
import type { EventBus } from '@/lib/events/bus'
import type { Jobs } from '@/lib/jobs/jobs'
import { AppError } from '@/lib/kit/app-error'
import type { Clock } from '@/lib/kit/clock'
import type { Logger } from '@/lib/kit/logger'
import type { EvaluationStore } from '@/lib/store/evaluations'
import type { GoldSetInput, GoldSetStore } from '@/lib/store/gold-sets'
import type { Searches } from './ask-question'
import { EVALUATION_QUEUE } from './evaluation-queue'
import { readQuestions, writeQuestions } from './question-text'
import { EvaluationRunner } from './run-evaluation'

export interface EvaluationOptions {
  goldSets: Pick<GoldSetStore, keyof GoldSetStore>
  runs: Pick<EvaluationStore, keyof EvaluationStore>
  searches: Searches
  /** How passages and tools are ranked where a run says nothing else. */
  settings: () => Promise<RankSettings>
  jobs: Pick<Jobs, 'work' | 'send'>
  bus: Pick<EventBus, 'publish'>
  clock: Clock
  logger: Logger
}

type GivenSettings = z.output<typeof startEvaluation.body>['settings']

const MAX_QUESTIONS = 5_000
/** Runs kept of each set. */
const KEEP_RUNS = 100

/** Sets of questions whose answers are known, and the measuring of retrieval by them. */
export class Evaluation {
  readonly #runner: EvaluationRunner

  constructor(private readonly options: EvaluationOptions) {
    this.#runner = new EvaluationRunner(options)
  }

  /** Takes jobs, and goes on with runs whose job is gone. */
  async start(): Promise<void> {
    const { jobs, runs } = this.options
    await jobs.work(EVALUATION_QUEUE, ({ run }, signal) => this.#runner.run(run, signal))
    for (const run of await runs.unfinished()) await jobs.send(EVALUATION_QUEUE, { run }, { key: run })
  }

  async list(): Promise<z.input<typeof listGoldSets.response>> {
    const [sets, newest] = await Promise.all([this.options.goldSets.list(), this.options.runs.newest()])
    return { items: sets.map((set) => ({ ...set, newest: newest.get(set.id) ?? null })) }
  }

  create(input: GoldSetInput): Promise<GoldSet> {
    return this.options.goldSets.create(input)
  }

  async get(id: string): Promise<z.input<typeof getGoldSet.response>> {
    const { goldSets, runs } = this.options
    const [set, items, done] = await Promise.all([goldSets.get(id), goldSets.questions(id), runs.list(id)])
    return { ...set, items, runs: done }
  }

  change(id: string, { gate, ...change }: z.output<typeof changeGoldSet.body>): Promise<GoldSet> {
    const given = Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined))
    return this.options.goldSets.change(id, { ...given, ...(gate !== undefined && { gate }) })
  }

  async remove(id: string): Promise<void> {
    const runs = await this.options.runs.list(id)
    for (const run of runs) this.#runner.abort(run.id)
    await this.options.goldSets.remove(id)
  }

  /** Throws `bad-input` for a question that expects nothing, `too-large`, `not-found`. */
  async addQuestion(id: string, input: QuestionInput): Promise<GoldQuestion> {
    const [added] = await this.options.goldSets.add(id, [expecting(input)], MAX_QUESTIONS)
    if (!added) throw new AppError('internal', 'The question was not added')
    return added
  }

  changeQuestion(id: string, question: string, input: QuestionInput): Promise<GoldQuestion> {
    return this.options.goldSets.changeQuestion(id, question, expecting(input))
  }

  removeQuestion(id: string, question: string): Promise<void> {
    return this.options.goldSets.removeQuestion(id, question)
  }

  async import(
    id: string,
    { format, text }: z.output<typeof importQuestions.body>,
  ): Promise<z.input<typeof importQuestions.response>> {
    const { questions, refused } = readQuestions(format, text)
    const added = await this.options.goldSets.add(id, questions, MAX_QUESTIONS)
    return { added: added.length, refused }
  }

  async export(id: string): Promise<{ name: string; text: string }> {
    const { name } = await this.options.goldSets.get(id)
    return { name, text: writeQuestions(await this.options.goldSets.questions(id)) }
  }

  /** Queues a run. Throws `bad-input` for a set without questions. */
  async startRun(id: string, given: GivenSettings): Promise<EvaluationRun> {
    const { goldSets, runs, jobs } = this.options
    const [set, questions] = await Promise.all([goldSets.get(id), goldSets.questions(id)])
    if (questions.length === 0) {
      throw new AppError('bad-input', `${set.name} has no questions yet: add one, or import some`)
    }
    const asked = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined))
    const settings = rankSettingsSchema.parse({ ...(await this.options.settings()), ...asked })
    const run = await runs.create(set, questions, { settings, keep: KEEP_RUNS })
    await jobs.send(EVALUATION_QUEUE, { run: run.id }, { key: run.id })
    this.#runner.tell(run)
    return run
  }

  async run(
    id: string,
    { against }: { against?: string | undefined },
  ): Promise<z.input<typeof getEvaluation.response>> {
    const { runs } = this.options
    const whole = async (one: string) => {
      const [run, outcomes] = await Promise.all([runs.get(one), runs.outcomes(one)])
      return { ...run, outcomes }
    }
    return { ...(await whole(id)), against: against === undefined ? null : await whole(against) }
  }

  /** Answers with the run as it is then: one that has ended stays as it ended. */
  async cancel(id: string): Promise<EvaluationRun> {
    const cancelled = await this.options.runs.end(id, 'cancelled')
    this.#runner.abort(id)
    if (cancelled) this.#runner.tell(cancelled)
    return cancelled ?? this.options.runs.get(id)
  }
}

function expecting(input: QuestionInput): QuestionInput {
  if (input.passages.length + input.tools.length > 0) return input
  throw new AppError('bad-input', 'A question needs a passage or a tool that a good search finds for it')
}

import 'server-only'
import type { EvaluationRun } from '@/lib/domain/evaluation'
import { AppError, isAppError, messageOf } from '@/lib/kit/app-error'
import type { RunPlan } from '@/lib/store/evaluations'
import { askQuestion, labelOf } from './ask-question'
import type { EvaluationOptions } from './evaluation'
import { passesGate } from './gate'
import { average } from './metrics'

/** Progress is told at most this often. */
const TELL_MS = 1_000

/** Asks the questions of a run one after another, each kept as it is answered. */
export class EvaluationRunner {
  readonly #running = new Map<string, AbortController>()

  constructor(
    private readonly options: Pick<EvaluationOptions, 'runs' | 'searches' | 'bus' | 'clock' | 'logger'>,
  ) {}

  /** Begins a run or goes on with it, to its end. Throws only for what a later try may mend: we stop, or the store is away. */
  async run(id: string, signal: AbortSignal): Promise<void> {
    if (!(await this.options.runs.begin(id))) return
    const own = new AbortController()
    this.#running.set(id, own)
    try {
      await this.#ask(await this.options.runs.plan(id), AbortSignal.any([signal, own.signal]))
    } catch (error) {
      if (own.signal.aborted) return
      signal.throwIfAborted()
      if (isAppError(error) && error.code === 'database-unavailable') throw error
      this.options.logger.warn({ err: error, run: id }, 'An evaluation failed')
      const failed = await this.options.runs.end(id, 'failed', { error: messageOf(error) })
      if (failed) this.tell(failed)
    } finally {
      this.#running.delete(id)
    }
  }

  /** Breaks off what runs of it in this process; another process sees it at its next question. */
  abort(id: string): void {
    this.#running.get(id)?.abort(new AppError('cancelled', 'The run was cancelled'))
  }

  tell({ id, goldSet, state, done, total }: EvaluationRun): void {
    this.options.bus.publish({ kind: 'evaluation-changed', ...{ goldSet, run: id, state, done, total } })
  }

  async #ask({ run, collections, gate }: RunPlan, signal: AbortSignal): Promise<void> {
    const { runs, searches, clock } = this.options
    const pending = await runs.pending(run.id)
    let done = run.total - pending.length
    let ranker = run.ranker
    let toldAt = -Infinity
    for (const { ordinal, question } of pending) {
      if (clock.now() - toldAt >= TELL_MS) {
        toldAt = clock.now()
        this.tell({ ...run, state: 'running', done })
      }
      const asked = await askQuestion(question, { searches, settings: run.settings, collections }, signal)
      signal.throwIfAborted()
      if (!(await runs.record(run.id, { ordinal, ...asked }))) return
      done++
      ranker = asked.ranker ? labelOf(asked.ranker) : ranker
    }
    await this.#finish(run.id, gate, ranker)
  }

  async #finish(id: string, gate: RunPlan['gate'], ranker: string): Promise<void> {
    const outcomes = await this.options.runs.outcomes(id)
    const passages = average(outcomes.flatMap((outcome) => outcome.passages ?? []))
    const tools = average(outcomes.flatMap((outcome) => outcome.tools ?? []))
    const ended = await this.options.runs.end(id, 'done', {
      ...{ passages, tools, ranker },
      medianMs: median(outcomes.map(({ tookMs }) => tookMs)),
      passedGate: passesGate(gate, { passages, tools }),
    })
    if (ended) this.tell(ended)
  }
}

function median(values: readonly number[]): number | null {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? null
}

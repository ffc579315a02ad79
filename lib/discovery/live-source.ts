import 'server-only'
import type { RunTrigger } from '@/lib/domain/discovery'
import { AppError, messageOf } from '@/lib/kit/app-error'
import type { StoredRun } from '@/lib/store/run-rows'
import { partsOf } from './parts-of'
import { failuresAfter, nextRunInMs } from './run-plan'
import type { Attempt } from './run-source'
import type { Runnable } from './runner'
import { Schedule, type ScheduleParts } from './schedule'
import type { LayeredSettings } from './settings'
import type { Source, SourceMethod, SourceParts } from './source'

export interface Arrangement {
  layered: LayeredSettings
  paused: boolean
}

export type Condition =
  | { kind: 'on' }
  | { kind: 'paused' }
  /** Nothing is read, and what was declared is let go of. */
  | { kind: 'off'; reason: string }
  /** It can't be set up as it should be: what was there goes on, or stays. */
  | { kind: 'wrong'; reason: string }

export interface LiveSourceParts extends Omit<ScheduleParts, 'ask'> {
  ask: (source: string, trigger: RunTrigger) => Promise<void>
  sourceParts: SourceParts
}

/** One method with its settings of now: the source that they make, and when that runs. */
export class LiveSource {
  layered: LayeredSettings | undefined
  condition: Condition = { kind: 'off', reason: 'Portolan is starting' }
  paused = false
  source: Source | undefined
  #schedule: Schedule | undefined
  #failures = 0
  #nextAt: string | null = null
  #started = false
  /** Whether the last run was done by this process. */
  #wasLastHere = false

  constructor(
    readonly method: SourceMethod,
    private readonly parts: LiveSourceParts,
  ) {}

  get id(): string {
    return this.method.id
  }

  get failures(): number {
    return this.#failures
  }

  /** When it runs again by itself; null when only its watch or a person starts it. */
  get nextAt(): string | null {
    return this.condition.kind === 'on' ? this.#nextAt : null
  }

  get isWatching(): boolean {
    return this.#schedule?.isWatching ?? false
  }

  /** Ready to be asked, by a person also while it is paused. */
  get runnable(): Runnable | undefined {
    const { source, layered } = this
    if (!source?.discover || this.condition.kind === 'off') return undefined
    return {
      source: {
        ...{ id: source.id, title: source.title },
        ...(source.limitMs !== undefined && { limitMs: source.limitMs }),
        discover: async (signal, { dueOnly = false } = {}) => {
          this.#schedule?.looking()
          // What another replica has seen since is newer than what is known here.
          const options = { dueOnly: dueOnly && this.#wasLastHere }
          return (await source.discover?.(signal, options)) ?? { candidates: [], problems: [] }
        },
        parts: () => partsOf({ source }),
      },
      newServers: layered?.settings?.newServers ?? 'enabled',
    }
  }

  /** Throws `bad-input` where there is nothing to run, with what to do. */
  assertRunnable(): void {
    const { source, method, condition } = this
    if (source && !source.discover) {
      throw new AppError(
        'bad-input',
        `The source “${method.title}” is not read from anywhere, so it can't be run`,
      )
    }
    if (this.runnable) return
    const reason = 'reason' in condition ? condition.reason : 'It is not set up'
    throw new AppError('bad-input', `The source “${method.title}” can't be run: ${reason}`)
  }

  /** Whether the arrangement differs from the one before; the old source is then stopped and the new one made. */
  async setUp(next: Arrangement, leave: () => Promise<void>): Promise<boolean> {
    if (this.layered && sameArrangement({ layered: this.layered, paused: this.paused }, next)) return false
    const isSameSource = this.layered !== undefined && sameSettings(this.layered, next.layered)
    const { layered, paused } = next
    if (!layered.settings && this.source) {
      // A wrong value neither widens nor ends what was set up rightly before.
      this.layered = { ...layered, settings: this.layered?.settings }
      this.paused = paused
      this.condition = { kind: 'wrong', reason: layered.errors.join('. ') }
      if (paused) await this.stop()
      return true
    }
    await this.stop()
    if (!isSameSource) await leave()
    this.layered = layered
    this.paused = paused
    if (!isSameSource || !this.source) this.#make(layered)
    else if (this.condition.kind !== 'wrong') this.condition = { kind: paused ? 'paused' : 'on' }
    if (this.#started) this.start()
    return true
  }

  /** Begins to watch, unless it is paused. */
  start(): void {
    this.#started = true
    if (!this.source?.discover || this.paused || this.condition.kind !== 'on') return
    const ask = (trigger: RunTrigger) => this.parts.ask(this.id, trigger)
    this.#schedule ??= new Schedule(this.source, { ...this.parts, ask })
    this.#schedule.start()
  }

  want(trigger: RunTrigger): void {
    this.#schedule?.want(trigger)
  }

  plan(state: Attempt['state']): { failures: number; nextAt: string | null } {
    const { clock, random } = this.parts
    const failures = failuresAfter(this.#failures, state)
    const inMs = this.source && nextRunInMs(this.source, failures, random)
    return { failures, nextAt: inMs === undefined ? null : new Date(clock.now() + inMs).toISOString() }
  }

  /** A run of this source has begun, here or elsewhere. */
  begun(): void {
    this.#schedule?.begun()
  }

  /** A run of this source has ended, here or elsewhere. */
  ended(run: StoredRun, here: boolean): void {
    // Nobody has planned after a run that never began.
    const planned = run.startedAt === null ? { ...run, ...this.plan('cancelled') } : run
    this.#wasLastHere = here
    this.recall(planned)
    this.#schedule?.ended(planned, here)
  }

  recall({ failures, nextAt }: StoredRun): void {
    this.#failures = failures
    this.#nextAt = nextAt
  }

  async stop(): Promise<void> {
    const schedule = this.#schedule
    this.#schedule = undefined
    await schedule?.stop()
  }

  #make(layered: LayeredSettings): void {
    this.source = undefined
    this.#failures = 0
    const made = this.#create(layered)
    if (typeof made === 'string') return
    this.source = made
    this.condition = { kind: this.paused ? 'paused' : 'on' }
  }

  #create(layered: LayeredSettings): Source | string {
    const { settings, errors } = layered
    if (!settings) return this.#isNot('wrong', errors.join('. '))
    if (!settings.enabled) return this.#isNot('off', 'It is switched off. Set “enabled” to use it')
    try {
      const made = this.method.create(settings, this.parts.sourceParts)
      return typeof made === 'string' ? this.#isNot('off', made) : made
    } catch (error) {
      return this.#isNot('wrong', messageOf(error))
    }
  }

  #isNot(kind: 'off' | 'wrong', reason: string): string {
    this.condition = { kind, reason }
    return reason
  }
}

function sameArrangement(one: Arrangement, other: Arrangement): boolean {
  return (
    one.paused === other.paused &&
    sameSettings(one.layered, other.layered) &&
    one.layered.warnings.join() === other.layered.warnings.join()
  )
}

/** The layer counts too: what an administrator wrote may reach more. */
function sameSettings(one: LayeredSettings, other: LayeredSettings): boolean {
  const essence = ({ values, layers, errors }: LayeredSettings) => JSON.stringify([values, layers, errors])
  return essence(one) === essence(other)
}

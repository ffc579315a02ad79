import 'server-only'
import { messageOf } from '@/lib/kit/app-error'
import type { Clock } from '@/lib/kit/clock'
import type { Logger } from '@/lib/kit/logger'
import type { Catalogue } from './catalogue'
import type { Draft } from './draft'
import { DEFAULT_GRACE, type Failing, type Grace, lapse } from './lapse'
import { methodOf } from './precedence'
import type { Writer } from './writer'

export interface FailureSettings extends Partial<Grace> {
  /** Methods whose failure says nothing of their servers: a broken file keeps its last good state for ever. */
  exempt?: readonly string[]
}

interface FailureParts {
  settings: FailureSettings | undefined
  writer: Writer
  catalogue: Catalogue
  clock: Clock
  logger: Logger
}

const EXEMPT = ['manual', 'config-file', 'environment']

/** Remembers what can't be read, whole sources and scopes, and lets its servers grow stale and leave when their time has come. */
export class Failures {
  readonly #failing = new Map<string, Failing>()
  readonly #grace: Grace
  readonly #exempt: readonly string[]
  #cancelTimer: (() => void) | undefined
  #stopped = false

  constructor(private readonly parts: FailureParts) {
    const { exempt = EXEMPT, ...grace } = parts.settings ?? {}
    this.#exempt = exempt
    this.#grace = { ...DEFAULT_GRACE, ...grace }
  }

  async failed(sourceId: string, error: unknown): Promise<void> {
    if (this.#isExempt(sourceId)) return
    const { since, scopes = new Map<string, number>() } = this.#failing.get(sourceId) ?? {}
    if (since === undefined) {
      const reason = messageOf(error)
      this.parts.logger.info({ source: sourceId, reason }, 'A source fails; its servers stay for a while')
    }
    this.#failing.set(sourceId, { since: since ?? this.parts.clock.now(), scopes })
    await this.expire()
  }

  /** It could be read, save these scopes and places. */
  async answered(sourceId: string, unreadable: readonly string[] = []): Promise<void> {
    const before = this.#failing.get(sourceId)
    this.#failing.delete(sourceId)
    if (unreadable.length === 0 || this.#isExempt(sourceId)) return
    const now = this.parts.clock.now()
    // What failed with the whole source has not been read since then.
    const sinceOf = (scope: string) => Math.min(before?.scopes.get(scope) ?? now, before?.since ?? now)
    const scopes = new Map(unreadable.map((scope) => [scope, sinceOf(scope)]))
    this.#failing.set(sourceId, { since: undefined, scopes })
    await this.expire().catch((error: unknown) => this.#tryLater(error))
  }

  forget(sourceId: string): void {
    this.#failing.delete(sourceId)
  }

  /** Forgets sources that are not among these. */
  retain(sourceIds: readonly string[]): void {
    for (const sourceId of [...this.#failing.keys()]) {
      if (!sourceIds.includes(sourceId)) this.#failing.delete(sourceId)
    }
  }

  stop(): void {
    this.#stopped = true
    this.#cancelTimer?.()
  }

  /** Ages what is due, and sets the alarm for what is due next. */
  async expire(): Promise<void> {
    const due: number[] = []
    const age = (draft: Draft) => {
      due.length = 0
      for (const [sourceId, failing] of this.#failing) {
        const names = this.parts.catalogue.claimedBy(sourceId)
        const now = this.parts.clock.now()
        const next = lapse(draft, { sourceId, names, failing, now, grace: this.#grace })
        if (next !== undefined) due.push(next)
      }
    }
    await this.parts.writer.change(age, () => undefined)
    this.#setAlarm(due)
  }

  #isExempt(sourceId: string): boolean {
    return this.#exempt.includes(methodOf(sourceId))
  }

  #setAlarm(due: number[]): void {
    this.#cancelTimer?.()
    if (due.length === 0 || this.#stopped) return
    const delayMs = Math.max(1_000, Math.min(...due) - this.parts.clock.now())
    // A timer holds at most 2^31 - 1 ms; waking up early only sets it again.
    this.#cancelTimer = this.parts.clock.after(Math.min(delayMs, 3_600_000), () => {
      void this.expire().catch((error: unknown) => this.#tryLater(error))
    })
  }

  /** The database may be away; the servers are still due when it is back. */
  #tryLater(error: unknown): void {
    if (this.#stopped) return
    this.parts.logger.warn({ err: error }, 'The servers of failing sources could not be aged; trying again')
    this.#setAlarm([this.parts.clock.now() + 30_000])
  }
}

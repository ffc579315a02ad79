import 'server-only'
import { randomUUID } from 'node:crypto'
import type { VerdictChange } from '@/lib/domain/health'
import type { Happening } from '@/lib/events/writer'
import { messageOf } from '@/lib/kit/app-error'
import { backoffDelayMs } from '@/lib/kit/backoff'
import type { Clock } from '@/lib/kit/clock'
import type { Logger } from '@/lib/kit/logger'
import type { HealthWrite } from '@/lib/store/health-states'
import type { CheckRecord } from './check-record'
import { blocksOf, type PackedChecks } from './blocks'
import type { HealthState } from './health-state'

export interface StateToSave {
  name: string
  state: HealthState
  /** Milliseconds since the epoch. */
  nextAt: number | null
}

export interface SaverOptions {
  /** Tells the events too. */
  save: (write: Omit<HealthWrite, 'replica'>) => Promise<void>
  /** The row of a server as it is at the moment of writing; undefined when it is there no more. */
  stateOf: (name: string) => StateToSave | undefined
  /** Told once the verdicts are stored. Never throws. */
  onChanges: (changes: VerdictChange[]) => Promise<void>
  clock: Clock
  logger: Logger
  random: () => number
  /** Other replicas wait to see it. */
  isShared?: boolean
  /** Checks held while the store is away, some ten bytes each; beyond it the oldest are given up. */
  capacity?: number
}

/** So long what has changed nobody's mind may wait to be written with others. */
const SAVE_EVERY_MS = 5_000
const SAVE_SHARED_EVERY_MS = 1_000
/** What changes together, as when a network fails, is written and told together. */
const SOON_MS = 100
const CAPACITY = 2_000_000
const RETRY = { firstDelayMs: 500, maxDelayMs: 10_000 }

/**
 * Writes what checks came to: one transaction for all that has gathered, with the news of it. What could not be written
 * is kept and tried again, in order, while checks go on.
 */
export class Saver {
  #records: CheckRecord[] = []
  /** What could not be written, as it was tried: a try whose answer was lost is known again by its bytes. */
  #packed: PackedChecks[] = []
  #changes: Change[] = []
  #dirty = new Set<string>()
  #gone = new Set<string>()
  #lost = 0
  #failures = 0
  #error: string | null = null
  #cancel: (() => void) | undefined
  #dueAt = Infinity
  #saving: Promise<void> | undefined
  #isHurried = false
  #stopped = false
  readonly #everyMs: number

  constructor(private readonly options: SaverOptions) {
    this.#everyMs = options.isShared ? SAVE_SHARED_EVERY_MS : SAVE_EVERY_MS
  }

  get unsaved(): number {
    return this.#packed.reduce((sum, { checks }) => sum + checks, this.#records.length)
  }

  /** Checks that were given up because the store was away for too long. */
  get lost(): number {
    return this.#lost
  }

  /** Why the newest write failed; null when it did not. */
  get error(): string | null {
    return this.#error
  }

  record(record: CheckRecord): void {
    this.#records.push(record)
    this.#schedule(this.#everyMs)
  }

  /** The server's row is to be written. */
  touch(name: string): void {
    this.#gone.delete(name)
    this.#dirty.add(name)
    this.#schedule(this.#everyMs)
  }

  changed(change: VerdictChange): void {
    this.#changes.push({ change, key: randomUUID() })
    this.touch(change.server)
    this.#schedule(SOON_MS)
  }

  forget(name: string): void {
    this.#dirty.delete(name)
    this.#gone.add(name)
    this.#schedule(this.#everyMs)
  }

  /** Somebody waits to see it. */
  soon(): void {
    this.#isHurried = true
    this.#schedule(SOON_MS)
  }

  /** Writes what is there, once; for the end, when there is no later. */
  async stop(): Promise<void> {
    this.#stopped = true
    this.#cancel?.()
    await this.#saving
    await this.#save()
    if (this.unsaved > 0)
      this.options.logger.warn({ checks: this.unsaved }, 'Checks could not be stored before the end')
  }

  #schedule(delayMs: number): void {
    const { clock } = this.options
    // While the store is away, tries come at their own pace.
    if (this.#stopped || this.#failures > 0 || this.#saving) return
    const dueAt = clock.now() + delayMs
    if (dueAt >= this.#dueAt) return
    this.#plan(delayMs)
  }

  #plan(delayMs: number): void {
    this.#cancel?.()
    this.#dueAt = this.options.clock.now() + delayMs
    this.#cancel = this.options.clock.after(delayMs, () => {
      this.#dueAt = Infinity
      this.#saving ??= this.#save().finally(() => {
        this.#saving = undefined
        this.#next()
      })
    })
  }

  #next(): void {
    if (this.#stopped) return
    if (this.#failures > 0) this.#plan(backoffDelayMs(RETRY, this.#failures, this.options.random))
    else if (this.#changes.length > 0 || this.#isHurried) this.#plan(SOON_MS)
    else if (this.#records.length + this.#dirty.size + this.#gone.size > 0) this.#plan(this.#everyMs)
  }

  async #save(): Promise<void> {
    const unsaved = this.#take()
    const { packed, changes, dirty, gone } = unsaved
    if (packed.length + changes.length + dirty.size + gone.size === 0) return
    try {
      const states = [...dirty].map(this.options.stateOf).filter((state) => state !== undefined)
      const isRepeated = this.#failures > 0
      await this.options.save({
        states,
        blocks: packed.map(({ block }) => block),
        gone: [...gone],
        isRepeated,
        events: changes.map(toHappening),
      })
    } catch (error) {
      this.#putBack(unsaved, error)
      return
    }
    if (this.#failures > 0) this.options.logger.info({ tries: this.#failures }, 'Checks are stored again')
    this.#failures = 0
    this.#error = null
    await this.options.onChanges(changes.map(({ change }) => change))
  }

  #take(): Unsaved {
    const taken = {
      packed: [...this.#packed, ...blocksOf(this.#records)],
      ...{ changes: this.#changes, dirty: this.#dirty, gone: this.#gone },
    }
    this.#records = []
    this.#packed = []
    this.#changes = []
    this.#dirty = new Set()
    this.#gone = new Set()
    this.#isHurried = false
    return taken
  }

  #putBack({ packed, changes, dirty, gone }: Unsaved, error: unknown): void {
    if (this.#failures === 0) this.options.logger.warn({ err: error }, 'Checks could not be stored yet')
    this.#failures += 1
    this.#error = messageOf(error)
    this.#packed = packed
    this.#changes = [...changes, ...this.#changes]
    // What has happened since counts more.
    for (const name of dirty) if (!this.#gone.has(name)) this.#dirty.add(name)
    for (const name of gone) if (!this.#dirty.has(name)) this.#gone.add(name)
    this.#trim()
  }

  #trim(): void {
    const { capacity = CAPACITY, logger } = this.options
    let excess = this.unsaved - capacity
    while (excess > 0) {
      const oldest = this.#packed.shift()
      if (!oldest) return
      if (this.#lost === 0)
        logger.error({ capacity }, 'Too many checks wait to be stored; the oldest are given up')
      this.#lost += oldest.checks
      excess -= oldest.checks
    }
  }
}

interface Change {
  change: VerdictChange
  /** By which the store knows its event again. */
  key: string
}

interface Unsaved {
  packed: PackedChecks[]
  changes: Change[]
  dirty: Set<string>
  gone: Set<string>
}

function toHappening({ change: { server, at, from, to, reason, silenced }, key }: Change): Happening {
  return { key, at, event: { kind: 'verdict-changed', name: server, from, verdict: to, reason, silenced } }
}

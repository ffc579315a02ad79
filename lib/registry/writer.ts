import 'server-only'
import type { ServerRecord } from '@/lib/domain/server'
import type { EventBus } from '@/lib/events/bus'
import { AppError, isAppError } from '@/lib/kit/app-error'
import type { Clock } from '@/lib/kit/clock'
import type { Logger } from '@/lib/kit/logger'
import type { Catalogue } from './catalogue'
import { sameJson } from './diff'
import { Draft, type Plan, tell } from './draft'
import { type Law, serverOf } from './effective'

/** Where records are kept. A write is one batch; it fails whole, with `revision-conflict` when another was faster. */
export interface RecordStore {
  loadAll(): Promise<ServerRecord[]>
  write(changes: Pick<Plan, 'upserts' | 'removals'>): Promise<void>
}

export interface WriterParts {
  store: RecordStore
  catalogue: Catalogue
  law: Law
  bus: EventBus
  clock: Clock
  logger: Logger
}

export interface Decision<A> {
  plan: Pick<Plan, 'upserts' | 'removals' | 'events'>
  /** The answer, made right after the plan was carried out. */
  read: () => A
}

/** Beyond this, somebody writes faster than we can read, and the caller had better know. */
const MAX_TRIES = 5

/**
 * The one way in which records change: one at a time, first in the store, then in memory, then told to others.
 * A failed write therefore leaves memory as it was.
 */
export class Writer {
  #last: Promise<unknown> = Promise.resolve()
  #stopped = false
  /** After a write that failed for an unknown reason the store may or may not have it. */
  #inDoubt = false

  constructor(private readonly parts: WriterParts) {}

  /**
   * `decide` gets the newest state and may throw to refuse; it runs again when another process has written meanwhile.
   */
  run<A>(decide: (now: string) => Decision<A>): Promise<A> {
    return this.#enqueue(() => this.#run(decide))
  }

  /** The same, with a draft to change; `read` makes the answer when it is done, before anything else is changed. */
  change<T, A>(decide: (draft: Draft) => T, read: (result: T, plan: Plan) => A): Promise<A> {
    return this.run((now) => {
      const draft = new Draft((name) => this.parts.catalogue.records.get(name), this.parts.law, now)
      const result = decide(draft)
      const plan = draft.finish()
      return { plan, read: () => read(result, plan) }
    })
  }

  /** Takes over what another process has stored, and tells what is new. */
  refresh(): Promise<void> {
    return this.#enqueue(() => this.#reload())
  }

  /** Refuses further changes and waits for those that were accepted. */
  async stop(): Promise<void> {
    this.#stopped = true
    await this.#last
  }

  #enqueue<T>(task: () => Promise<T>): Promise<T> {
    if (this.#stopped) return Promise.reject(new AppError('shutting-down', 'The registry has stopped'))
    const running = this.#last.then(task)
    this.#last = running.catch(() => undefined)
    return running
  }

  async #run<A>(decide: (now: string) => Decision<A>): Promise<A> {
    if (this.#inDoubt) await this.#reload()
    for (let tries = 1; ; tries++) {
      const { plan, read } = decide(new Date(this.parts.clock.now()).toISOString())
      if (await this.#write(plan, tries)) {
        this.parts.catalogue.commit(plan)
        this.parts.bus.publish(...plan.events)
        return read()
      }
      await this.#reload()
    }
  }

  /** False when another process was faster and it is worth trying again. */
  async #write(plan: Pick<Plan, 'upserts' | 'removals'>, tries: number): Promise<boolean> {
    if (plan.upserts.length + plan.removals.length === 0) return true
    try {
      await this.parts.store.write(plan)
      return true
    } catch (error) {
      this.#inDoubt = true
      if (!isAppError(error) || error.code !== 'revision-conflict' || tries >= MAX_TRIES) throw error
      this.parts.logger.info({ tries }, 'Another process has changed servers; reading them again')
      return false
    }
  }

  async #reload(): Promise<void> {
    const { store, catalogue, law, bus } = this.parts
    const stored = await store.loadAll()
    const names = new Set(stored.map((record) => record.name))
    const plan: Plan = {
      upserts: [],
      removals: [],
      changes: { added: [], changed: [], removed: [] },
      events: [],
    }
    for (const record of stored) {
      const before = catalogue.records.get(record.name)
      if (before && sameJson(before, record)) continue
      plan.upserts.push(record)
      tell(plan, record.name, before && serverOf(before, law), serverOf(record, law))
    }
    for (const [name, { revision }] of catalogue.records) {
      if (names.has(name)) continue
      plan.removals.push({ name, revision })
      tell(plan, name, catalogue.entry(name)?.server, undefined)
    }
    catalogue.commit(plan)
    this.#inDoubt = false
    bus.publish(...plan.events)
  }
}

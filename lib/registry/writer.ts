import 'server-only'
import type { AppEvent } from '@/lib/domain/event'
import type { ServerRecord } from '@/lib/domain/server'
import type { EventBus } from '@/lib/events/bus'
import { AppError, isAppError } from '@/lib/kit/app-error'
import type { Clock } from '@/lib/kit/clock'
import { happening } from '@/lib/kit/happening'
import type { Logger } from '@/lib/kit/logger'
import type { Catalogue } from './catalogue'
import { Draft, emptyPlan, type Plan, sameRecord, tell } from './draft'
import { type Law, serverOf } from './effective'
import type { RecordStamp, RecordStore } from './record-store'

export interface WriterParts {
  store: RecordStore
  catalogue: Catalogue
  bus: EventBus
  clock: Clock
  logger: Logger
}

export interface Decision<A> {
  plan: Pick<Plan, 'upserts' | 'removals' | 'events'> & {
    /** Taken into memory without a write. */
    moved?: Plan['moved']
    /** From now on this decides. */
    law?: Law
    /** Changes here that are stored already, and told of by whoever did. */
    echoes?: AppEvent[]
  }
  /** The answer, made right after the plan was carried out. */
  read: () => A
}

/** Beyond this, somebody writes faster than we can read, and the caller had better know. */
const MAX_TRIES = 20

/**
 * The one way in which records change: one at a time, first in the store together with what tells of it, then in memory,
 * then told to others. A failed write therefore leaves memory as it was, and no crash loses the news of one that did not.
 */
export class Writer {
  #last: Promise<unknown> = Promise.resolve()
  #stopped = false
  /** After a write that failed for an unknown reason the store may or may not have it. */
  #isInDoubt = false

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
      const { records, law } = this.parts.catalogue
      const draft = new Draft((name) => records.get(name), law, now)
      const result = decide(draft)
      const plan = draft.finish()
      return { plan, read: () => read(result, plan) }
    })
  }

  /** Reads all that is stored; what is found in it is not told as news. */
  load(): Promise<void> {
    return this.#enqueue(async () => {
      this.parts.catalogue.commit({ upserts: await this.parts.store.loadAll(), removals: [] })
    })
  }

  /** Takes over whatever is stored otherwise than it is here, and tells what is new. */
  refresh(): Promise<void> {
    return this.#enqueue(() => this.#reload())
  }

  /** The same for a few names of which another process has told. */
  takeOver(names: readonly string[]): Promise<void> {
    return this.#enqueue(async () => this.#take(names, await this.parts.store.load(names)))
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
    if (this.#isInDoubt) await this.#reload()
    for (let tries = 1; ; tries++) {
      const { plan, read } = decide(this.#now())
      if (await this.#carryOut(plan, tries)) {
        this.parts.bus.echo(...(plan.echoes ?? []))
        return read()
      }
      await this.#reload()
    }
  }

  /** False when another process was faster and it is worth trying again. */
  async #carryOut(plan: Decision<unknown>['plan'], tries: number): Promise<boolean> {
    const { bus, store } = this.parts
    if (plan.upserts.length + plan.removals.length === 0) {
      bus.publish(...plan.events, ...this.#adopt(plan))
      return true
    }
    const ms = this.parts.clock.now()
    const news = plan.events.map((event) => happening(event, ms))
    let waiting: AppEvent[] = []
    try {
      await bus.publishWith(async () => {
        const stored = await store.write(plan, news)
        waiting = this.#adopt(plan)
        return stored
      })
    } catch (error) {
      await this.#afterFailure(error, tries)
      return false
    }
    bus.publish(...waiting)
    return true
  }

  /** Throws it, unless it is worth trying again. */
  async #afterFailure(error: unknown, tries: number): Promise<void> {
    if (!isAppError(error) || error.code !== 'revision-conflict') {
      this.#isInDoubt = true
      throw error
    }
    if (tries < MAX_TRIES) {
      this.parts.logger.info({ tries }, 'Another process has changed servers; reading them again')
      return
    }
    await this.#reload()
    throw error
  }

  async #reload(): Promise<void> {
    const { store, catalogue } = this.parts
    const stamps = new Map((await store.stamps()).map((stamp) => [stamp.name, stamp]))
    const isHere = ({ name, revision, updatedAt }: RecordStamp) => {
      const here = catalogue.records.get(name)
      return here?.revision === revision && here.updatedAt === updatedAt
    }
    const differing = [...stamps.values()].filter((stamp) => !isHere(stamp)).map(({ name }) => name)
    const gone = [...catalogue.records.keys()].filter((name) => !stamps.has(name))
    const names = [...differing, ...gone]
    this.#take(names, differing.length === 0 ? [] : await store.load(differing))
    this.#isInDoubt = false
  }

  /** What is stored under these names becomes what is here. Whoever wrote it has stored the news of it as well. */
  #take(names: readonly string[], stored: readonly ServerRecord[]): void {
    const { bus, catalogue } = this.parts
    const { records, law } = catalogue
    const found = new Map(stored.map((record) => [record.name, record]))
    const plan = emptyPlan()
    for (const name of names) {
      const [before, after] = [records.get(name), found.get(name)]
      if (sameRecord(before, after)) continue
      if (after) plan.upserts.push(after)
      else if (before) plan.removals.push({ name, revision: before.revision })
      tell(plan, name, before && serverOf(before, law), after && serverOf(after, law))
    }
    bus.echo(...plan.events, ...this.#commit(plan))
  }

  /** Into memory. Also tells what waits for a person's word now. */
  #adopt({ law, upserts, moved = [], removals }: Decision<unknown>['plan']): AppEvent[] {
    if (law) this.parts.catalogue.adopt(law)
    return this.#commit({ upserts: [...upserts, ...moved], removals })
  }

  /** Also tells of which sources something else waits for a person's word than before. */
  #commit(plan: Pick<Plan, 'upserts' | 'removals'>): AppEvent[] {
    const { catalogue } = this.parts
    const sources = catalogue.commit(plan)
    return sources.map((source) => {
      return { kind: 'held-changed', source, held: catalogue.sourceCounts(source).held }
    })
  }

  #now(): string {
    return new Date(this.parts.clock.now()).toISOString()
  }
}

import 'server-only'
import type { HeldTool, Tool } from '@/lib/domain/capability'
import type { AppEvent } from '@/lib/domain/event'
import type { ConnectionPolicy } from '@/lib/domain/server'
import type { EventBus } from '@/lib/events/bus'
import type { Happening } from '@/lib/events/writer'
import { AppError, messageOf } from '@/lib/kit/app-error'
import type { Clock } from '@/lib/kit/clock'
import { happening } from '@/lib/kit/happening'
import type { Fingerprinted, ToolBaselineStore } from '@/lib/store/tool-baselines'
import { asAppError } from './failure'
import { compareTools, type Drifted } from './drift'

export type Baselines = Pick<ToolBaselineStore, 'of' | 'learn' | 'accept' | 'hold' | 'release' | 'forget'>

export interface DriftWatchOptions {
  clock: Clock
  /** Without, nothing is compared. */
  store: Baselines | undefined
  server: () => string
  policy: () => ConnectionPolicy['toolDrift']
  publishWith: EventBus['publishWith']
  onTrouble: (text: string) => void
}

interface Held {
  view: HeldTool
  /** The fingerprint of what it was to say. */
  from: string
  now: Fingerprinted
}

/** Notices when a server says something else of a tool than before, and keeps such a tool from use where that is wanted. */
export class DriftWatch {
  #held = new Map<string, Held>()
  #trouble: AppError | undefined
  #comparing: Promise<void> = Promise.resolve()

  constructor(private readonly options: DriftWatchOptions) {}

  /** By name. */
  held(): HeldTool[] {
    return [...this.#held.values()].map(({ view }) => view).sort((a, b) => (a.tool < b.tool ? -1 : 1))
  }

  /** Compares a list that was just read; what is asked afterwards waits for it. Never rejects. */
  compare(tools: readonly Tool[]): Promise<void> {
    const { store, onTrouble } = this.options
    if (!store) return Promise.resolve()
    this.#comparing = this.#comparing.then(async () => {
      try {
        await this.#compare(store, tools)
        this.#trouble = undefined
      } catch (error) {
        this.#trouble = asAppError(error)
        onTrouble(`Could not compare the tools with what they were: ${messageOf(error)}`)
      }
    })
    return this.#comparing
  }

  settled(): Promise<void> {
    return this.#comparing
  }

  /** Rejects with `forbidden` where the tool is held. */
  async assertCallable(tool: string): Promise<void> {
    if (this.options.policy() !== 'hold') return
    await this.#comparing
    // Whether it has changed is not known, and what is not known is not let through.
    if (this.#trouble !== undefined) throw this.#trouble
    const held = this.#held.get(tool)
    if (!held) return
    const message =
      `${this.options.server()} says something else of ${tool} than before (${held.view.changed.join(', ')}), ` +
      'so it is held. Look at the change on the page of its tools, and approve it there.'
    throw new AppError('forbidden', message, { details: { held: true, changed: held.view.changed } })
  }

  /** Lets a held tool be called as it is now. Rejects with `not-found` where it is not held. */
  async approve(tool: string): Promise<void> {
    await this.#comparing
    const { store, server, publishWith } = this.options
    const held = this.#held.get(tool)
    if (!store || !held) throw new AppError('not-found', `${server()} has no tool ${tool} that is held`)
    const approved = this.#news({ kind: 'tool-approved', name: server(), tool })
    await publishWith(() => store.accept(server(), held.from, held.now, approved))
    this.#held.delete(tool)
  }

  async #compare(store: Baselines, tools: readonly Tool[]): Promise<void> {
    const { server, policy, publishWith } = this.options
    const { fresh, drifted, returned } = compareTools(tools, await store.of(server()))
    await store.learn(server(), fresh)
    for (const tool of returned) await store.release(server(), tool)
    const held = new Map<string, Held>()
    for (const one of drifted) {
      if (policy() === 'hold') held.set(one.baseline.tool, await this.#hold(store, one))
      else {
        const drifted = this.#driftOf(one, false)
        await publishWith(() => store.accept(server(), one.baseline.fingerprint, one.now, drifted))
      }
    }
    this.#held = held
  }

  async #hold(store: Baselines, one: Drifted): Promise<Held> {
    const { baseline, now, changed } = one
    const { pending } = baseline
    const since =
      pending?.fingerprint === now.fingerprint
        ? pending.since
        : new Date(this.options.clock.now()).toISOString()
    const { server, publishWith } = this.options
    const drifted = this.#driftOf(one, true)
    await publishWith(() => store.hold(server(), baseline.fingerprint, { ...now, since }, drifted))
    const view = { tool: baseline.tool, since, changed, before: baseline.definition, after: now.definition }
    return { view, from: baseline.fingerprint, now }
  }

  #driftOf({ baseline: { tool }, changed }: Drifted, held: boolean): Happening {
    return this.#news({ kind: 'tool-drifted', name: this.options.server(), tool, changed, held })
  }

  #news(event: AppEvent): Happening {
    return happening(event, this.options.clock.now())
  }
}

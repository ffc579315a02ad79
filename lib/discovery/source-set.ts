import 'server-only'
import type { SourceView } from '@/lib/domain/discovery'
import type { EventBus } from '@/lib/events/bus'
import { AppError } from '@/lib/kit/app-error'
import { happening } from '@/lib/kit/happening'
import type { StoredRun } from '@/lib/store/run-rows'
import { LiveSource, type LiveSourceParts } from './live-source'
import { assertValid, patchValues } from './page-settings'
import type { SnapshotSink } from './run'
import type { Setup } from './setup'
import type { SourceMethod, SourceParts } from './source'
import { viewOf } from './view'

export interface SourceSetParts extends Omit<LiveSourceParts, 'sourceParts'> {
  methods: readonly SourceMethod[]
  setup: Setup
  registry: SnapshotSink
  bus: Pick<EventBus, 'publishWith'>
  sourceParts: SourceParts
  isPageTrusted: boolean
  /** Ends what goes on of a source whose settings are no longer those. */
  leave: (source: string) => Promise<void>
}

export interface SourceChange {
  paused?: boolean | undefined
  settings?: SourceView['settings']['values'] | undefined
}

/** All sources, each as its settings of now make it. */
export class SourceSet {
  readonly #all: ReadonlyMap<string, LiveSource>
  #order = ''
  /** Undefined until the registry knows. */
  #kept: string | undefined
  #isArranged = false
  /** One rearrangement at a time. */
  #last: Promise<unknown> = Promise.resolve()

  constructor(private readonly parts: SourceSetParts) {
    const { methods } = parts
    const liveParts = (method: SourceMethod) => ({ ...parts, sourceParts: this.#partsOf(method) })
    this.#all = new Map(methods.map((method) => [method.id, new LiveSource(method, liveParts(method))]))
  }

  /** Highest precedence first. */
  get all(): LiveSource[] {
    const order = this.parts.setup.precedence()
    const rankOf = ({ id }: LiveSource) => (order.includes(id) ? order.indexOf(id) : order.length)
    return [...this.#all.values()].toSorted((one, other) => rankOf(one) - rankOf(other))
  }

  find(id: string): LiveSource | undefined {
    return this.#all.get(id)
  }

  /** Throws `not-found`. */
  get(id: string): LiveSource {
    const live = this.#all.get(id)
    if (!live) throw new AppError('not-found', `There is no source ${id}`)
    return live
  }

  /** Lets every source become what its settings say now; answers with those that are read anew because of it. */
  arrange(): Promise<LiveSource[]> {
    return this.#inTurn(() => this.#arrange())
  }

  /** Changes what people set on the page about a source, and tells so. Throws `not-found`, `bad-input`. */
  change(id: string, { paused, settings }: SourceChange): Promise<LiveSource[]> {
    return this.#inTurn(async () => {
      const live = this.get(id)
      const { setup, bus, clock } = this.parts
      const { method } = live
      if (live.source && !live.source.discover) {
        throw new AppError(
          'bad-input',
          `There is nothing to set about “${method.title}”: it is not read from anywhere`,
        )
      }
      const page = setup.page(id)
      const values = patchValues(method, page.values, settings ?? {}, live.layered?.values ?? {})
      const next = { paused: paused ?? page.paused, values }
      if (settings) assertValid(method, settings, setup.layered(method, next))
      const news = happening({ kind: 'source-changed' as const, source: id }, clock.now())
      let changed: LiveSource[] = []
      await bus.publishWith(async () => {
        const stored = await setup.save(id, next, [news])
        changed = await this.#arrange()
        return stored
      })
      return changed
    })
  }

  /** Tells the registry what it could not be told before. */
  settle(): Promise<void> {
    return this.#inTurn(() => this.#tellRegistry())
  }

  /** `runs` are the newest of every source. */
  view(live: LiveSource, runs: { last: StoredRun[]; current: StoredRun[] }): SourceView {
    const isOf = ({ source }: StoredRun) => source === live.id
    const [last, current] = [runs.last.find(isOf), runs.current.find(isOf)]
    const { setup, registry } = this.parts
    // Where a person looks for what a file or a variable says.
    const strays = live.id === 'config-file' ? setup.strays() : []
    return viewOf({ live, counts: registry.sourceCounts(live.id), last, current, strays })
  }

  async stop(): Promise<void> {
    await Promise.all([...this.#all.values()].map((live) => live.stop()))
  }

  #inTurn<T>(task: () => Promise<T>): Promise<T> {
    const mine = this.#last.then(task)
    this.#last = mine.catch(() => undefined)
    return mine
  }

  async #arrange(): Promise<LiveSource[]> {
    const { setup, leave, registry } = this.parts
    const changed: LiveSource[] = []
    for (const live of this.#all.values()) {
      const next = { layered: setup.layered(live.method), paused: setup.page(live.id).paused }
      if (await live.setUp(next, () => leave(live.id))) changed.push(live)
      if (live.paused) registry.sourcePaused(live.id)
    }
    this.#isArranged = true
    await this.#tellRegistry()
    return changed.filter(({ condition }) => condition.kind === 'on')
  }

  /** After the sources have changed, so that nothing comes in any more of one that was let go of. */
  async #tellRegistry(): Promise<void> {
    const { setup, registry } = this.parts
    const order = setup.precedence()
    if (order.join() !== this.#order) {
      await registry.setPrecedence(order)
      this.#order = order.join()
    }
    if (!this.#isArranged) return
    const kept = [...this.#all.values()]
      .filter(({ condition }) => condition.kind !== 'off')
      .map(({ id }) => id)
    if (kept.join() !== this.#kept) {
      await registry.retain(kept)
      this.#kept = kept.join()
    }
  }

  /** A text that stands in a file or in the environment was written by an administrator. */
  #partsOf(method: SourceMethod): SourceParts {
    const { sourceParts, setup, isPageTrusted } = this.parts
    const { reach, logger } = sourceParts
    return {
      ...sourceParts,
      logger: logger.child({ source: method.id }),
      reach: {
        allowed: reach?.allowed ?? [],
        isTrusted: (text) => isPageTrusted || setup.administratorsTexts(method).has(text),
      },
    }
  }
}

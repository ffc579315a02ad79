import 'server-only'
import { setImmediate } from 'node:timers/promises'
import type { Source, SourceParts } from '@/lib/discovery/source'
import type { SourcePart } from '@/lib/domain/discovery'
import type { Snapshot } from '@/lib/domain/snapshot'
import { AppError } from '@/lib/kit/app-error'
import { orAborted } from '@/lib/kit/deadline'
import { Cluster, type Scope } from './cluster'
import {
  type ConfigPlace,
  configPlaces,
  currentContext,
  loadConfig,
  type PlacedContexts,
} from './load-config'
import type { ObjectReading } from './objects/reading'
import type { KubernetesSettings } from './settings'
import { snapshotOf } from './snapshot-of'
import { DEFAULT_TIMINGS, type Timings } from './timings'

export type KubernetesParts = Pick<SourceParts, 'readServers' | 'variable' | 'clock' | 'logger'>

/** Reading many objects gives way to others after so many ms. */
const READ_SLICE_MS = 10
/** A run asks those again that failed, unless they were asked only now. */
const RETRY_NOT_WITHIN_MS = 5_000

/** The clusters that the settings name: watched while `watch` runs, and read from what the watches keep. */
export class KubernetesSource implements Source {
  readonly id = 'kubernetes'
  readonly title = 'Kubernetes'
  #live: Promise<readonly Cluster[]> | undefined
  #clusters: readonly Cluster[] = []
  #notify: () => void = () => undefined
  /** Whether a run has been answered, so that what changes now is news. */
  #told = false
  #cancelNotice: (() => void) | undefined

  constructor(
    private readonly settings: KubernetesSettings,
    private readonly own: KubernetesParts,
    private readonly timings: Timings = DEFAULT_TIMINGS,
    private readonly random: () => number = Math.random,
  ) {}

  /** Waits for the first list of each kind. Throws when nothing at all can be read. */
  async discover(signal: AbortSignal): Promise<Snapshot> {
    if (this.#live) return this.#read(await orAborted(this.#live, signal), signal)
    using once = this.#until(signal)
    const clusters = await orAborted(this.#open(once.signal), signal)
    const running = Promise.all(clusters.map((cluster) => cluster.run()))
    try {
      return await this.#read(clusters, signal)
    } finally {
      once.abort()
      await running
    }
  }

  async watch(onChange: () => void, signal: AbortSignal): Promise<void> {
    using all = this.#until(signal)
    const live = this.#open(all.signal)
    this.#live = live
    this.#told = false
    this.#notify = onChange
    try {
      const clusters = await live
      await Promise.all(clusters.map((cluster) => cluster.run()))
    } finally {
      this.#cancelNotice?.()
      this.#cancelNotice = undefined
      if (this.#live === live) this.#live = undefined
    }
  }

  parts(): SourcePart[] {
    return this.#clusters.flatMap((cluster) => cluster.sourceParts())
  }

  async #open(signal: AbortSignal): Promise<readonly Cluster[]> {
    const { settings, own, timings, random } = this
    const places = configPlaces({ ...settings, variable: own.variable })
    const placed = await Promise.all(places.map(contextsIn)).then((all) => all.flat())
    const make = ({ context, place }: PlacedContext) =>
      new Cluster({
        ...own,
        context,
        settings,
        severalClusters: placed.length > 1,
        timings,
        random,
        signal,
        loadConfig: () => loadConfig(place),
        onChange: () => this.#changed(),
      })
    this.#clusters = placed.map(make)
    return this.#clusters
  }

  async #read(clusters: readonly Cluster[], signal: AbortSignal): Promise<Snapshot> {
    const scopes = clusters.flatMap((cluster) => cluster.scopes)
    for (const { reflector } of scopes) reflector.retry(RETRY_NOT_WITHIN_MS)
    await this.#firstLists(scopes, signal)
    // From here on a change is one that this answer may lack.
    this.#told = true
    const readings = await unhurried(clusters, signal)
    return snapshotOf(scopes, readings)
  }

  /** One that is slow, or a cluster that does not answer, does not keep the others from being told. */
  async #firstLists(scopes: readonly Scope[], signal: AbortSignal): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<undefined>()
    const cancel = this.own.clock.after(this.timings.firstListMs, () => resolve(undefined))
    const all = Promise.all(scopes.map(({ reflector }) => reflector.settled))
    await orAborted(Promise.race([all, promise]), signal).finally(cancel)
  }

  /** Many changes are told as one, a moment after the first. */
  #changed(): void {
    if (!this.#told || !this.#live) return
    this.#cancelNotice ??= this.own.clock.after(this.timings.coalesceMs, () => {
      this.#cancelNotice = undefined
      this.#notify()
    })
  }

  #until(parent: AbortSignal): { signal: AbortSignal; abort: () => void } & Disposable {
    const controller = new AbortController()
    const abort = () => controller.abort(new AppError('cancelled', 'Nobody watches the clusters any more'))
    if (parent.aborted) abort()
    parent.addEventListener('abort', abort, { once: true })
    const letGo = () => {
      parent.removeEventListener('abort', abort)
      abort()
    }
    return { signal: controller.signal, abort, [Symbol.dispose]: letGo }
  }
}

interface PlacedContext {
  context: string
  place: ConfigPlace
}

async function contextsIn({ place, contexts }: PlacedContexts): Promise<PlacedContext[]> {
  const named = contexts.length > 0 ? contexts : [await currentContext(place)]
  return named.map((context) => ({ context, place }))
}

/** Reads what has changed, giving way to others in between: thousands of objects take a second. */
async function unhurried(clusters: readonly Cluster[], signal: AbortSignal): Promise<ObjectReading[]> {
  for (const cluster of clusters) {
    const readings = cluster.readings()
    while (!readFor(readings, READ_SLICE_MS)) {
      await setImmediate()
      signal.throwIfAborted()
    }
  }
  // All at once, so that what came meanwhile is whole.
  return clusters.flatMap((cluster) => [...cluster.readings()])
}

/** Whether it came to the end in that time. */
function readFor(readings: Iterator<unknown>, ms: number): boolean {
  const end = performance.now() + ms
  while (performance.now() < end) if (readings.next().done) return true
  return false
}

import 'server-only'
import { isAppError } from '@/lib/kit/app-error'
import { backoffDelayMs } from '@/lib/kit/backoff'
import type { Clock } from '@/lib/kit/clock'
import { ApiError, explain, statusOf } from './api-error'
import { type ClusterClient, type Query, translate } from './client'
import { metaOf } from './kube-object'
import { list } from './list'
import type { Store } from './object-store'
import type { KubernetesKind } from './objects/kinds'
import { failed, listed, type ReflectorState, watching } from './reflector-state'
import type { ServedVersions } from './served-versions'
import type { Timings } from './timings'
import { readEvents } from './watch-stream'

export interface ReflectorParts {
  kind: KubernetesKind
  /** Undefined: all of them. */
  namespace: string | undefined
  /** Label selector, of the kind and of the settings. */
  selector: string | undefined
  context: string
  client: ClusterClient
  versions: ServedVersions
  store: Store
  clock: Clock
  random: () => number
  timings: Timings
  /** Everything is listed again after so many ms; 0 is never. */
  relistMs: number
  /** Hears of each other state, and whether it changes what can be told of the cluster. */
  onState: (state: ReflectorState, matters: boolean) => void
  signal: AbortSignal
}

interface Position {
  path: string
  resourceVersion: string
}

/**
 * Keeps a store equal to what the API server has of one kind: list, then watch from that version on; resumed when it is
 * cut, listed again when the version is gone (410), tried again with growing pauses for as long as the signal lets it.
 * Source: Kubernetes, "Efficient detection of changes"; client-go's Reflector.
 */
export class Reflector {
  readonly #settled = Promise.withResolvers<undefined>()
  #state: ReflectorState
  #readable = false
  #failures = 0
  #lastAttemptAt = 0
  #listedAt = 0
  /** When the cluster first said that it lacks the kind, since it last had it. */
  #missedSince: number | undefined
  /** Undefined: to be listed. */
  #from: Position | undefined
  #wake: () => void = () => undefined

  constructor(readonly parts: ReflectorParts) {
    this.#state = { kind: 'connecting', since: parts.clock.now() }
  }

  get state(): ReflectorState {
    return this.#state
  }

  /** Whether the store is what the cluster has, or had a moment ago. */
  get readable(): boolean {
    return this.#readable
  }

  /** Resolves when it has had its first answer, good or bad. */
  get settled(): Promise<void> {
    return this.#settled.promise
  }

  /** Until the signal aborts; never rejects. */
  async run(): Promise<void> {
    while (!this.#isOver()) {
      this.#lastAttemptAt = this.parts.clock.now()
      const pauseMs = await this.#attempt()
      this.#settled.resolve(undefined)
      if (pauseMs > 0) await this.#pause(pauseMs)
    }
    this.#settled.resolve(undefined)
  }

  /** Asks again now if it waits after a failure, and has not asked in the last `notWithinMs`. */
  retry(notWithinMs: number): void {
    const waits = this.#state.kind === 'failing' || this.#state.kind === 'absent'
    if (waits && this.parts.clock.now() - this.#lastAttemptAt >= notWithinMs) this.#wake()
  }

  /** One list, or one watch to its end; resolves to the pause before the next, in ms. */
  async #attempt(): Promise<number> {
    const from = this.#from
    try {
      if (!from) return await this.#list()
      await this.#watch(from)
      return this.#ended()
    } catch (error) {
      if (this.#isOver()) return 0
      return from ? this.#watchFailed(error) : this.#listFailed(error)
    }
  }

  async #list(): Promise<number> {
    const { kind, client, versions, store, clock, signal } = this.parts
    const version = await versions.find(kind)
    if (version === undefined) return this.#absent()
    const path = this.#path(version)
    let items: unknown[] = []
    const onItem = (item: unknown) => {
      const kept = store.sift(item)
      if (kept !== undefined) items.push(kept)
    }
    const onRestart = () => {
      items = []
    }
    const resourceVersion = await list(client, { path, query: this.#selection(), onItem, onRestart, signal })
    this.#from = { path, resourceVersion }
    this.#listedAt = clock.now()
    this.#missedSince = undefined
    store.replace(items)
    this.#become(listed(this.#state, clock.now()), true)
    return 0
  }

  async #watch(from: Position): Promise<void> {
    const { client, store, clock, signal, timings, random } = this.parts
    const timeoutSeconds = Math.max(1, Math.round((timings.watchMs * (1 - random() / 5)) / 1_000))
    const { path, resourceVersion } = from
    const query = {
      watch: true,
      allowWatchBookmarks: true,
      resourceVersion,
      timeoutSeconds,
      ...this.#selection(),
    }
    const body = await client.openStream(path, query, signal)
    this.#become(watching(this.#state, clock.now()), true)
    try {
      for await (const event of readEvents(body)) {
        if (event.type === 'ERROR') throw event.error
        if (event.type === 'DELETED') store.remove(event.object)
        else if (event.type !== 'BOOKMARK') store.put(event.object)
        from.resourceVersion = metaOf(event.object).resourceVersion || from.resourceVersion
      }
    } catch (error) {
      throw translate(error, signal)
    } finally {
      body.destroy()
    }
  }

  /** The API server ends each watch after a while, which is no failure unless it does so at once. */
  #ended(): number {
    const { clock, relistMs, timings, random } = this.parts
    if (relistMs > 0 && clock.now() - this.#listedAt >= relistMs) this.#from = undefined
    if (this.#wasStable()) this.#failures = 0
    else this.#failures++
    return this.#failures === 0 ? 0 : backoffDelayMs(timings.retry, this.#failures, random)
  }

  #watchFailed(error: unknown): number {
    const status = statusOf(error)
    this.#failures = this.#wasStable() ? 1 : this.#failures + 1
    const isFirst = this.#failures === 1
    const isCut = status === undefined && isAppError(error) && error.code !== 'protocol-error'
    // Cut once, it is resumed. After an outage the cluster may be another one, restored or new: only a list is safe.
    if (!isCut || !isFirst) this.#from = undefined
    if (status === 410 && isFirst) return 0
    const pauseMs = this.#pauseAfter(error)
    const reason = explain(error, { ...this.parts, verb: 'watch' })
    if (isFirst && status !== 403) {
      this.#become({ kind: 'connecting', since: this.parts.clock.now(), reason }, this.#readable)
      return pauseMs
    }
    this.#fail('watch', reason, pauseMs, this.#readable && !isCut)
    return pauseMs
  }

  #listFailed(error: unknown): number {
    if (this.parts.kind.optional && statusOf(error) === 404) return this.#absent()
    this.#failures++
    const pauseMs = this.#pauseAfter(error)
    this.#fail('list', explain(error, { ...this.parts, verb: 'list' }), pauseMs, false)
    return pauseMs
  }

  /** While an API server starts it may say so of kinds that it has, so of one that had objects it must say so twice. */
  #absent(): number {
    const { store, clock, timings, random } = this.parts
    const now = clock.now()
    const pauseMs = timings.probeMs * (0.8 + random() * 0.4)
    this.#missedSince ??= now
    this.#failures = 0
    if (store.size > 0 && now - this.#missedSince < timings.probeMs / 2) {
      const reason =
        'The cluster says that it lacks this kind, of which it had objects; it is asked once more'
      this.#become({ kind: 'connecting', since: now, reason }, false)
      return pauseMs
    }
    store.replace([])
    this.#become(this.#state.kind === 'absent' ? this.#state : { kind: 'absent', since: now }, true)
    return pauseMs
  }

  #fail(phase: 'list' | 'watch', reason: string, pauseMs: number, readable: boolean): void {
    const now = this.parts.clock.now()
    const failure = { phase, reason, attempt: this.#failures, retryAt: now + pauseMs }
    this.#become(failed(this.#state, failure, now), readable)
  }

  #become(state: ReflectorState, readable: boolean): void {
    const before = this.#state
    const matters = readable !== this.#readable || isTrouble(state) !== isTrouble(before)
    this.#state = state
    this.#readable = readable
    if (matters || state.kind !== before.kind) this.parts.onState(state, matters)
  }

  #wasStable(): boolean {
    return this.parts.clock.now() - this.#lastAttemptAt >= this.parts.timings.stableMs
  }

  #pauseAfter(error: unknown): number {
    const pauseMs = backoffDelayMs(this.parts.timings.retry, this.#failures, this.parts.random)
    return Math.max(pauseMs, error instanceof ApiError ? (error.retryAfterMs ?? 0) : 0)
  }

  #path(version: string): string {
    const { kind, namespace } = this.parts
    const root = kind.group === '' ? `/api/${version}` : `/apis/${kind.group}/${version}`
    return namespace === undefined
      ? `${root}/${kind.plural}`
      : `${root}/namespaces/${namespace}/${kind.plural}`
  }

  #selection(): Query {
    return { labelSelector: this.parts.selector }
  }

  #isOver(): boolean {
    return this.parts.signal.aborted
  }

  async #pause(ms: number): Promise<void> {
    const { clock, signal } = this.parts
    if (signal.aborted) return
    const { promise, resolve } = Promise.withResolvers<undefined>()
    this.#wake = () => resolve(undefined)
    const cancel = clock.after(ms, this.#wake)
    signal.addEventListener('abort', this.#wake, { once: true })
    await promise
    cancel()
    signal.removeEventListener('abort', this.#wake)
  }
}

function isTrouble({ kind }: ReflectorState): boolean {
  return kind === 'failing' || kind === 'absent'
}

import 'server-only'
import type { KubeConfig } from '@kubernetes/client-node'
import type { ReadServers } from '@/lib/discovery/source'
import type { SourcePart } from '@/lib/domain/discovery'
import type { Clock } from '@/lib/kit/clock'
import type { Logger } from '@/lib/kit/logger'
import { ClusterClient } from './client'
import { ObjectStore } from './object-store'
import { KINDS, type KubernetesKind } from './objects/kinds'
import { readObject } from './objects/read-object'
import type { ObjectContext, ObjectReading } from './objects/reading'
import { ReadinessIndex } from './objects/readiness'
import { partOf } from './part'
import { Reflector } from './reflector'
import { ServedVersions } from './served-versions'
import type { KubernetesSettings } from './settings'
import { SliceStore } from './slice-store'
import type { Timings } from './timings'

export interface ClusterParts {
  context: string
  loadConfig: () => Promise<KubeConfig>
  settings: KubernetesSettings
  severalClusters: boolean
  readServers: ReadServers
  clock: Clock
  logger: Logger
  random: () => number
  timings: Timings
  /** What can be told of the cluster is different now. */
  onChange: () => void
  signal: AbortSignal
}

/** What is read as one and fails as one: a kind of object in one cluster, or in one of its namespaces. */
export interface Scope {
  readonly name: string
  readonly kind: KubernetesKind
  readonly reflector: Reflector
  /** Absent where the objects declare nothing themselves. */
  readonly objects?: ObjectStore
}

/** One cluster: a reflector for each kind, in all namespaces or in each of those that are named. */
export class Cluster {
  readonly scopes: readonly Scope[]
  readonly #client: ClusterClient
  readonly #versions: ServedVersions
  readonly #index = new ReadinessIndex()

  constructor(private readonly parts: ClusterParts) {
    const { settings, clock, timings, signal } = parts
    this.#client = new ClusterClient(parts)
    this.#versions = new ServedVersions(this.#client, clock, timings.probeMs / 2, signal)
    const namespaces = settings.namespaces.length > 0 ? [...new Set(settings.namespaces)] : [undefined]
    const kinds = KINDS.filter((kind) => isWanted(kind, settings))
    this.scopes = namespaces.flatMap((namespace) => kinds.map((kind) => this.#scope(kind, namespace)))
  }

  /** Until the signal aborts; then no connection is left. */
  async run(): Promise<void> {
    await Promise.all(this.scopes.map(({ reflector }) => reflector.run()))
    await this.#client.stop()
  }

  sourceParts(): SourcePart[] {
    return this.scopes.map((scope) => partOf(scope, this.parts.clock.now()))
  }

  /** What every object came to; those that changed are read now. Hands over after each object, so that others may run. */
  *readings(): Generator<ObjectReading> {
    for (const scope of this.scopes) {
      const context = this.#contextOf(scope.name)
      for (const entry of scope.objects?.entries() ?? []) {
        entry.reading ??= readObject(scope.kind, entry.object, context)
        yield entry.reading
      }
    }
  }

  #contextOf(scope: string): ObjectContext {
    const { context, severalClusters, readServers } = this.parts
    const readiness: ObjectContext['readiness'] = (namespace, service) => this.#index.get(namespace, service)
    return { cluster: context, severalClusters, scope, readServers, readiness }
  }

  #scope(kind: KubernetesKind, namespace: string | undefined): Scope {
    const { context, settings, logger, onChange } = this.parts
    const name = [context, kind.id, ...(namespace === undefined ? [] : [namespace])].join(' · ')
    const isReadiness = kind.role === 'readiness'
    const objects = isReadiness ? undefined : new ObjectStore(kind, onChange)
    const selector = isReadiness ? [] : [kind.selector, settings.labelSelector]
    const reflector = new Reflector({
      ...this.parts,
      kind,
      namespace,
      selector: selector.filter(Boolean).join(',') || undefined,
      client: this.#client,
      versions: this.#versions,
      store: objects ?? new SliceStore(this.#index, (service) => this.#readinessChanged(service)),
      relistMs: settings.relistSeconds * 1_000,
      onState: (state, matters) => {
        logger[state.kind === 'failing' ? 'warn' : 'debug']({ scope: name, ...state }, 'A watch of a cluster')
        if (matters) onChange()
        if (state.kind === 'ok') this.#tryOthers()
      },
    })
    return { name, kind, reflector, ...(objects && { objects }) }
  }

  /** Where one gets through, those that wait after a failure need wait no longer. */
  #tryOthers(): void {
    for (const { reflector } of this.scopes) reflector.retry(1_000)
  }

  #readinessChanged(service: string): void {
    for (const { kind, objects } of this.scopes) if (kind.id === 'services') objects?.invalidate(service)
  }
}

function isWanted(kind: (typeof KINDS)[number], { kinds, readiness }: KubernetesSettings): boolean {
  if (kind.role === 'readiness') return readiness && kinds.includes('services')
  return kinds.includes(kind.id)
}

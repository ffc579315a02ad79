import { randomUUID } from 'node:crypto'
import { Emitter } from '@/lib/kit/emitter'
import type { KubeObject } from './kube-object'
import { expired, notFound, StatusError } from './status'

export interface Change {
  revision: number
  type: 'ADDED' | 'MODIFIED' | 'DELETED'
  /** `group/plural`. */
  resource: string
  object: KubeObject
  /** What it was before, for a selector that it no longer matches. */
  previous: KubeObject | undefined
}

/** What etcd is to an API server: objects, one counter for all of them, and what happened since it was last compacted. */
export class Objects {
  readonly #objects = new Map<string, Map<string, KubeObject>>()
  readonly #changes = new Emitter<Change>((error) => {
    throw error
  })
  #log: Change[] = []
  #revision = 1_000
  #compacted = 1_000

  get revision(): number {
    return this.#revision
  }

  /** In order of their keys, as etcd has them. */
  list(resource: string, namespace?: string): KubeObject[] {
    const all = [...(this.#objects.get(resource)?.entries() ?? [])]
    const wanted = namespace === undefined ? all : all.filter(([key]) => key.startsWith(`${namespace}/`))
    return wanted.sort(([one], [other]) => (one < other ? -1 : 1)).map(([, object]) => object)
  }

  get(resource: string, key: string): KubeObject | undefined {
    return this.#objects.get(resource)?.get(key)
  }

  create(resource: string, object: KubeObject): KubeObject {
    const key = keyOf(object)
    if (this.get(resource, key))
      throw new StatusError(409, 'AlreadyExists', `${resource} "${key}" already exists`)
    const metadata = { ...object.metadata, uid: randomUUID(), creationTimestamp: new Date().toISOString() }
    return this.#store('ADDED', resource, { ...object, metadata }, undefined)
  }

  update(resource: string, object: KubeObject): KubeObject {
    const previous = this.get(resource, keyOf(object))
    if (!previous) throw notFound(`${resource} "${keyOf(object)}" not found`)
    const { resourceVersion } = object.metadata
    if (resourceVersion !== undefined && resourceVersion !== previous.metadata.resourceVersion)
      throw new StatusError(
        409,
        'Conflict',
        'the object has been modified; please apply your changes to the latest version',
      )
    const { uid, creationTimestamp } = previous.metadata
    return this.#store(
      'MODIFIED',
      resource,
      { ...object, metadata: { ...object.metadata, uid, creationTimestamp } as never },
      previous,
    )
  }

  delete(resource: string, key: string): KubeObject {
    const previous = this.get(resource, key)
    if (!previous) throw notFound(`${resource} "${key}" not found`)
    return this.#store('DELETED', resource, previous, previous)
  }

  /** What happened after `revision`. Throws `Expired` when that is no longer known. */
  since(revision: number): Change[] {
    if (revision < this.#compacted)
      throw expired(`too old resource version: ${revision} (${this.#compacted})`)
    return this.#log.filter((change) => change.revision > revision)
  }

  /** Forgets what happened up to now, as etcd does every few minutes. */
  compact(): void {
    // One more, so that even a watch that saw everything is too late.
    this.#compacted = ++this.#revision
    this.#log = []
  }

  subscribe(listener: (change: Change) => void): () => void {
    return this.#changes.subscribe(listener)
  }

  #store(
    type: Change['type'],
    resource: string,
    object: KubeObject,
    previous: KubeObject | undefined,
  ): KubeObject {
    const revision = ++this.#revision
    const stored = { ...object, metadata: { ...object.metadata, resourceVersion: String(revision) } }
    const objects = this.#objects.get(resource) ?? new Map<string, KubeObject>()
    this.#objects.set(resource, objects)
    if (type === 'DELETED') objects.delete(keyOf(object))
    else objects.set(keyOf(object), stored)
    const change = { revision, type, resource, object: stored, previous }
    this.#log.push(change)
    this.#changes.emit(change)
    return stored
  }
}

export function keyOf({ metadata }: KubeObject): string {
  return `${metadata.namespace ?? ''}/${metadata.name}`
}

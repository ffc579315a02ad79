import 'server-only'
import { keyOf, metaOf, strip } from './kube-object'
import type { KubernetesKind } from './objects/kinds'
import { concerns } from './objects/read-object'
import type { ObjectReading } from './objects/reading'

/** What a reflector keeps up to date. */
export interface Store {
  /** What is to be kept of an object while a list goes on; undefined: nothing. */
  sift(object: unknown): unknown
  /** The whole list, sifted. */
  replace(objects: readonly unknown[]): void
  put(object: unknown): void
  remove(object: unknown): void
  readonly size: number
}

/** An object and what it came to; read when it is asked for, and then kept until the object changes. */
export interface Entry {
  readonly uid: string
  readonly resourceVersion: string
  readonly object: unknown
  reading: ObjectReading | undefined
}

/** The objects of one kind that may declare servers. */
export class ObjectStore implements Store {
  #entries = new Map<string, Entry>()

  constructor(
    private readonly kind: KubernetesKind,
    private readonly onChange: () => void,
  ) {}

  get size(): number {
    return this.#entries.size
  }

  entries(): Iterable<Entry> {
    return this.#entries.values()
  }

  sift(object: unknown): unknown {
    return concerns(this.kind, object) ? strip(object) : undefined
  }

  replace(objects: readonly unknown[]): void {
    const before = this.#entries
    const entries = objects.map(entryOf).map(([key, entry]) => {
      const known = before.get(key)
      return [key, known && isSame(known, entry) ? known : entry] as const
    })
    this.#entries = new Map(entries)
    const changed =
      this.#entries.size !== before.size || entries.some(([key, entry]) => before.get(key) !== entry)
    if (changed) this.onChange()
  }

  put(object: unknown): void {
    const kept = this.sift(object)
    if (kept === undefined) {
      // It may have lost the label that made it ours.
      this.remove(object)
      return
    }
    const [key, entry] = entryOf(kept)
    const known = this.#entries.get(key)
    if (known && isSame(known, entry)) return
    this.#entries.set(key, entry)
    this.onChange()
  }

  remove(object: unknown): void {
    if (this.#entries.delete(keyOf(metaOf(object)))) this.onChange()
  }

  /** What stands beside the object changed, so that it must be read again. */
  invalidate(key: string): void {
    const entry = this.#entries.get(key)
    if (!entry) return
    entry.reading = undefined
    this.onChange()
  }
}

function entryOf(object: unknown): [string, Entry] {
  const meta = metaOf(object)
  return [keyOf(meta), { uid: meta.uid, resourceVersion: meta.resourceVersion, object, reading: undefined }]
}

function isSame(one: Entry, other: Entry): boolean {
  return one.resourceVersion !== '' && one.resourceVersion === other.resourceVersion && one.uid === other.uid
}

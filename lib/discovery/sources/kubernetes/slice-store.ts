import 'server-only'
import { field, keyOf, metaOf } from './kube-object'
import type { Store } from './object-store'
import type { ReadinessIndex } from './objects/readiness'

/** Source: Kubernetes, "Well-Known Labels, Annotations and Taints". */
const SERVICE_LABEL = 'kubernetes.io/service-name'

/** The EndpointSlices of a cluster or namespace, of which only what the index takes from them is kept. */
export class SliceStore implements Store {
  readonly #seen = new Map<string, unknown>()

  constructor(
    private readonly index: ReadinessIndex,
    /** Hears of each Service, as `namespace/name`, whose readiness is another now. */
    private readonly onChange: (service: string) => void,
  ) {}

  get size(): number {
    return this.#seen.size
  }

  sift(object: unknown): unknown {
    return object
  }

  replace(objects: readonly unknown[]): void {
    const listed = new Set(objects.map((object) => keyOf(metaOf(object))))
    for (const [key, slice] of this.#seen) if (!listed.has(key)) this.remove(slice)
    for (const object of objects) this.put(object)
  }

  put(object: unknown): void {
    this.#seen.set(keyOf(metaOf(object)), withoutEndpoints(object))
    this.#tell(this.index.put(object))
  }

  remove(object: unknown): void {
    this.#seen.delete(keyOf(metaOf(object)))
    this.#tell(this.index.remove(object))
  }

  #tell(service: string | undefined): void {
    if (service !== undefined) this.onChange(service)
  }
}

/** Enough of a slice to take it out of the index. */
function withoutEndpoints(slice: unknown): unknown {
  const { name, namespace } = metaOf(slice)
  const labels = field(field(slice, 'metadata'), 'labels')
  const service = field(labels, SERVICE_LABEL)
  return { metadata: { name, namespace, labels: { [SERVICE_LABEL]: service } }, endpoints: [] }
}

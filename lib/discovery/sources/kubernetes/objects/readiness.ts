import 'server-only'
import { z } from 'zod'
import type { ServiceReadiness } from './reading'

/** The label by which a slice names its Service: https://kubernetes.io/docs/concepts/services-networking/endpoint-slices */
const SERVICE_LABEL = 'kubernetes.io/service-name'

const sliceSchema = z.object({
  metadata: z.object({
    name: z.string(),
    namespace: z.string(),
    labels: z.object({ [SERVICE_LABEL]: z.string().min(1) }),
  }),
  endpoints: z.array(z.unknown()).nullish().catch(undefined),
  ports: z.array(z.unknown()).nullish().catch(undefined),
})
const endpointSchema = z.object({
  addresses: z.array(z.string()).min(1),
  conditions: z
    .object({ ready: z.boolean().nullish().catch(undefined) })
    .nullish()
    .catch(undefined),
})
const portSchema = z.object({ name: z.string().nullish().catch(undefined), port: z.number() })

/** How the Services of one cluster fare, from its EndpointSlices. */
export class ReadinessIndex {
  readonly #services = new Map<string, Map<string, ServiceReadiness>>()

  /** Takes a slice that was added or changed; tells `namespace/service` if that changed how the Service fares. */
  put(slice: unknown): string | undefined {
    const read = readSlice(slice)
    if (!read) return undefined
    return this.#changing(read.service, (slices) => slices.set(read.name, read.readiness))
  }

  /** Takes a slice that is gone. */
  remove(slice: unknown): string | undefined {
    const read = readSlice(slice)
    if (!read) return undefined
    return this.#changing(read.service, (slices) => slices.delete(read.name))
  }

  /** Before a new first list. */
  clear(): void {
    this.#services.clear()
  }

  get(namespace: string, service: string): ServiceReadiness | undefined {
    const slices = this.#services.get(`${namespace}/${service}`)
    if (!slices) return undefined
    const all = [...slices.values()]
    return {
      ready: all.reduce((sum, { ready }) => sum + ready, 0),
      notReady: all.reduce((sum, { notReady }) => sum + notReady, 0),
      ports: Object.assign({}, ...all.map(({ ports }) => ports)) as Record<string, number>,
    }
  }

  #changing(service: string, change: (slices: Map<string, ServiceReadiness>) => void): string | undefined {
    const slices = this.#services.get(service) ?? new Map<string, ServiceReadiness>()
    const before = this.#gist(service)
    change(slices)
    if (slices.size === 0) this.#services.delete(service)
    else this.#services.set(service, slices)
    return this.#gist(service) === before ? undefined : service
  }

  /** What people see of it: that one of ten pods comes and goes is no news. */
  #gist(service: string): string {
    const [namespace = '', name = ''] = service.split('/')
    const readiness = this.get(namespace, name)
    if (!readiness) return ''
    const { ready, notReady, ports } = readiness
    return JSON.stringify([ready > 0, notReady > 0 && ready === 0, Object.entries(ports).sort()])
  }
}

function readSlice(slice: unknown) {
  const { data } = sliceSchema.safeParse(slice)
  if (!data) return undefined
  const { metadata, endpoints, ports } = data
  const states = (endpoints ?? []).flatMap((endpoint) => endpointSchema.safeParse(endpoint).data ?? [])
  // Not told means ready, says the API.
  const ready = states.filter(({ conditions }) => conditions?.ready !== false).length
  const numbers = (ports ?? []).flatMap((port) => portSchema.safeParse(port).data ?? [])
  return {
    service: `${metadata.namespace}/${metadata.labels[SERVICE_LABEL]}`,
    name: metadata.name,
    readiness: {
      ready,
      notReady: states.length - ready,
      ports: Object.fromEntries(numbers.map(({ name, port }) => [name ?? '', port])),
    },
  }
}

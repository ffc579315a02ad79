import 'server-only'
import type { ServiceReadiness } from './read-object'

/** How the Services of one cluster fare, from its EndpointSlices. */
export class ReadinessIndex {
  /** Takes a slice that was added or changed; returns `namespace/service` of the Service whose readiness it changed. */
  put(_slice: unknown): string | undefined {
    return undefined
  }

  /** Takes a slice that is gone. */
  remove(_slice: unknown): string | undefined {
    return undefined
  }

  /** A new first list begins. */
  clear(): void {
    // Filled in below.
  }

  get(_namespace: string, _service: string): ServiceReadiness | undefined {
    return undefined
  }
}

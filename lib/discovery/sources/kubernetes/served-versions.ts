import 'server-only'
import { z } from 'zod'
import type { Clock } from '@/lib/kit/clock'
import { SingleFlight } from '@/lib/kit/single-flight'
import { statusOf } from './api-error'
import type { ClusterClient } from './client'
import type { KubernetesKind } from './objects/kinds'

const resourcesSchema = z.object({ resources: z.array(z.object({ name: z.string() })).nullish() })

/** Which of a kind's versions a cluster serves, asked once for all who ask at the same time. */
export class ServedVersions {
  readonly #asking = new SingleFlight<string, ReadonlySet<string> | 'unknown'>()
  readonly #known = new Map<string, { at: number; names: ReadonlySet<string> | 'unknown' }>()

  constructor(
    private readonly client: ClusterClient,
    private readonly clock: Clock,
    /** How long an answer counts, in ms. */
    private readonly freshMs: number,
    private readonly signal: AbortSignal,
  ) {}

  /** The first served one in the kind's order of preference; undefined when the cluster lacks the kind. */
  async find({ group, versions, plural, optional }: KubernetesKind): Promise<string | undefined> {
    if (!optional) return versions[0]
    for (const version of versions) {
      const names = await this.#resources(`/apis/${group}/${version}`)
      // Where we may not look, listing tells.
      if (names === 'unknown' || names.has(plural)) return version
    }
    return undefined
  }

  async #resources(path: string): Promise<ReadonlySet<string> | 'unknown'> {
    const known = this.#known.get(path)
    if (known && this.clock.now() - known.at < this.freshMs) return known.names
    return this.#asking.run(path, async () => {
      const names = await this.#ask(path)
      this.#known.set(path, { at: this.clock.now(), names })
      return names
    })
  }

  async #ask(path: string): Promise<ReadonlySet<string> | 'unknown'> {
    try {
      const answer = resourcesSchema.safeParse(await this.client.getJson(path, {}, this.signal))
      return answer.success ? new Set(answer.data.resources?.map(({ name }) => name)) : 'unknown'
    } catch (error) {
      if (statusOf(error) === 404) return new Set()
      if (statusOf(error) === 403) return 'unknown'
      throw error
    }
  }
}

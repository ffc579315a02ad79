import { vi } from 'vitest'
import type { z } from 'zod'
import { serversReader } from '@/lib/config/read-servers'
import { kubernetesSettingsSchema } from '@/lib/discovery/sources/kubernetes/settings'
import { KubernetesSource } from '@/lib/discovery/sources/kubernetes/source'
import { DEFAULT_TIMINGS, type Timings } from '@/lib/discovery/sources/kubernetes/timings'
import type { SourcePart } from '@/lib/domain/discovery'
import type { Candidate, Snapshot } from '@/lib/domain/snapshot'
import { systemClock } from '@/lib/kit/clock'
import { silentLogger } from '@/lib/kit/logger'

type SettingsInput = z.input<typeof kubernetesSettingsSchema>

const QUICK: Partial<Timings> = {
  probeMs: 200,
  stableMs: 100,
  renewMs: 0,
  coalesceMs: 10,
  retry: { firstDelayMs: 20, maxDelayMs: 300 },
}

export function kubernetesSource(settings: SettingsInput, timings: Partial<Timings> = {}): KubernetesSource {
  return new KubernetesSource(
    kubernetesSettingsSchema.parse(settings),
    {
      readServers: serversReader(() => undefined),
      variable: () => undefined,
      clock: systemClock,
      logger: silentLogger,
    },
    { ...DEFAULT_TIMINGS, ...QUICK, ...timings },
  )
}

/** A source that is watched until the block ends, and what it sees. */
export class Watched implements AsyncDisposable {
  readonly #stopping = new AbortController()
  readonly #watching: Promise<void>
  readonly source: KubernetesSource
  /** How often it told of a change. */
  changes = 0

  constructor(settings: SettingsInput, timings: Partial<Timings> = {}) {
    this.source = kubernetesSource(settings, timings)
    this.#watching = this.source.watch(() => this.changes++, this.#stopping.signal)
    // Whoever stops hears of it; until then it is no unhandled rejection.
    this.#watching.catch(() => undefined)
  }

  snapshot(): Promise<Snapshot> {
    return this.source.discover(AbortSignal.timeout(20_000))
  }

  /** What it sees, as soon as `isThere` holds of it. */
  until(isThere: (snapshot: Snapshot) => boolean): Promise<Snapshot> {
    return vi.waitFor(
      async () => {
        const snapshot = await this.snapshot()
        if (!isThere(snapshot))
          throw new Error(`Not yet: ${JSON.stringify({ ...snapshot, parts: this.source.parts() })}`)
        return snapshot
      },
      { timeout: 15_000, interval: 30 },
    )
  }

  /** The part of that name, as soon as `isSo` holds of it. */
  untilPart(name: string, isSo: (part: SourcePart) => boolean): Promise<SourcePart> {
    return vi.waitFor(
      () => {
        const part = this.part(name)
        if (!part || !isSo(part)) throw new Error(`Not yet: ${JSON.stringify(part)}`)
        return part
      },
      { timeout: 15_000, interval: 30 },
    )
  }

  part(name: string): SourcePart | undefined {
    return this.source.parts().find((part) => part.name === name)
  }

  async stop(): Promise<void> {
    this.#stopping.abort()
    await this.#watching
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.stop()
  }
}

export function namesIn({ candidates }: Snapshot): string[] {
  return candidates.map(({ spec }) => spec.name).sort()
}

export function named(snapshot: Snapshot, name: string): Candidate | undefined {
  return snapshot.candidates.find(({ spec }) => spec.name === name)
}

export function urlOf(candidate: Candidate | undefined): string | undefined {
  return candidate?.spec.endpoint.kind === 'remote' ? candidate.spec.endpoint.url : undefined
}

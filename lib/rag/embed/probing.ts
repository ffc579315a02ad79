import 'server-only'
import type { EmbeddingSettings } from '@/lib/domain/api/search'
import { backoffDelayMs } from '@/lib/kit/backoff'
import type { Clock } from '@/lib/kit/clock'
import { PROBE } from './index/choose-index'
import { fingerprintOf } from './settings/pick-embedding'

const RETRY = { firstDelayMs: 5_000, maxDelayMs: 300_000 }

/** Learns how long a model's vectors are, by asking it until it answers. */
export class Probing {
  readonly #known = new Map<string, number>()
  #asking: { key: string; stop: AbortController } | undefined

  constructor(private readonly options: { clock: Clock; random: () => number }) {}

  dimensionOf(settings: EmbeddingSettings): number | undefined {
    return this.#known.get(fingerprintOf(settings))
  }

  learn(settings: EmbeddingSettings, dimension: number): void {
    this.#known.set(fingerprintOf(settings), dimension)
  }

  /** In the background; of several models the last one. */
  begin(
    settings: EmbeddingSettings,
    embed: (texts: string[], signal: AbortSignal) => Promise<Float32Array[]>,
  ): void {
    const key = JSON.stringify(settings)
    if (this.#asking?.key === key || this.dimensionOf(settings) !== undefined) return
    this.#asking?.stop.abort()
    const stop = new AbortController()
    this.#asking = { key, stop }
    void this.#ask(settings, embed, { stop: stop.signal, attempt: 1 })
  }

  stop(): void {
    this.#asking?.stop.abort()
  }

  async #ask(
    settings: EmbeddingSettings,
    embed: (texts: string[], signal: AbortSignal) => Promise<Float32Array[]>,
    { stop, attempt }: { stop: AbortSignal; attempt: number },
  ): Promise<void> {
    try {
      const [vector] = await embed([PROBE], stop)
      if (vector) this.learn(settings, vector.length)
    } catch {
      // Whoever asks for vectors is told why there are none; here it is only tried again.
      const { clock, random } = this.options
      if (stop.aborted) return
      const again = () => void this.#ask(settings, embed, { stop, attempt: attempt + 1 })
      const cancel = clock.after(backoffDelayMs(RETRY, attempt, random), again)
      stop.addEventListener('abort', cancel, { once: true })
    }
  }
}

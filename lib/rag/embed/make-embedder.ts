import 'server-only'
import type { EmbeddingSettings } from '@/lib/domain/api/search'
import type { Clock } from '@/lib/kit/clock'
import type { Logger } from '@/lib/kit/logger'
import type { Embedder } from './embedder'
import { EndpointEmbedder } from './endpoint/endpoint-embedder'
import { OnnxEmbedder } from './onnx/onnx-embedder'

export interface EmbedderOptions {
  clock: Clock
  random: () => number
  logger: Logger
  /** PORTOLAN_MODELS. */
  models: string | undefined
}

export type MakeEmbedder = (settings: EmbeddingSettings) => Embedder

export function embedderMaker(options: EmbedderOptions): MakeEmbedder {
  return (settings) =>
    settings.provider === 'onnx'
      ? new OnnxEmbedder(settings, options.models)
      : new EndpointEmbedder(settings, options)
}

/** Embedders by their settings, so that a model is opened once however many ask for it. */
export class Embedders {
  readonly #open = new Map<string, Embedder>()

  constructor(private readonly make: MakeEmbedder) {}

  of(settings: EmbeddingSettings): Embedder {
    const key = keyOf(settings)
    let embedder = this.#open.get(key)
    if (!embedder) {
      embedder = this.make(settings)
      this.#open.set(key, embedder)
    }
    return embedder
  }

  /** Closes all that are for other settings; resolves when they are, which takes as long as they compute. */
  async keepOnly(wanted: readonly EmbeddingSettings[]): Promise<void> {
    const keys = new Set(wanted.map(keyOf))
    const others = [...this.#open].filter(([key]) => !keys.has(key))
    for (const [key] of others) this.#open.delete(key)
    await Promise.all(others.map(([, embedder]) => embedder.close()))
  }
}

/** Equal for equal settings, in whatever order they were stored. */
function keyOf(settings: EmbeddingSettings): string {
  return JSON.stringify(Object.entries(settings).sort(([one], [other]) => (one < other ? -1 : 1)))
}

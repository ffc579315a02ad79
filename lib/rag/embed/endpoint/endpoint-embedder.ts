import 'server-only'
import type { EmbeddingSettings } from '@/lib/domain/api/search'
import type { Clock } from '@/lib/kit/clock'
import type { Logger } from '@/lib/kit/logger'
import type { TokenCounting } from '../../extract/extract-work'
import type { Embedder, TextKind } from '../embedder'
import { estimateTokens } from '../estimate-tokens'
import { batchesOf } from './batches'
import { ProviderClient } from './provider-client'
import { isAboutTexts } from './provider-error'
import { readVectors } from './read-vectors'

type EndpointSettings = Extract<EmbeddingSettings, { provider: 'openai-compatible' }>

/** Small enough for a model on a slow machine to answer in time; TEI takes no more than 32 at once. */
const BATCH = { texts: 32, tokens: 8_000 }
/** A query is waited for by a person; passages have time. */
const ASKED = {
  query: { limitMs: 10_000, retries: 1 },
  passage: { limitMs: 120_000, retries: 3 },
} as const
/** How often a text that is too long is cut by a quarter before it is given up. */
const CUTS = 5

/** Vectors of any service with OpenAI's `POST {baseUrl}/embeddings`. */
export class EndpointEmbedder implements Embedder {
  readonly batch = BATCH.texts
  readonly #client: ProviderClient

  constructor(
    private readonly settings: EndpointSettings,
    private readonly options: { clock: Clock; random: () => number; logger: Logger },
  ) {
    this.#client = new ProviderClient(settings, { ...options, what: 'embedding model' })
  }

  async embed(texts: readonly string[], kind: TextKind, signal: AbortSignal): Promise<Float32Array[]> {
    const { queryPrefix, passagePrefix } = this.settings
    const prefix = kind === 'query' ? queryPrefix : passagePrefix
    const vectors: Float32Array[] = []
    for (const batch of batchesOf(
      texts.map((text) => prefix + text),
      estimateTokens,
      BATCH,
    )) {
      vectors.push(...(await this.#batch(batch, kind, signal)))
    }
    const dimension = vectors.find(({ length }) => length > 0)?.length ?? 0
    return vectors.map((vector) => (vector.length > 0 ? vector : new Float32Array(dimension)))
  }

  counting(): Promise<TokenCounting> {
    return Promise.resolve({ kind: 'estimate' })
  }

  close(): Promise<void> {
    return this.#client.close()
  }

  /** A batch that is refused for its texts is tried text by text, so that one bad text harms no other. */
  async #batch(batch: string[], kind: TextKind, signal: AbortSignal): Promise<Float32Array[]> {
    try {
      return await this.#ask(batch, kind, signal)
    } catch (error) {
      if (!isAboutTexts(error) || kind === 'query') throw error
      if (batch.length === 1) return [await this.#shorter(batch[0] ?? '', error, signal)]
      const half = Math.ceil(batch.length / 2)
      const first = await this.#batch(batch.slice(0, half), kind, signal)
      return [...first, ...(await this.#batch(batch.slice(half), kind, signal))]
    }
  }

  /** The beginning of a text that the model does not take whole; an empty vector where it takes none of it. */
  async #shorter(text: string, refusal: unknown, signal: AbortSignal): Promise<Float32Array> {
    let length = text.length
    for (let cut = 0; cut < CUTS; cut++) {
      length = Math.floor(length * 0.75)
      try {
        const [vector] = await this.#ask([text.slice(0, length)], 'passage', signal)
        if (vector) return vector
      } catch (error) {
        if (!isAboutTexts(error)) throw error
      }
    }
    // If it refuses everything, it is not the text.
    await this.#ask(['A ship enters the harbour.'], 'passage', signal)
    this.options.logger.warn({ err: refusal, model: this.settings.model }, 'A text could not be embedded')
    return new Float32Array(0)
  }

  async #ask(input: string[], kind: TextKind, signal: AbortSignal): Promise<Float32Array[]> {
    const { model, dimension } = this.settings
    const body = {
      ...{ model, input, encoding_format: 'float' },
      ...(dimension !== undefined && { dimensions: dimension }),
    }
    const answer = await this.#client.post('embeddings', body, { ...ASKED[kind], signal })
    return readVectors(answer, input.length, this.#client.host)
  }
}

import 'server-only'
import type { EmbeddingSettings } from '@/lib/domain/api/search'
import { AppError } from '@/lib/kit/app-error'
import type { Embedder, TextKind } from '../embedder'
import { estimateTokens } from '../estimate-tokens'
import { modelFile, resolveModelFolder } from '../settings/model-folders'
import { OnnxThread } from './onnx-thread'
import { WordCounter } from './word-counter'

type OnnxSettings = Extract<EmbeddingSettings, { provider: 'onnx' }>

/** Texts of one request: a query waits no longer than for these. */
const TEXTS_AT_ONCE = 8
/** The first request opens the model, which for a large one takes a while. */
const LIMIT_MS = 120_000

/** Vectors of a model on disk, made in a thread of its own. */
export class OnnxEmbedder implements Embedder {
  readonly batch = TEXTS_AT_ONCE
  readonly #thread = new OnnxThread()
  #counter: WordCounter | undefined

  constructor(
    private readonly settings: OnnxSettings,
    private readonly root: string | undefined,
  ) {}

  async embed(texts: readonly string[], kind: TextKind, signal: AbortSignal): Promise<Float32Array[]> {
    const { model, pooling, queryPrefix, passagePrefix } = this.settings
    const folder = await resolveModelFolder(this.root, model)
    this.#counter ??= await WordCounter.open(folder).catch(() => new WordCounter(estimateTokens))
    const prefix = kind === 'query' ? queryPrefix : passagePrefix
    const vectors: Float32Array[] = []
    for (let from = 0; from < texts.length; from += TEXTS_AT_ONCE) {
      const some = texts.slice(from, from + TEXTS_AT_ONCE).map((text) => prefix + text)
      const answer = await this.#thread.ask(
        { kind: 'embed', folder, file: modelFile(folder) ?? '', texts: some, pooling },
        { signal, limitMs: LIMIT_MS, urgent: kind === 'query' },
      )
      if (answer.kind !== 'vectors') throw new AppError('internal', 'The worker answered another question')
      vectors.push(...answer.vectors)
    }
    return vectors
  }

  countTokens(text: string): number {
    return this.#counter?.count(text) ?? estimateTokens(text)
  }

  close(): Promise<void> {
    return this.#thread.close()
  }
}

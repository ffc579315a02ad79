import 'server-only'
import type { EmbeddingSettings } from '@/lib/domain/api/search'
import { AppError } from '@/lib/kit/app-error'
import type { TokenCounting } from '../../extract/extract-work'
import type { Embedder, TextKind } from '../embedder'
import { modelFile, resolveModelFolder } from '../settings/model-folders'
import { OnnxThread } from './onnx-thread'

type OnnxSettings = Extract<EmbeddingSettings, { provider: 'onnx' }>

/** Texts of one request: a query waits no longer than for these. */
const TEXTS_AT_ONCE = 8
/** The first request opens the model, which for a large one takes a while. */
const LIMIT_MS = 120_000

/** Vectors of a model on disk, made in a thread of its own. */
export class OnnxEmbedder implements Embedder {
  readonly batch = TEXTS_AT_ONCE
  readonly #thread = new OnnxThread()

  constructor(
    private readonly settings: OnnxSettings,
    private readonly root: string | undefined,
  ) {}

  async embed(texts: readonly string[], kind: TextKind, signal: AbortSignal): Promise<Float32Array[]> {
    const { model, pooling, queryPrefix, passagePrefix } = this.settings
    const folder = await resolveModelFolder(this.root, model)
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

  /** By its own tokenizer; estimated while its folder is not there. */
  counting(): Promise<TokenCounting> {
    return resolveModelFolder(this.root, this.settings.model).then(
      (folder) => ({ kind: 'tokenizer', folder }),
      () => ({ kind: 'estimate' }),
    )
  }

  close(): Promise<void> {
    return this.#thread.close()
  }
}

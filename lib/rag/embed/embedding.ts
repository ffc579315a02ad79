import 'server-only'
import type { EmbeddingSettings, EmbeddingView } from '@/lib/domain/api/search'
import { AppError } from '@/lib/kit/app-error'

/** What a text is embedded for: some models want them told apart. */
export type TextKind = 'query' | 'passage'

/** As `SearchBody` filters; `collections` are ids here. */
export interface NearestFilter {
  collections?: readonly string[] | undefined
  tags?: readonly string[] | undefined
  kinds?: readonly string[] | undefined
  documents?: readonly string[] | undefined
  from?: string | undefined
  to?: string | undefined
}

export interface NearestOptions {
  limit: number
  filter?: NearestFilter
}

/** A passage's id, and the cosine of the angle between its vector and the query's: -1 to 1. */
export interface Near {
  passage: string
  similarity: number
}

/** Makes vectors of texts, keeps those of passages, and finds the nearest. */
export class Embedding {
  /** The model that `embed` uses; null while none is set or it has not answered yet. */
  current(): { model: string; dimension: number } | null {
    return null
  }

  /** Why there are no vectors, in words for a person; null where there are. */
  notice(): string | null {
    return 'No embedding model is set: passages are found by their words alone'
  }

  /** Tokens of a text by the model's own tokenizer where it is known, else an estimate. Never waits. */
  countTokens(text: string): number {
    return Math.ceil(text.length / 4)
  }

  /** Vectors of length 1, in the order of the texts. Throws `not-configured`, `unreachable`, `timed-out`, `call-failed`. */
  embed(texts: readonly string[], kind: TextKind, signal: AbortSignal): Promise<Float32Array[]> {
    signal.throwIfAborted()
    return Promise.reject(
      new AppError('not-configured', `No embedding model is set (${texts.length}, ${kind})`),
    )
  }

  /** Passages of what is served, nearest first; null where there are no vectors to search (`notice` says why). */
  nearest(
    _query: string | Float32Array,
    _options: NearestOptions,
    _signal: AbortSignal,
  ): Promise<Near[] | null> {
    return Promise.resolve(null)
  }

  /**
   * Makes the vectors of a document's generation, for the index that serves and the one that is being built. Where the
   * model does not answer it does not throw: the passages are found by their words, the vectors are made in the
   * background when it answers again, and `notice` says so (put it among the document's warnings). Cheap to call again.
   */
  embedDocument(
    _document: string,
    _generation: number,
    _onProgress: (done: number, total: number) => void,
    _signal: AbortSignal,
  ): Promise<{ notice: string | null }> {
    return Promise.resolve({ notice: null })
  }

  view(): Promise<EmbeddingView> {
    return Promise.resolve({ settings: null, origin: null, indexes: [], notice: this.notice(), detected: [] })
  }

  /** Chooses the model; passages are then embedded in the background. */
  set(_settings: EmbeddingSettings): Promise<EmbeddingView> {
    return this.view()
  }

  clear(): Promise<void> {
    return Promise.resolve()
  }

  /** With the given settings, or those in use. Says what is wrong rather than throwing. */
  test(
    _given?: EmbeddingSettings,
  ): Promise<{ ok: boolean; message: string; durationMs: number; dimension?: number }> {
    return Promise.resolve({ ok: false, message: 'No embedding model is set', durationMs: 0 })
  }

  start(): Promise<void> {
    return Promise.resolve()
  }

  stop(): Promise<void> {
    return Promise.resolve()
  }
}

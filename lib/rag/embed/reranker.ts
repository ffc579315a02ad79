import 'server-only'
import type { RerankerSettings } from '@/lib/domain/api/search'
import { AppError } from '@/lib/kit/app-error'

export interface RerankerView {
  settings: { provider: string; model: string; hasKey: boolean } | null
  detected: { provider: string; model: string }[]
}

/** Orders a few texts by how well they answer a query, with a model that reads both together. */
export class Reranker {
  /** Null where none is set. */
  current(): { model: string } | null {
    return null
  }

  /**
   * A score for each text, in their order; higher is better. Throws `not-configured`, `timed-out`, `unreachable`,
   * `call-failed`: rank without it then, and put the message among the notes.
   */
  rerank(_query: string, _texts: readonly string[], signal: AbortSignal): Promise<number[]> {
    signal.throwIfAborted()
    return Promise.reject(new AppError('not-configured', 'No reranker is set'))
  }

  view(): Promise<RerankerView> {
    return Promise.resolve({ settings: null, detected: [] })
  }

  set(_settings: RerankerSettings): Promise<RerankerView> {
    return this.view()
  }

  clear(): Promise<void> {
    return Promise.resolve()
  }

  test(_given?: RerankerSettings): Promise<{ ok: boolean; message: string; durationMs: number }> {
    return Promise.resolve({ ok: false, message: 'No reranker is set', durationMs: 0 })
  }

  start(): Promise<void> {
    return Promise.resolve()
  }

  stop(): Promise<void> {
    return Promise.resolve()
  }
}

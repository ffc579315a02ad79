import 'server-only'
import type { TokenCounting } from '../extract/extract-work'

/** What a text is embedded for: some models want them told apart. */
export type TextKind = 'query' | 'passage'

/** One model that makes vectors. */
export interface Embedder {
  /** How many texts to hand over at once, so that what is done is soon written. */
  readonly batch: number
  /**
   * Vectors of length 1, in the order of the texts, all of one dimension; of zeros where the model refuses a text.
   * Throws AppErrors; `isPassing` tells which are worth another try later.
   */
  embed(texts: readonly string[], kind: TextKind, signal: AbortSignal): Promise<Float32Array[]>
  /** How its tokens are counted. */
  counting(): Promise<TokenCounting>
  close(): Promise<void>
}

import 'server-only'

/** What the worker of a model on disk is asked. The folder was resolved before. */
export type OnnxAsk =
  | { kind: 'embed'; folder: string; file: string; texts: readonly string[]; pooling: 'mean' | 'cls' }
  /** Answered as soon as nothing is computed. */
  | { kind: 'rest' }
  | { kind: 'rerank'; folder: string; file: string; query: string; texts: readonly string[] }

/** Vectors of length 1, or a score for each text; in the order of the texts. */
export type OnnxAnswer =
  { kind: 'resting' } | { kind: 'vectors'; vectors: Float32Array[] } | { kind: 'scores'; scores: number[] }

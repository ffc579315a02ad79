import 'server-only'

export interface BatchLimits {
  texts: number
  tokens: number
}

/** Runs of neighbours, each within both limits; a text that is over the limit by itself is a batch of its own. */
export function batchesOf<T>(items: readonly T[], tokensOf: (item: T) => number, limits: BatchLimits): T[][] {
  const batches: T[][] = []
  let batch: T[] = []
  let tokens = 0
  for (const item of items) {
    const more = tokensOf(item)
    if (batch.length > 0 && (batch.length >= limits.texts || tokens + more > limits.tokens)) {
      batches.push(batch)
      batch = []
      tokens = 0
    }
    batch.push(item)
    tokens += more
  }
  if (batch.length > 0) batches.push(batch)
  return batches
}

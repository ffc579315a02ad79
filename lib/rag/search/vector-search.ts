import 'server-only'
import { messageOf } from '@/lib/kit/app-error'
import { deadline } from '@/lib/kit/deadline'
import type { Embedding } from '@/lib/rag/embed/embedding'
import type { PassageFilter } from '@/lib/store/passage-filter'
import type { Scored } from './lexical-ranking'

/** A question is not kept waiting longer for its vector; it is answered by its words then. */
const EMBED_LIMIT_MS = 5_000

export type Vectors = Pick<Embedding, 'current' | 'notice' | 'embed' | 'nearest'>

export interface VectorFound {
  /** Null when vectors took no part. */
  found: Scored[] | null
  model: string | null
  embedMs: number | null
  vectorMs: number | null
  notes: string[]
}

/** Passages by the cosine of their vectors and the query's. Throws only when `signal` aborts. */
export async function searchByVector(
  vectors: Vectors,
  query: string,
  { filter, count }: { filter: PassageFilter; count: number },
  signal: AbortSignal,
): Promise<VectorFound> {
  const without: VectorFound = { found: null, model: null, embedMs: null, vectorMs: null, notes: [] }
  const current = vectors.current()
  if (!current) return { ...without, notes: [vectors.notice() ?? 'No embedding model is set'] }
  const startedAt = performance.now()
  try {
    using limit = deadline(signal, EMBED_LIMIT_MS, `The embedding model ${current.model}`)
    const [vector] = await vectors.embed([query], 'query', limit)
    if (!vector) return without
    const embeddedAt = performance.now()
    const near = await vectors.nearest(vector, { limit: count, filter }, limit)
    if (!near) return { ...without, notes: [vectors.notice() ?? 'There are no vectors yet'] }
    return {
      found: near.map(({ passage, similarity }) => ({ id: Number(passage), score: similarity })),
      model: current.model,
      embedMs: embeddedAt - startedAt,
      vectorMs: performance.now() - embeddedAt,
      notes: vectors.notice() === null ? [] : [vectors.notice() ?? ''],
    }
  } catch (error) {
    signal.throwIfAborted()
    return { ...without, notes: [`Vectors took no part: ${messageOf(error)}`] }
  }
}

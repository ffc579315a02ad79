import 'server-only'
import type { VectorIndex } from '@/lib/domain/api/search'
import type { Vectors } from '../stores'
import type { KnownIndex } from './index-book'

/** What a page may know of the indexes. */
export async function indexViews(vectors: Vectors, indexes: readonly KnownIndex[]): Promise<VectorIndex[]> {
  if (indexes.length === 0) return []
  const total = await vectors.total()
  return Promise.all(
    indexes.map(async ({ id, provider, model, dimension, state, error }) => ({
      ...{ id: String(id), provider, model, dimension, state, error, total },
      passages: Math.min(total, await vectors.count({ id })),
    })),
  )
}

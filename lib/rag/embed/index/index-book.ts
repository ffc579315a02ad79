import 'server-only'
import type { EmbeddingSettings } from '@/lib/domain/api/search'
import { readEmbedding } from '../settings/pick-embedding'
import type { Settings, VectorIndexRow, Vectors } from '../stores'

/** An index with the settings that its vectors were made with: of the one that serves, queries are embedded by them. */
export interface KnownIndex extends VectorIndexRow {
  settings: EmbeddingSettings
}

/** What is stored of the indexes, as it was read last. */
export class IndexBook {
  #indexes: readonly KnownIndex[] = []

  constructor(
    private readonly vectors: Vectors,
    private readonly settings: Settings,
  ) {}

  get all(): readonly KnownIndex[] {
    return this.#indexes
  }

  /** What searches use. */
  get serving(): KnownIndex | undefined {
    return this.#indexes.findLast(({ state }) => state === 'active')
  }

  /** What a new document goes into. */
  get wanted(): readonly KnownIndex[] {
    return this.#indexes.filter(({ state }) => state === 'active' || state === 'building')
  }

  async read(): Promise<void> {
    const rows = await this.vectors.indexes()
    const known = await Promise.all(
      rows.map(async (row) => ({ ...row, settings: readEmbedding(await this.settings.get(keyOf(row.id))) })),
    )
    this.#indexes = known.flatMap(({ settings, ...row }) => (settings ? [{ ...row, settings }] : []))
  }

  /** They hold a key. */
  async keep(id: number, settings: EmbeddingSettings): Promise<void> {
    await this.settings.set(keyOf(id), settings, { secret: true })
  }

  async drop(id: number): Promise<void> {
    await this.vectors.drop(id)
    await this.settings.remove(keyOf(id))
  }
}

function keyOf(id: number): string {
  return `embedding-index:${id}`
}

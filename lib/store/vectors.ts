import 'server-only'
import { AppError } from '@/lib/kit/app-error'
import type { Database } from './database'
import { lockUntilCommit } from './locks'
import { type PassageFilter, SERVED } from './passage-filter'
import { findNearest, type Near } from './vector-search'
import {
  columnType,
  createVectorTable,
  dropVectorTable,
  indexVectorTable,
  prepareVectors,
  tableName,
  type VectorAbilities,
  type VectorTable,
} from './vector-tables'

/** An index of vectors as it is stored. `retired` ones are about to be dropped. */
export interface VectorIndexRow extends VectorTable {
  provider: string
  model: string
  /** Of the settings that its vectors were made with. */
  fingerprint: string
  /** The vector of a certain sentence, by which another model of the same name is noticed. */
  probe: Float32Array
  state: 'building' | 'active' | 'failed' | 'retired'
  error: string | null
}

/** What is embedded of a passage. */
export interface UnembeddedPassage {
  id: string
  heading: string[]
  text: string
}

export interface PassageVector {
  passage: string
  /** Of what was embedded, in hex. */
  hash: string
  vector: Float32Array
}

/** Vectors of passages, where the database has pgvector. */
export class VectorStore {
  #abilities: VectorAbilities | undefined

  constructor(private readonly db: Database) {}

  /** To be called first. Answers with why there can be no vectors, in words for a person; null where there can. */
  async prepare(): Promise<string | null> {
    const prepared = await prepareVectors(this.db)
    if ('missing' in prepared) return prepared.missing
    this.#abilities = prepared
    return null
  }

  /** Oldest first. */
  async indexes(): Promise<VectorIndexRow[]> {
    const rows = await this.db.run(
      (queries) => queries.$queryRaw<(Omit<VectorIndexRow, 'probe'> & { probe: string })[]>`
        SELECT id, provider, model, dimension, fingerprint, probe::text AS probe, state, error
        FROM vector_index ORDER BY id`,
    )
    return rows.map((row) => ({ ...row, probe: Float32Array.from(JSON.parse(row.probe) as number[]) }))
  }

  /** An empty index that is being built. */
  async create(index: Pick<VectorIndexRow, 'provider' | 'model' | 'fingerprint' | 'probe'>): Promise<number> {
    const dimension = index.probe.length
    const id = await this.db.transaction(async (queries) => {
      await lockUntilCommit(queries, 'vectors')
      const [row] = await queries.$queryRaw<{ id: number }[]>`
        INSERT INTO vector_index (provider, model, dimension, fingerprint, probe, state)
        VALUES (${index.provider}, ${index.model}, ${dimension}::int, ${index.fingerprint},
          ${textOf(index.probe)}::text::vector, 'building')
        RETURNING id`
      if (!row) throw new AppError('internal', 'The index of vectors was not made')
      await createVectorTable(queries, { id: row.id, dimension }, this.#can)
      return row.id
    })
    if (this.db.kind === 'pglite') await indexVectorTable(this.db, { id, dimension }, this.#can)
    return id
  }

  /** To be called when it is filled, before it serves. Takes minutes for hundreds of thousands of vectors. */
  finish(table: VectorTable): Promise<void> {
    return indexVectorTable(this.db, table, this.#can)
  }

  async setState(id: number, state: VectorIndexRow['state'], error: string | null = null): Promise<void> {
    await this.db.run(
      (queries) => queries.$executeRaw`
        UPDATE vector_index SET state = ${state}, error = ${error} WHERE id = ${id}::int`,
    )
  }

  /** Makes it the one that serves; all others are retired. */
  async activate(id: number): Promise<void> {
    await this.db.run(
      (queries) => queries.$executeRaw`
        UPDATE vector_index SET error = NULL, state = CASE WHEN id = ${id}::int THEN 'active' ELSE 'retired' END`,
    )
  }

  async drop(id: number): Promise<void> {
    await this.db.transaction(async (queries) => {
      await lockUntilCommit(queries, 'vectors')
      await dropVectorTable(queries, id)
      await queries.$executeRaw`DELETE FROM vector_index WHERE id = ${id}::int`
    })
  }

  /** Whether `holder` may fill this index for so long; nobody else may meanwhile. */
  async lease(id: number, holder: string, forMs: number): Promise<boolean> {
    const taken = await this.db.run(
      (queries) => queries.$executeRaw`
        UPDATE vector_index
        SET builder = ${holder}, builder_until = now() + ${forMs}::float8 * interval '1 millisecond'
        WHERE id = ${id}::int AND (builder IS NULL OR builder = ${holder} OR builder_until < now())`,
    )
    return taken > 0
  }

  /** Of a holder that is known to be gone: the embedded database has one process at a time. */
  async freeLeases(holder?: string): Promise<void> {
    if (holder === undefined && this.db.kind !== 'pglite') return
    await this.db.run(
      (queries) => queries.$executeRaw`
        UPDATE vector_index SET builder = NULL WHERE ${holder ?? null}::text IS NULL OR builder = ${holder ?? null}`,
    )
  }

  /** How many vectors an index holds. */
  async count({ id }: Pick<VectorTable, 'id'>): Promise<number> {
    const [row] = await this.db.run(
      (queries) => queries.$queryRaw<{ count: bigint }[]>`SELECT count(*) AS count FROM ${tableName(id)}`,
    )
    return Number(row?.count ?? 0)
  }

  /** How many passages are served. */
  async total(): Promise<number> {
    const [row] = await this.db.run(
      (queries) => queries.$queryRaw<{ total: bigint }[]>`
        SELECT coalesce(sum(passages), 0)::bigint AS total FROM document WHERE generation > 0`,
    )
    return Number(row?.total ?? 0)
  }

  /**
   * Served passages after `after` (an id; '0' to begin with) that have no vector in the index: a few, with where to go on
   * from, which is null at the end. Looks at no more than some thousand rows, so that it never takes long.
   */
  async missing(
    { id }: Pick<VectorTable, 'id'>,
    after: string,
    limit: number,
  ): Promise<{ passages: UnembeddedPassage[]; next: string | null }> {
    const [seen] = await this.db.run(
      (queries) => queries.$queryRaw<{ last: bigint | null; rows: bigint }[]>`
        SELECT max(id) AS last, count(*) AS rows FROM (
          SELECT p.id FROM passage p WHERE p.id > ${after}::bigint ORDER BY p.id LIMIT ${LOOK_AT}
        ) AS looked_at`,
    )
    if (!seen || seen.last === null) return { passages: [], next: null }
    const passages = await this.db.run(
      (queries) => queries.$queryRaw<UnembeddedPassage[]>`
        SELECT p.id::text AS id, p.heading, p.text FROM passage p ${SERVED}
        WHERE p.id > ${after}::bigint AND p.id <= ${seen.last}::bigint
          AND NOT EXISTS (SELECT FROM ${tableName(id)} v WHERE v.passage_id = p.id)
        ORDER BY p.id LIMIT ${limit}`,
    )
    const last = passages.at(-1)
    if (last && passages.length === limit) return { passages, next: last.id }
    return { passages, next: seen.rows < LOOK_AT ? null : String(seen.last) }
  }

  /** Passages of a document's generation that have no vector in the index, in order. */
  missingOf(
    { id }: Pick<VectorTable, 'id'>,
    documentId: string,
    generation: number,
    limit: number,
  ): Promise<UnembeddedPassage[]> {
    return this.db.run(
      (queries) => queries.$queryRaw<UnembeddedPassage[]>`
        SELECT p.id::text AS id, p.heading, p.text FROM passage p
        WHERE p.document_id = ${documentId}::uuid AND p.generation = ${generation}::int
          AND NOT EXISTS (SELECT FROM ${tableName(id)} v WHERE v.passage_id = p.id)
        ORDER BY p.ordinal LIMIT ${limit}`,
    )
  }

  async countMissingOf(
    { id }: Pick<VectorTable, 'id'>,
    documentId: string,
    generation: number,
  ): Promise<number> {
    const [row] = await this.db.run(
      (queries) => queries.$queryRaw<{ count: number }[]>`
        SELECT count(*)::int AS count FROM passage p
        WHERE p.document_id = ${documentId}::uuid AND p.generation = ${generation}::int
          AND NOT EXISTS (SELECT FROM ${tableName(id)} v WHERE v.passage_id = p.id)`,
    )
    return row?.count ?? 0
  }

  /** Gives passages the vector that the same text has already; answers with the ids of those. */
  async copyKnown(
    { id }: Pick<VectorTable, 'id'>,
    wanted: Omit<PassageVector, 'vector'>[],
  ): Promise<string[]> {
    const rows = await this.db.run(
      (queries) => queries.$queryRaw<{ passage: string }[]>`
        INSERT INTO ${tableName(id)} (passage_id, hash, embedding)
        SELECT p.id, known.hash, known.embedding
        FROM json_to_recordset(${JSON.stringify(wanted)}::json) AS incoming (passage bigint, hash text)
        JOIN passage p ON p.id = incoming.passage
        CROSS JOIN LATERAL (
          SELECT v.hash, v.embedding FROM ${tableName(id)} v WHERE v.hash = decode(incoming.hash, 'hex') LIMIT 1
        ) AS known
        ON CONFLICT DO NOTHING
        RETURNING passage_id::text AS passage`,
    )
    return rows.map(({ passage }) => passage)
  }

  /** A passage that is gone, or has its vector already, is left out. */
  async add(table: VectorTable, vectors: readonly PassageVector[]): Promise<void> {
    const incoming = JSON.stringify(
      vectors.map(({ vector, ...rest }) => ({ ...rest, vector: textOf(vector) })),
    )
    await this.db.run(
      (queries) => queries.$executeRaw`
        INSERT INTO ${tableName(table.id)} (passage_id, hash, embedding)
        SELECT p.id, decode(incoming.hash, 'hex'), incoming.vector::${columnType(table.dimension, this.#can)}
        FROM json_to_recordset(${incoming}::json) AS incoming (passage bigint, hash text, vector text)
        JOIN passage p ON p.id = incoming.passage
        ON CONFLICT DO NOTHING`,
    )
  }

  /** Served passages, nearest first. */
  nearest(
    table: VectorTable,
    vector: Float32Array,
    options: { limit: number; filter: PassageFilter },
  ): Promise<Near[]> {
    return findNearest(this.db, { ...options, table, vector: textOf(vector), abilities: this.#can })
  }

  get #can(): VectorAbilities {
    if (this.#abilities) return this.#abilities
    throw new AppError('not-configured', 'The database has no pgvector')
  }
}

const LOOK_AT = 1_000

/** As pgvector reads it. */
function textOf(vector: Float32Array): string {
  return `[${vector.join(',')}]`
}

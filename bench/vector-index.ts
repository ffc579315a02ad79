/**
 * Vectors on a PostgreSQL with pgvector: what filling the index takes, at once when all is there or row by row, how many of the ten nearest a search finds (against comparing all), and how long it takes; with and without filters.
 *
 *   PGVECTOR_BIN=<folder with initdb> node --conditions=react-server --import tsx bench/vector-index.ts \
 *     [--sizes 10000,50000] [--dimensions 384] [--index before]    (before: rows are added to an index that is there, as new documents are)
 */
import { parseArgs } from 'node:util'
import { PassageFixture } from '@/e2e/fixtures/passages'
import { TestPostgres } from '@/e2e/fixtures/postgres'
import { silentLogger } from '@/lib/kit/logger'
import { openDatabase } from '@/lib/store/client'
import type { Database } from '@/lib/store/database'
import { VectorStore } from '@/lib/store/vectors'
import { percentile, printTable, writeResult } from './report'
import { Corpus } from './search/corpus'

const COLLECTIONS = 20
const SEARCHES = 60
const AT_ONCE = 128
/** As a search asks for them. */
const CANDIDATES = 100
const TOP = 10

const { values: options } = parseArgs({
  options: {
    sizes: { type: 'string', default: '10000,50000' },
    dimensions: { type: 'string', default: '384' },
    index: { type: 'string', default: 'after' },
  },
})
const FILTERS: Record<string, number> = {
  all: COLLECTIONS,
  'half of them': 10,
  'a tenth': 2,
  'a twentieth': 1,
}

interface Stored {
  id: string
  collection: number
  vector: Float32Array
}
interface Row {
  [column: string]: number | string
}

const binaries = process.env['PGVECTOR_BIN']
if (binaries === undefined) throw new Error('PGVECTOR_BIN names no PostgreSQL with pgvector')
const rows: Row[] = []
const postgres = await TestPostgres.start(binaries)
try {
  for (const dimension of options.dimensions.split(',').map(Number))
    for (const size of options.sizes.split(',').map(Number)) await measure(size, dimension)
} finally {
  await postgres.stop()
}
printTable(rows)
await writeResult('vector-index', { searches: SEARCHES, candidates: CANDIDATES, rows })
process.exit(0)

async function measure(size: number, dimension: number): Promise<void> {
  const databaseUrl = await postgres.createDatabase()
  const db = await openDatabase({ databaseUrl, dataDir: '/nowhere', logger: silentLogger })
  try {
    const corpus = new Corpus(dimension)
    const stored = await passages(db, corpus, size)
    const store = new VectorStore(db)
    await store.prepare()
    const probe = corpus.vector()
    const id = await store.create({ provider: 'bench', model: 'bench', fingerprint: 'bench', probe })
    if (options.index === 'before') await store.finish({ id, dimension })
    const startedAt = performance.now()
    for (let at = 0; at < size; at += AT_ONCE) {
      const some = stored.slice(at, at + AT_ONCE)
      await store.add(
        { id, dimension },
        some.map((each) => ({ passage: each.id, hash: '00', vector: each.vector })),
      )
    }
    await store.finish({ id, dimension })
    const fillMs = (performance.now() - startedAt) / size
    await db.run((queries) => queries.$executeRawUnsafe('ANALYZE'))
    for (const [what, count] of Object.entries(FILTERS)) {
      const row = await search(store, { id, dimension }, { stored, corpus, count })
      rows.push({ passages: size, dimension, among: what, ...row, fillMs: round(fillMs) })
      console.log(JSON.stringify(rows.at(-1)))
    }
  } finally {
    await db.close()
  }
}

/** Rows of passages as they are served, twenty to a document, a twentieth of them in each collection. */
async function passages(db: Database, corpus: Corpus, size: number): Promise<Stored[]> {
  const fixture = new PassageFixture(db)
  for (let at = 0; at < COLLECTIONS; at++) {
    const document = await fixture.document(
      await fixture.collection(`collection ${at}`),
      `document ${at}`,
      [],
    )
    await db.run(
      (queries) => queries.$executeRaw`
        INSERT INTO passage (document_id, generation, ordinal, kind, heading, text, tokens, place, terms)
        SELECT ${document}::uuid, 1, n, 'prose', '[]', 'passage ' || n, 2, '{"start":0,"end":1}', ''
        FROM generate_series(1, ${Math.floor(size / COLLECTIONS)}::int) AS n`,
    )
    await fixture.store.publish(document, 1)
  }
  const found = await db.run(
    (queries) => queries.$queryRaw<{ id: string; name: string }[]>`
      SELECT p.id::text AS id, c.name FROM passage p
      JOIN document d ON d.id = p.document_id JOIN collection c ON c.id = d.collection_id ORDER BY random()`,
  )
  return found.map(({ id, name }) => ({
    id,
    collection: Number(name.split(' ')[1]),
    vector: corpus.vector(),
  }))
}

async function search(
  store: VectorStore,
  table: { id: number; dimension: number },
  { stored, corpus, count }: { stored: readonly Stored[]; corpus: Corpus; count: number },
): Promise<{ recall: number; p50Ms: number; p95Ms: number }> {
  const collections = Array.from({ length: count }, (_, at) => `collection ${at}`)
  const filter = count === COLLECTIONS ? {} : { collections }
  const among = stored.filter(({ collection }) => collection < count)
  const times: number[] = []
  let found = 0
  for (let run = 0; run < SEARCHES; run++) {
    const vector = corpus.vector()
    const startedAt = performance.now()
    const near = await store.nearest(table, vector, { limit: CANDIDATES, filter })
    times.push(performance.now() - startedAt)
    const ids = new Set(near.slice(0, TOP).map(({ passage }) => passage))
    for (const id of nearest(among, vector)) if (ids.has(id)) found += 1
  }
  times.sort((one, other) => one - other)
  const recall = Math.round((found / (SEARCHES * TOP)) * 1_000) / 1_000
  return { recall, p50Ms: round(percentile(times, 0.5)), p95Ms: round(percentile(times, 0.95)) }
}

/** By comparing all. */
function nearest(among: readonly Stored[], vector: Float32Array): string[] {
  const scored = among.map(({ id, vector: other }) => {
    let score = 0
    for (let at = 0; at < vector.length; at++) score += (vector[at] ?? 0) * (other[at] ?? 0)
    return { id, score }
  })
  scored.sort((one, other) => other.score - one.score)
  return scored.slice(0, TOP).map(({ id }) => id)
}

function round(ms: number): number {
  return Math.round(ms * 100) / 100
}

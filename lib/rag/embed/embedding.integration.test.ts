import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createdDataDirectory, type DataDirectory } from '@/e2e/fixtures/data-directory'
import { type ModelServer, startModelServer } from '@/e2e/fixtures/model-server'
import { PassageFixture } from '@/e2e/fixtures/passages'
import { TestPostgres } from '@/e2e/fixtures/postgres'
import { soon } from '@/e2e/fixtures/soon'
import { Sealer } from '@/lib/config/secrets'
import type { AppEvent } from '@/lib/domain/event'
import { EventBus } from '@/lib/events/bus'
import { Jobs } from '@/lib/jobs/jobs'
import { systemClock } from '@/lib/kit/clock'
import { silentLogger } from '@/lib/kit/logger'
import { composeEmbedding } from '@/lib/runtime/compose-embedding'
import { openDatabase } from '@/lib/store/client'
import type { Database } from '@/lib/store/database'
import { SettingsStore } from '@/lib/store/settings'
import type { Embedding } from './embedding'

const SHIPS = 'Ships find shelter from a storm in the harbour'
const BREAD = 'Bread is baked from flour and water'
const CHARTS = 'A chart of harbours tells the pilot where the rocks are'
const { signal } = new AbortController()

let server: ModelServer
let directory: DataDirectory
let database: Database
let jobs: Jobs
let embedding: Embedding
let events: AppEvent[]

beforeAll(async () => {
  server = await startModelServer()
})
afterAll(() => server.stop())

async function start(databaseUrl?: string): Promise<void> {
  database = await openDatabase({ databaseUrl, dataDir: directory.path, logger: silentLogger })
  jobs = new Jobs(database.driver, silentLogger)
  await jobs.start()
  const bus = new EventBus(silentLogger)
  events = []
  bus.subscribe((event) => events.push(event))
  embedding = composeEmbedding({
    env: { embedding: {}, model: {} },
    settings: new SettingsStore(database, Sealer.fromKeys([Buffer.alloc(32, 1)])),
    ...{ database, jobs, bus, clock: systemClock, logger: silentLogger, random: () => 0 },
  })
  await embedding.start()
}
async function stop(): Promise<void> {
  await embedding.stop()
  await jobs.stop()
  await database.close()
}
const tell = (state: object) =>
  fetch(new URL('/vectors/state', server.baseUrl), { method: 'POST', body: JSON.stringify(state) })
const choose = (model: string) =>
  embedding.set({
    ...{ provider: 'openai-compatible', baseUrl: server.baseUrl, model, apiKey: 'sk-secret-1' },
    ...{ queryPrefix: '', passagePrefix: '' },
  })
const store = async (texts: string[], tags: string[] = []) => {
  const passages = new PassageFixture(database)
  const collection = await passages.collection(randomUUID())
  return { collection, id: await passages.document(collection, randomUUID(), texts, { tags }) }
}
const served = () => soon(() => expect(embedding.notice()).toBeNull())
const nearest = async (query: string, filter = {}) =>
  (await embedding.nearest(query, { limit: 10, filter }, signal))?.map(({ passage }) => passage)
const idOf = async (text: string) => {
  const [row] = await database.run(
    (queries) => queries.$queryRaw<{ id: string }[]>`SELECT id::text FROM passage WHERE text = ${text}`,
  )
  return row?.id
}

describe('on the embedded database', () => {
  beforeAll(async () => {
    directory = await createdDataDirectory()
    await start()
  })
  afterAll(async () => {
    await stop()
    directory[Symbol.dispose]()
  })
  beforeEach(async () => {
    await tell({})
    await database.run(
      (queries) => queries.$executeRaw`TRUNCATE passage, passage_posting, passage_total CASCADE`,
    )
    await database.run((queries) => queries.$executeRaw`DELETE FROM collection`)
    await embedding.clear()
    await soon(async () => expect((await embedding.view()).indexes).toEqual([]))
  })

  it('says that words alone are searched while no model is set', async () => {
    expect(await embedding.view()).toMatchObject({ settings: null, indexes: [] })
    expect(embedding.notice()).toContain('by their words alone')
    expect(await nearest('ships')).toBeUndefined()
  })

  it('embeds what is there when a model is chosen, and finds the nearest, also within a filter', async () => {
    const { collection } = await store([SHIPS, BREAD], ['sea'])
    await store([CHARTS])
    await choose('hashed-64')
    await served()
    expect(await nearest('harbours for ships')).toEqual([
      await idOf(SHIPS),
      await idOf(CHARTS),
      await idOf(BREAD),
    ])
    expect(await nearest('harbours for ships', { collections: [collection] })).toHaveLength(2)
    expect(await nearest('harbours for ships', { tags: ['land'] })).toEqual([])
    expect(embedding.current()).toEqual({ model: 'hashed-64', dimension: 64 })
    expect(events.at(-1)).toMatchObject({
      kind: 'vector-index-changed',
      state: 'active',
      passages: 3,
      total: 3,
    })
    expect(JSON.stringify([await embedding.view(), events])).not.toContain('sk-secret')
  })

  it('goes on with the old model until the new index is whole, also for documents that come meanwhile', async () => {
    await store([SHIPS, BREAD])
    await choose('hashed-64')
    await served()
    await tell({ status: 503, model: 'hashed-32', holding: BREAD })
    await choose('hashed-32')
    await soon(async () =>
      expect((await embedding.view()).indexes).toMatchObject([
        { model: 'hashed-64', state: 'active', passages: 2, error: null },
        { model: 'hashed-32', state: 'building', error: expect.stringMatching(/503.*tried again/) as string },
      ]),
    )
    const { id } = await store([CHARTS])
    const before = await asked(CHARTS)
    await embedding.embedDocument(id, 1, () => undefined, signal)
    expect(embedding.current()).toMatchObject({ model: 'hashed-64' })
    expect(await nearest('harbours')).toContain(await idOf(CHARTS))
    await tell({})
    await soon(() => expect(embedding.current()).toEqual({ model: 'hashed-32', dimension: 32 }))
    expect((await embedding.view()).indexes).toMatchObject([{ model: 'hashed-32', state: 'active' }])
    expect(await nearest('ships')).toHaveLength(3)
    expect(await asked(CHARTS)).toBe(before + 2)
  })

  it('answers at once, and goes over to another model, while the one before does not end', async () => {
    await store([SHIPS, BREAD])
    await tell({ status: 0, model: 'hashed-64', holding: BREAD })
    await choose('hashed-64')
    await soon(async () => expect(await asked(BREAD)).toBeGreaterThan(0))
    expect((await choose('hashed-32')).settings).toMatchObject({ model: 'hashed-32' })
    const indexes = [{ model: 'hashed-32', state: 'active', passages: 2 }]
    await soon(async () => expect((await embedding.view()).indexes).toMatchObject(indexes))
  })

  it('leaves a document to its words while the model is away, tells why, and makes the vectors later', async () => {
    await choose('hashed-64')
    await served()
    await tell({ status: 401 })
    const { id } = await store([SHIPS])
    const { notice } = await embedding.embedDocument(id, 1, () => undefined, signal)
    expect(notice).toMatch(/words alone: .* refused the API key/)
    expect(notice).not.toContain('sk-secret')
    await tell({})
    await choose('hashed-64')
    await soon(async () => expect(await nearest('ships')).toHaveLength(1))
  })

  it('embeds a text once, however many passages hold it', async () => {
    await choose('hashed-64')
    await served()
    const first = await store([SHIPS, BREAD])
    await embedding.embedDocument(first.id, 1, () => undefined, signal)
    const before = await asked(SHIPS, BREAD)
    const again = await store([SHIPS, BREAD])
    const progress: number[] = []
    await embedding.embedDocument(again.id, 1, (done, total) => progress.push(done / total), signal)
    expect(await asked(SHIPS, BREAD)).toBe(before)
    expect(progress.at(-1)).toBe(1)
    expect(await nearest('ships')).toHaveLength(4)
  })

  it('keeps its vectors over a restart, and takes up what was left undone', async () => {
    await store([SHIPS])
    await choose('hashed-64')
    await served()
    await stop()
    await start()
    expect(await nearest('ships')).toHaveLength(1)
    const before = await asked(SHIPS, BREAD)
    await store([BREAD])
    await stop()
    await start()
    await soon(async () => expect(await nearest('ships')).toHaveLength(2))
    expect(await asked(SHIPS, BREAD)).toBeGreaterThan(before)
  })

  it('forgets all vectors when the model is cleared', async () => {
    await store([SHIPS])
    await choose('hashed-64')
    await served()
    await embedding.clear()
    await soon(async () => expect((await embedding.view()).indexes).toEqual([]))
    expect(await nearest('ships')).toBeUndefined()
  })
})

/** How often the server was sent these texts. */
async function asked(...texts: string[]): Promise<number> {
  const response = await fetch(new URL('/vectors/requests', server.baseUrl))
  const requests = (await response.json()) as { body: { input?: string[] } }[]
  return requests.flatMap(({ body }) => body.input ?? []).filter((text) => texts.includes(text)).length
}

it('says what a PostgreSQL without pgvector lacks, and embeds tools all the same', async () => {
  const postgres = await TestPostgres.start()
  directory = await createdDataDirectory()
  await start(await postgres.createDatabase())
  await choose('hashed-64')
  expect((await embedding.view()).notice).toContain('Install pgvector')
  expect(await nearest('ships')).toBeUndefined()
  expect(await embedding.embed(['a tool'], 'passage', signal)).toHaveLength(1)
  expect(embedding.current()).toEqual({ model: 'hashed-64', dimension: 64 })
  await stop()
  await postgres.stop()
  directory[Symbol.dispose]()
})

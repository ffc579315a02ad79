import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { createdDataDirectory, type DataDirectory } from '@/e2e/fixtures/data-directory'
import { type LibraryWorld, longMarkdown, startLibraryWorld, uploadOf } from '@/e2e/fixtures/library-world'
import { type ModelServer, startModelServer } from '@/e2e/fixtures/model-server'
import { Sealer } from '@/lib/config/secrets'
import { silentLogger } from '@/lib/kit/logger'
import type { Embedding } from '@/lib/rag/embed/embedding'
import { composeEmbedding } from '@/lib/runtime/compose-embedding'
import { PassageSearchStore } from '@/lib/store/passage-search'
import { SettingsStore } from '@/lib/store/settings'
import { RetrievalSettings } from '../search/retrieval-settings'
import { Search } from '../search/search'

const signal = new AbortController().signal
const SECTIONS = 81
const rules = 'A yellow flag asks the harbour for free pratique. '.repeat(12)
const text = `${longMarkdown(SECTIONS - 1)}\n\n# Quarantine\n\n${rules}`

let server: ModelServer
let directory: DataDirectory
let world: LibraryWorld
let embedding: Embedding
let aheadMs = 0

/** Tries, and tries again: longer than elsewhere, and not so often that it keeps the database busy. */
const soon = (check: () => unknown) => vi.waitFor(check, { timeout: 40_000, interval: 100 })
const tell = (state: object) =>
  fetch(new URL('/vectors/state', server.baseUrl), { method: 'POST', body: JSON.stringify(state) })
const vectors = async () => (await embedding.view()).indexes.map(({ passages }) => passages)

beforeAll(async () => {
  server = await startModelServer()
  directory = await createdDataDirectory()
  world = await startLibraryWorld({
    dataDir: directory.path,
    clock: {
      now: () => Date.now() + aheadMs,
      after(delayMs, task) {
        const timer = setTimeout(task, Math.min(delayMs, 200))
        return () => clearTimeout(timer)
      },
    },
    async embedding({ database, ...parts }) {
      const settings = new SettingsStore(database, Sealer.fromKeys([Buffer.alloc(32, 1)]))
      const env = { embedding: {}, model: {} }
      embedding = composeEmbedding({
        ...parts,
        env,
        database,
        settings,
        logger: silentLogger,
        random: () => 0,
      })
      await embedding.start()
      return embedding
    },
  })
  await embedding.set({
    ...{ provider: 'openai-compatible', baseUrl: server.baseUrl, model: 'hashed-64' },
    ...{ queryPrefix: '', passagePrefix: '' },
  })
  await soon(() => expect(embedding.notice()).toBeNull())
}, 120_000)
afterAll(async () => {
  await embedding.stop()
  await world.stop()
  await server.stop()
  directory[Symbol.dispose]()
})

it('finds a document by its words while the model is down, and makes the other vectors when it is back', async () => {
  const { library, database } = world
  await tell({ status: 503, holding: 'Section 60' })
  const { queued } = await library.upload(uploadOf({ 'log.md': text }), signal)
  const id = queued[0]!.id
  await soon(async () =>
    expect(await library.get(id)).toMatchObject({
      ...{ state: 'embedding', passages: SECTIONS },
      error: {
        code: 'unreachable',
        message: expect.stringMatching(/by its words.*503.*when the model/) as string,
      },
    }),
  )
  // What was made before it went down is kept.
  const [made = 0] = await vectors()
  expect(made).toBeGreaterThan(0)
  expect(made).toBeLessThan(SECTIONS)
  const search = new Search({
    index: new PassageSearchStore(database),
    vectors: embedding,
    reranker: { current: () => null, rerank: () => Promise.resolve([]) },
    settings: new RetrievalSettings({ get: () => Promise.resolve({}), set: () => Promise.resolve() }),
  })
  const { passages } = await search.search({ query: 'yellow flag', limit: 5 }, signal)
  expect(passages.map(({ heading }) => heading)).toContainEqual(['Quarantine'])
  await tell({})
  aheadMs += 60_000
  await soon(async () => expect(await library.get(id)).toMatchObject({ state: 'ready', error: null }))
  expect(await vectors()).toEqual([SECTIONS])
}, 120_000)

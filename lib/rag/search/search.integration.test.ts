import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createdDataDirectory, type DataDirectory } from '@/e2e/fixtures/data-directory'
import { PassageFixture, passagesOf } from '@/e2e/fixtures/passages'
import { TestPostgres } from '@/e2e/fixtures/postgres'
import type { SearchBody } from '@/lib/domain/api/search'
import { silentLogger } from '@/lib/kit/logger'
import { openDatabase } from '@/lib/store/client'
import type { Database } from '@/lib/store/database'
import { PassageSearchStore } from '@/lib/store/passage-search'
import { RetrievalSettings } from './retrieval-settings'
import { Search } from './search'
import type { Vectors } from './vector-search'

const signal = new AbortController().signal
const NO_VECTORS: Vectors = {
  current: () => null,
  notice: () => 'No embedding model is set',
  embed: () => Promise.resolve([]),
  nearest: () => Promise.resolve(null),
}
/** What each database has answered, to be the same. */
const orders = new Map<string, string[][]>()

describe.each(['pglite', 'postgres'] as const)('search on %s', (kind) => {
  let directory: DataDirectory | undefined
  let postgres: TestPostgres | undefined
  let db: Database
  let fixture: PassageFixture
  const settings = new Map<string, unknown>()
  const search = (vectors: Partial<Vectors> = {}) =>
    new Search({
      index: new PassageSearchStore(db),
      vectors: { ...NO_VECTORS, ...vectors },
      reranker: { current: () => null, rerank: () => Promise.resolve([]) },
      settings: new RetrievalSettings({
        get: (key) => Promise.resolve(settings.get(key)),
        set: (key, value) => Promise.resolve(void settings.set(key, value)),
      }),
    })
  const texts = async (body: SearchBody, vectors?: Partial<Vectors>) =>
    (await search(vectors).search(body, signal)).passages.map(({ text }) => text)

  beforeAll(async () => {
    if (kind === 'postgres') postgres = await TestPostgres.start()
    else directory = await createdDataDirectory()
    const databaseUrl = await postgres?.createDatabase()
    db = await openDatabase({ databaseUrl, dataDir: directory?.path ?? '/nowhere', logger: silentLogger })
    fixture = new PassageFixture(db)
    const guides = await fixture.collection('Guides', ['public'])
    const notes = await fixture.collection('Notes')
    await fixture.document(guides, 'errors.md', [
      'Code ERR-4012 means that the certificate has expired. Renew it.',
      'Code ERR-4013 means that the server refused the connection.',
      'The function getUserName reads the name of a person from the directory.',
      'Version 2.4.0 brings faster connections; version 2.14.0 brings none.',
    ])
    await fixture.document(guides, 'dns.md', ['Retries happen when a connection is lost, with a back off.'], {
      tags: ['network'],
    })
    await fixture.document(notes, 'notizen.md', ['Die Verbindungen zum Server wurden getrennt.'], {
      language: 'de',
      updatedAt: '2020-01-01T00:00:00Z',
    })
    await fixture.document(notes, 'table.csv', ['connection count,12'], { kind: 'csv' })
  })
  afterAll(async () => {
    await db.close()
    await postgres?.stop()
    directory?.[Symbol.dispose]()
  })

  it.each([
    ['err-4012', /ERR-4012/],
    ['user_name', /getUserName/],
    ['getUserName()', /getUserName/],
    ['2.14.0', /2\.14\.0/],
    ['connecting', /[Cc]onnection/],
    ['Verbindung', /Verbindungen/],
    ['"server refused the connection"', /ERR-4013/],
  ])('finds %s first where it stands', async (query, expected) => {
    const [first] = await texts({ query })
    expect(first).toMatch(expected)
  })

  it('finds what holds a phrase as it stands, and nothing else', async () => {
    expect(await texts({ query: 'connection "the certificate has expired"' })).toHaveLength(1)
    expect(await texts({ query: '"expired has certificate the"' })).toEqual([])
  })

  it.each<[string, Omit<SearchBody, 'query'>, number]>([
    ['a collection by its name', { collections: ['Notes'] }, 1],
    ['tags of documents and of collections', { tags: ['network'] }, 1],
    ['any of the tags', { tags: ['network', 'public'] }, 3],
    ['kinds', { kinds: ['csv'] }, 1],
    ['dates', { to: '2021-01-01T00:00:00Z' }, 0],
    ['a collection that is not there', { collections: ['Ghost'] }, 0],
  ])('keeps to %s', async (_, filter, count) => {
    const settings = { mergeNeighbours: false }
    expect(await texts({ query: 'connection', settings, ...filter })).toHaveLength(count)
  })

  it('marks the words of the query by their stems, and tells what each is worth', async () => {
    const { passages, terms } = await search().search({ query: 'expire certificates' }, signal)
    const [{ text, marks } = { text: '', marks: [] }] = passages
    expect(marks.map(({ start, end }) => text.slice(start, end))).toEqual(['certificate', 'expired'])
    expect(terms.map(({ term, holding }) => [term, holding])).toEqual([
      ['expir', 1],
      ['certif', 1],
    ])
    expect(terms[0]!.idf).toBeGreaterThan(0)
  })

  it('orders alike wherever the passages are', async () => {
    const queries = ['connection', 'server connection lost', 'code means version', 'the name']
    const found = await Promise.all(queries.map((query) => texts({ query, settings: { diversity: 0 } })))
    orders.set(kind, found)
    const [one, other = one] = [...orders.values()]
    expect(one).toEqual(other)
  })

  it('joins what words and what vectors find, and says which score decides', async () => {
    const [dns] = await db.run(
      (queries) => queries.$queryRaw<{ id: bigint }[]>`
      SELECT p.id FROM passage p JOIN document d ON d.id = p.document_id WHERE d.name = 'dns.md'`,
    )
    const vectors: Partial<Vectors> = {
      current: () => ({ model: 'toy', dimension: 2 }),
      notice: () => null,
      embed: () => Promise.resolve([new Float32Array([1, 0])]),
      nearest: () => Promise.resolve([{ passage: String(dns!.id), similarity: 0.9 }]),
    }
    const { passages, ranker } = await search(vectors).search({ query: 'ERR-4012' }, signal)
    expect(ranker).toMatchObject({ vector: 'toy', deciding: 'fused', notes: [] })
    expect(passages.map(({ document, ranks }) => [document.name, ranks.lexical, ranks.vector])).toEqual([
      ['errors.md', 1, null],
      ['dns.md', null, 1],
    ])
    const failing = { ...vectors, embed: () => Promise.reject(new Error('The endpoint is down')) }
    const alone = await search(failing).search({ query: 'ERR-4012' }, signal)
    expect(alone.passages).toHaveLength(1)
    expect(alone.ranker).toMatchObject({ vector: null, deciding: 'lexical' })
    expect(alone.ranker.notes.join()).toContain('The endpoint is down')
  })

  it('says why something is not among what it found', async () => {
    const { passages } = await search().search({ query: 'certificate' }, signal)
    const document = async (name: string) =>
      (await db.run((queries) => queries.document.findFirstOrThrow({ where: { name } }))).id
    const why = async (body: SearchBody & { passage?: string; document?: string }) =>
      (await search().explain(body, signal)).why
    expect(await why({ query: 'certificate', passage: passages[0]!.id })).toBe('taken')
    expect(await why({ query: 'certificate', document: await document('dns.md') })).toBe('no-shared-words')
    expect(
      await why({ query: 'connection', collections: ['Notes'], document: await document('dns.md') }),
    ).toBe('filtered')
    expect(await why({ query: 'connection lost', limit: 1, document: await document('table.csv') })).toBe(
      'limit',
    )
    expect(await why({ query: 'certificate', passage: '999999' })).toBe('not-indexed')
  })

  it('serves the old passages until the new ones are published, then those alone', async () => {
    const collection = await fixture.collection('Changing')
    const id = await fixture.document(collection, 'changing.md', ['An aardvark.', 'A second aardvark.'])
    const [context, next] = [{ language: 'en', title: null }, passagesOf(['A zebra.', 'An aardvark, again.'])]
    await fixture.store.write(id, 2, next, context)
    await fixture.store.write(id, 2, next, context)
    expect(await fixture.store.written(id, 2)).toBe(2)
    expect(await texts({ query: 'zebra' })).toEqual([])
    await fixture.store.publish(id, 2)
    expect(await texts({ query: 'zebra', settings: { mergeNeighbours: false } })).toEqual(['A zebra.'])
    expect(await texts({ query: 'aardvark', settings: { mergeNeighbours: false } })).toHaveLength(1)
    expect((await fixture.store.ofDocument(id, 1, 10)).map(({ ordinal }) => ordinal)).toEqual([1])
    await fixture.store.remove(id)
    expect(await texts({ query: 'zebra' })).toEqual([])
  })

  it('forgets what is gone when it is swept: the numbers are as if it had never been', async () => {
    // Of what the tests before have deleted.
    await fixture.store.sweep(signal)
    const before = await search().search({ query: 'connection', limit: 50 }, signal)
    const collection = await fixture.collection('Passing')
    const many = Array.from({ length: 120 }, (_, at) => `connection number ${at} of a passing document`)
    const id = await fixture.document(collection, 'passing.md', many)
    await fixture.store.remove(id)
    await db.run((queries) => queries.$executeRaw`DELETE FROM document WHERE id = ${id}::uuid`)
    expect(await fixture.store.sweep(signal)).toBeGreaterThanOrEqual(120)
    const after = await search().search({ query: 'connection', limit: 50 }, signal)
    expect(after.passages.map(({ scores }) => scores)).toEqual(before.passages.map(({ scores }) => scores))
    expect(await fixture.store.sweep(signal)).toBe(0)
  })

  it('keeps to the settings of the request, then to those that are stored', async () => {
    await search().setSettings({ ...(await search().settings()).defaults, limit: 2, mergeNeighbours: false })
    expect(await texts({ query: 'connection' })).toHaveLength(2)
    expect(await texts({ query: 'connection', limit: 1 })).toHaveLength(1)
    expect((await search().settings()).settings.limit).toBe(2)
    settings.clear()
  })
})

import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { createdDataDirectory, type DataDirectory } from '@/e2e/fixtures/data-directory'
import type { SearchBody } from '@/lib/domain/api/search'
import type { AppEvent } from '@/lib/domain/event'
import { type FoundPassage, rankSettingsSchema, type SearchResult } from '@/lib/domain/retrieval'
import { Jobs } from '@/lib/jobs/jobs'
import { AppError } from '@/lib/kit/app-error'
import { systemClock } from '@/lib/kit/clock'
import { silentLogger } from '@/lib/kit/logger'
import { openDatabase } from '@/lib/store/client'
import type { Database } from '@/lib/store/database'
import { EvaluationStore } from '@/lib/store/evaluations'
import { GoldSetStore } from '@/lib/store/gold-sets'
import { Evaluation } from './evaluation'

const SOON = { timeout: 15_000, interval: 20 }
const RANKER = { lexical: 'portolan-bm25' as const, vector: 'tiny', reranker: null, notes: [] }
const TIMINGS = { embed: null, lexical: 1, vector: null, rerank: null, total: 4 }
const NONE = { lexical: null, vector: null, fused: null, rerank: null }

const passage = (name: string): FoundPassage => ({
  ...{ id: name, ordinal: 0, kind: 'prose', heading: [], text: `Of ${name}`, tokens: 3, marks: [] },
  place: { start: 0, end: 1 },
  document: { id: randomUUID(), name, title: null, kind: 'markdown', collection: randomUUID() },
  ...{ scores: NONE, ranks: NONE },
})
const result = (...names: string[]): SearchResult => ({
  ...{ passages: names.map(passage), cut: [], timings: TIMINGS, ranker: RANKER, terms: [] },
})

let directory: DataDirectory
let database: Database
let jobs: Jobs
let events: AppEvent[] = []
let search: (body: SearchBody, signal: AbortSignal) => Promise<SearchResult>

function made(): Evaluation {
  return new Evaluation({
    goldSets: new GoldSetStore(database),
    runs: new EvaluationStore(database),
    settings: () => Promise.resolve(rankSettingsSchema.parse({ diversity: 0.5 })),
    jobs,
    bus: { publish: (...told) => void events.push(...told) },
    clock: systemClock,
    logger: silentLogger,
    searches: {
      passages: (body, signal) => search(body, signal),
      tools: () =>
        Promise.resolve({
          ...{ timings: TIMINGS, ranker: RANKER, terms: [] },
          tools: ['a', 'b', 'c'].map((tool) => ({
            ...{ server: 's', tool, scores: NONE, ranks: NONE, taken: true },
          })),
        }),
    },
  })
}

describe('evaluation', () => {
  let evaluation: Evaluation

  beforeAll(async () => {
    directory = await createdDataDirectory()
    database = await openDatabase({
      ...{ databaseUrl: undefined, dataDir: directory.path, logger: silentLogger },
    })
    jobs = new Jobs(database.driver, silentLogger)
    await jobs.start()
    evaluation = made()
    await evaluation.start()
  }, 60_000)
  afterAll(async () => {
    await jobs.stop()
    await database.close()
    directory[Symbol.dispose]()
  })
  beforeEach(() => {
    events = []
    search = () => Promise.resolve(result('a.md', 'b.md', 'c.md'))
  })

  const input = (name: string, gate: { metric: string; atLeast: number } | null = null) => ({
    ...{ name, description: '', collections: [], gate },
  })
  const asks = (document: string) => ({
    ...{ question: `Where is ${document}?`, passages: [{ document }], tools: [], note: '' },
  })
  const ended = (id: string) =>
    vi.waitFor(async () => {
      const run = await evaluation.run(id, {})
      expect(['done', 'failed', 'cancelled']).toContain(run.state)
      return run
    }, SOON)

  it('keeps sets and questions, and says what is wrong with others', async () => {
    const set = await evaluation.create(input('Kept'))
    await expect(evaluation.create(input('Kept'))).rejects.toMatchObject({ code: 'already-exists' })
    const added = await evaluation.addQuestion(set.id, asks('a.md'))
    await evaluation.changeQuestion(set.id, added.id, { ...asks('b.md'), note: 'changed' })
    await expect(evaluation.addQuestion(set.id, { ...asks('a.md'), passages: [] })).rejects.toMatchObject({
      code: 'bad-input',
    })
    await expect(evaluation.addQuestion(randomUUID(), asks('a.md'))).rejects.toMatchObject({
      code: 'not-found',
    })
    const changed = await evaluation.change(set.id, {
      ...{ name: 'Renamed', gate: { metric: 'mrr', atLeast: 0.4 } },
    })
    expect(changed).toMatchObject({ name: 'Renamed', questions: 1, gate: { metric: 'mrr', atLeast: 0.4 } })
    expect((await evaluation.change(set.id, { gate: null })).gate).toBeNull()
    const { items } = await evaluation.get(set.id)
    expect(items).toEqual([{ id: added.id, ...asks('b.md'), note: 'changed' }])
    expect(await evaluation.export(set.id)).toEqual({
      name: 'Renamed',
      text: '{"question":"Where is b.md?","passages":[{"document":"b.md"}],"note":"changed"}\n',
    })
    await evaluation.removeQuestion(set.id, added.id)
    await expect(evaluation.removeQuestion(set.id, added.id)).rejects.toMatchObject({ code: 'not-found' })
    await evaluation.remove(set.id)
    await expect(evaluation.get(set.id)).rejects.toMatchObject({ code: 'not-found' })
  })

  it('takes the good lines of an import, in their order', async () => {
    const set = await evaluation.create(input('Imported'))
    const text = '{"question":"1?","tools":["t"]}\nrubbish\n{"question":"2?","tools":["t"]}\n'
    expect(await evaluation.import(set.id, { format: 'jsonl', text })).toMatchObject({
      ...{ added: 2, refused: [{ line: 2 }] },
    })
    expect((await evaluation.get(set.id)).items.map(({ question }) => question)).toEqual(['1?', '2?'])
    const many = '{"question":"x","tools":["t"]}\n'.repeat(5_000)
    await expect(evaluation.import(set.id, { format: 'jsonl', text: many })).rejects.toMatchObject({
      code: 'too-large',
    })
    expect((await evaluation.get(set.id)).questions).toBe(2)
  })

  it('measures every question, with the settings asked for, and holds the gate', async () => {
    const bodies: SearchBody[] = []
    search = (body) => {
      bodies.push(body)
      return Promise.resolve(result('a.md', 'b.md', 'c.md'))
    }
    const set = await evaluation.create(input('Measured', { metric: 'recallAt5', atLeast: 0.6 }))
    await evaluation.addQuestion(set.id, { ...asks('b.md'), tools: [{ server: 's', tool: 'c' }] })
    await evaluation.addQuestion(set.id, asks('nowhere.md'))
    const started = await evaluation.startRun(set.id, { lexicalWeight: 3 })
    expect(started).toMatchObject({
      state: 'queued',
      total: 2,
      settings: { lexicalWeight: 3, diversity: 0.5 },
    })
    const run = await ended(started.id)
    expect(run).toMatchObject({
      ...{ state: 'done', done: 2, ranker: 'portolan-bm25 + tiny', medianMs: 8, passedGate: false },
      passages: { recallAt1: 0, recallAt3: 0.5, mrr: 0.25 },
      tools: { recallAt3: 1, mrr: 1 / 3 },
    })
    expect(bodies[0]?.settings).toMatchObject({ lexicalWeight: 3, limit: 20 })
    expect(run.outcomes[0]).toMatchObject({
      ...{ passageRanks: [2], toolRanks: [3], found: ['a.md', 'b.md', 'c.md', 's/a', 's/b', 's/c'] },
    })
    expect(run.outcomes[1]).toMatchObject({ passageRanks: [null], tools: null })
    expect(events.at(-1)).toMatchObject({ kind: 'evaluation-changed', run: run.id, state: 'done', done: 2 })
  })

  it('shows a run beside an earlier one, though a question was deleted since', async () => {
    const set = await evaluation.create(input('Compared'))
    const question = await evaluation.addQuestion(set.id, asks('c.md'))
    const before = await ended((await evaluation.startRun(set.id, {})).id)
    search = () => Promise.resolve(result('c.md'))
    const after = await ended((await evaluation.startRun(set.id, {})).id)
    await evaluation.removeQuestion(set.id, question.id)
    const { against, outcomes } = await evaluation.run(after.id, { against: before.id })
    expect(against?.outcomes[0]?.passageRanks).toEqual([3])
    expect(outcomes[0]?.passageRanks).toEqual([1])
    const { items } = await evaluation.list()
    expect(items.find(({ id }) => id === set.id)?.newest?.id).toBe(after.id)
  })

  it('refuses to run a set without questions', async () => {
    const set = await evaluation.create(input('Empty'))
    await expect(evaluation.startRun(set.id, {})).rejects.toMatchObject({ code: 'bad-input' })
  })

  it('stops at once when it is cancelled, in the middle of a search', async () => {
    const searching = Promise.withResolvers<undefined>()
    search = (_, signal) =>
      new Promise((_resolve, reject) => {
        signal.addEventListener('abort', () => reject(signal.reason as Error))
        searching.resolve(undefined)
      })
    const set = await evaluation.create(input('Cancelled'))
    await evaluation.addQuestion(set.id, asks('a.md'))
    const { id } = await evaluation.startRun(set.id, {})
    await searching.promise
    expect(await evaluation.cancel(id)).toMatchObject({ state: 'cancelled', passages: null })
    // The next one is not held up by it.
    search = () => Promise.resolve(result('a.md'))
    expect(await ended((await evaluation.startRun(set.id, {})).id)).toMatchObject({ state: 'done' })
    expect((await evaluation.run(id, {})).state).toBe('cancelled')
    expect(await evaluation.cancel(id)).toMatchObject({ state: 'cancelled' })
  })

  it('fails with the reason when searching does', async () => {
    search = () => Promise.reject(new AppError('bad-input', 'The collection is gone'))
    const set = await evaluation.create(input('Failing'))
    await evaluation.addQuestion(set.id, asks('a.md'))
    const run = await ended((await evaluation.startRun(set.id, {})).id)
    expect(run).toMatchObject({ state: 'failed', error: 'The collection is gone', done: 0 })
  })

  it('goes on after a restart where it broke off, asking nothing twice', async () => {
    const asked: string[] = []
    let broken = true
    search = ({ query }) => {
      if (query.includes('b.md') && broken) {
        return Promise.reject(new AppError('database-unavailable', 'The database is restarting'))
      }
      asked.push(query)
      return Promise.resolve(result('a.md', 'b.md', 'c.md'))
    }
    const set = await evaluation.create(input('Resumed'))
    for (const name of ['a.md', 'b.md', 'c.md']) await evaluation.addQuestion(set.id, asks(name))
    const { id } = await evaluation.startRun(set.id, {})
    await vi.waitFor(async () => expect((await evaluation.run(id, {})).done).toBe(1), SOON)
    broken = false
    expect(await ended(id)).toMatchObject({ state: 'done', done: 3, passages: { recallAt3: 1 } })
    expect(asked).toEqual(['Where is a.md?', 'Where is b.md?', 'Where is c.md?'])
  })
})

import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createdDataDirectory, type DataDirectory } from '@/e2e/fixtures/data-directory'
import { TestPostgres } from '@/e2e/fixtures/postgres'
import type { Happening } from '@/lib/events/writer'
import { EventBus } from '@/lib/events/bus'
import { happening } from '@/lib/kit/happening'
import { silentLogger } from '@/lib/kit/logger'
import { openDatabase } from './client'
import type { Database } from './database'
import { EventStore } from './events'
import type { StoredRun } from './run-rows'
import { type RunOutcome, type RunRequest, RUNS_CHANNEL, RunStore } from './runs'

const at = (second: number) => new Date(Date.UTC(2026, 10, 22, 0, 0, second)).toISOString()
const COUNTS = { found: 3, added: 1, changed: 0, removed: 0, shadowed: 0, held: 0, errors: 0 }
const NOTHING = { ...COUNTS, found: 0, added: 0 }
const DIFF = {
  added: [{ name: 'a', target: 'x\u0000y', held: false }],
  changed: [],
  removed: [],
  shadowed: [],
}

const outcome = (part: Partial<RunOutcome> = {}): RunOutcome => ({
  ...{ state: 'succeeded', at: at(9), counts: COUNTS, problems: [], diff: DIFF, error: null },
  ...{ failures: 0, nextAt: at(60) },
  ...part,
})

/** For a loaded machine. */
const SOON = { timeout: 10_000 }

describe.each(['pglite', 'postgres'] as const)('runs on %s', (kind) => {
  let directory: DataDirectory | undefined
  let postgres: TestPostgres | undefined
  let db: Database
  let store: RunStore

  beforeAll(async () => {
    if (kind === 'postgres') postgres = await TestPostgres.start()
    else directory = await createdDataDirectory()
    const databaseUrl = await postgres?.createDatabase()
    db = await openDatabase({ databaseUrl, dataDir: directory?.path ?? '/nowhere', logger: silentLogger })
    store = new RunStore(db, new EventBus(silentLogger))
  })
  afterAll(async () => {
    await db.close()
    await postgres?.stop()
    directory?.[Symbol.dispose]()
  })
  beforeEach(async () => {
    await db.run((queries) => queries.$executeRaw`TRUNCATE source_run`)
  })

  const ask = (part: Partial<RunRequest> = {}) =>
    store.ask({
      ...{ id: randomUUID(), source: 'http', place: '', trigger: 'interval', dryRun: false, at: at(0) },
      ...part,
    })
  const claim = (id: string, replica = 'one') => store.claim(id, { replica, at: at(1) })
  const begin = async (part: Partial<RunRequest> = {}) => {
    const { id } = await ask(part)
    await claim(id)
    return id
  }
  const end = async (part: Partial<RunRequest> = {}, how: Partial<RunOutcome> = {}) => {
    const id = await begin(part)
    await store.finish(id, outcome(how))
    return id
  }
  const silence = (id: string) =>
    db.run(
      (queries) =>
        queries.$executeRaw`UPDATE source_run SET beat_at = now() - interval '1 hour' WHERE id = ${id}::uuid`,
    )

  it('goes from queued over running to its end, and says all of it', async () => {
    const asked = await ask({ trigger: 'request' })
    expect(asked).toMatchObject({ state: 'queued', requestedAt: at(0), startedAt: null, durationMs: null })
    expect(await claim(asked.id)).toMatchObject({ state: 'running', startedAt: at(1), replica: 'one' })
    const problems = [{ severity: 'error' as const, message: 'odd\u0000', line: 3 }]
    const ended = await store.finish(asked.id, outcome({ problems }))
    expect(ended).toMatchObject({ state: 'succeeded', durationMs: 8_000, counts: COUNTS, nextAt: at(60) })
    expect(await store.get(asked.id)).toMatchObject({ trigger: 'request', problems, diff: DIFF, error: null })
    expect(await store.get(randomUUID())).toBeUndefined()
  })

  it('ends a run and tells of it together, and once, however often that is tried', async () => {
    const id = await begin()
    const feed = new EventStore(db)
    const after = await feed.lastId()
    const newsOf = ({ source, state }: StoredRun) => [
      happening({ kind: 'run-changed' as const, source, run: id, state }, Date.UTC(2026, 10, 22)),
    ]
    let news: Happening[] | undefined
    const newsOnce = (run: StoredRun) => (news ??= newsOf(run))
    const refusing = (run: StoredRun) => newsOf(run).map((one) => ({ ...one, key: 'no key' }))
    await expect(store.finish(id, outcome(), refusing)).rejects.toThrow()
    expect(await store.get(id)).toMatchObject({ state: 'running' })
    const ended = await store.finish(id, outcome(), newsOnce)
    expect(await store.finish(id, outcome(), newsOnce)).toEqual(ended)
    expect(await feed.after(after, 10)).toMatchObject([{ event: { run: id, state: 'succeeded' } }])
    // Of another's end, nothing.
    expect(await store.finish(id, outcome({ at: at(10) }), newsOf)).toBeUndefined()
    expect(await feed.after(after, 10)).toHaveLength(1)
  })

  it('lets those who ask share the run that waits, and a person’s wish be seen', async () => {
    const first = await ask()
    const second = await ask({ trigger: 'request' })
    expect(second).toMatchObject({ id: first.id, trigger: 'request' })
    await claim(first.id)
    const third = await ask()
    expect(third.id).not.toBe(first.id)
    expect((await ask({ source: 'dns' })).id).not.toBe(third.id)
    expect((await ask({ place: 'one' })).id).not.toBe(third.id)
    const [dry, alsoDry] = await Promise.all([ask({ dryRun: true }), ask({ dryRun: true })])
    expect(dry.id).not.toBe(alsoDry.id)
  })

  it('lets one of many who ask at once wait', async () => {
    const runs = await Promise.all(Array.from({ length: 10 }, () => ask()))
    expect(new Set(runs.map(({ id }) => id)).size).toBe(1)
  })

  it('lets one run of a source go on at a time, whoever wants to begin', async () => {
    const first = await begin()
    const second = await ask()
    expect(await Promise.all([claim(second.id, 'one'), claim(second.id, 'two')])).toEqual(['busy', 'busy'])
    const dry = await ask({ dryRun: true, place: 'two' })
    expect(await claim(dry.id, 'two')).toMatchObject({ state: 'running' })
    await store.finish(first, outcome())
    const claims = await Promise.all(['one', 'two', 'three'].map((replica) => claim(second.id, replica)))
    expect(claims.filter((claimed) => typeof claimed === 'object')).toHaveLength(1)
    expect(await claim(first)).toBeUndefined()
  })

  it('cancels what waits at once, and asks the replica to end what goes on', async () => {
    const going = await begin()
    const waiting = await ask()
    expect(await store.askToCancel(waiting.id, at(5))).toMatchObject({
      ...{ state: 'cancelled', finishedAt: at(5), startedAt: null },
      error: { code: 'cancelled' },
    })
    expect(await store.askToCancel(going, at(5))).toMatchObject({ state: 'running', cancelAsked: true })
    expect(await store.beat([going, waiting.id])).toEqual([{ id: going, cancelAsked: true }])
    await store.finish(going, outcome({ state: 'cancelled' }))
    expect(await store.askToCancel(going, at(6))).toBeUndefined()
    expect(await claim((await ask()).id)).toMatchObject({ state: 'running' })
  })

  it('ends the runs of replicas that have fallen silent, once, and what they then tell counts for nothing', async () => {
    const error = { code: 'interrupted', message: 'gone' }
    const [silent, local, living] = [
      await begin(),
      await ask({ place: 'one' }),
      await begin({ source: 'dns' }),
    ]
    await silence(silent)
    await silence(local.id)
    const ended = await store.endLapsed({ silentMs: 10_000, at: at(9), error })
    expect(ended.map(({ id, state }) => [id, state]).toSorted()).toEqual(
      [
        [silent, 'failed'],
        [local.id, 'failed'],
      ].toSorted(),
    )
    expect(await store.endLapsed({ silentMs: 10_000, at: at(9), error })).toEqual([])
    expect(await store.finish(silent, outcome())).toBeUndefined()
    expect(await store.get(silent)).toMatchObject({ state: 'failed', error })
    expect(await store.beat([silent, living])).toEqual([{ id: living, cancelAsked: false }])
  })

  it('hands on a run that its replica has to leave', async () => {
    const left = await begin()
    expect(await store.requeue(left)).toBe(true)
    expect(await claim(left, 'two')).toMatchObject({ replica: 'two', state: 'running' })
    const next = await ask()
    expect(await store.requeue(left)).toBe(false)
    expect(await store.requeue(await begin({ source: 'config-file', place: 'one' }))).toBe(false)
    expect((await store.waiting(0)).map(({ id }) => id)).toEqual([next.id])
    expect(await store.waiting(60_000)).toEqual([])
  })

  it('tells every replica of each step', async () => {
    const heard: { state: string; cancelAsked: boolean }[] = []
    const stop = await db.listen(RUNS_CHANNEL, (payload) =>
      heard.push(JSON.parse(payload) as { state: string; cancelAsked: boolean }),
    )
    const id = await begin()
    await store.askToCancel(id, at(3))
    await store.finish(id, outcome({ state: 'cancelled' }))
    await store.tell({ kind: 'source', source: 'http', from: 'one' })
    await expect.poll(() => heard.length, SOON).toBe(5)
    const steps = heard.slice(0, 4).map(({ state, cancelAsked }) => [state, cancelAsked])
    expect(steps).toEqual([
      ['queued', false],
      ['running', false],
      ['running', true],
      ['cancelled', true],
    ])
    expect(heard[0]).toMatchObject({ kind: 'run', id, source: 'http', dryRun: false, replica: null })
    await stop()
  })

  it('knows of each source what it came to and what goes on', async () => {
    await end(
      { at: at(1) },
      { state: 'failed', error: { code: 'unreachable', message: 'away' }, failures: 2 },
    )
    const last = await end({ at: at(2) })
    await end({ at: at(3), dryRun: true })
    const current = await begin({ at: at(4) })
    await ask({ at: at(5) })
    const other = await ask({ source: 'dns', at: at(6) })
    const newest = await store.newest()
    expect(newest.last.map(({ id }) => id)).toEqual([last])
    expect(newest.current.map(({ id }) => id).toSorted()).toEqual([current, other.id].toSorted())
  })

  it('pages through runs, newest first, and only those that tell something if wanted', async () => {
    const ids: string[] = []
    for (let second = 0; second < 5; second += 1) {
      const counts = second % 2 === 0 ? COUNTS : NOTHING
      ids.unshift(await end({ at: at(second) }, { counts }))
    }
    await end({ source: 'dns', at: at(9) }, { counts: NOTHING, state: 'failed' })
    const seen: string[] = []
    let cursor: string | undefined
    do {
      const page = await store.list({ source: 'http', limit: 2, cursor })
      expect(page.total).toBe(5)
      seen.push(...page.items.map(({ id }) => id))
      cursor = page.nextCursor ?? undefined
    } while (cursor)
    expect(seen).toEqual(ids)
    expect(await store.list({ telling: true, limit: 10 })).toMatchObject({ total: 4, nextCursor: null })
    expect((await store.list({ state: ['failed'], limit: 10 })).items).toMatchObject([{ source: 'dns' }])
    await expect(store.list({ limit: 2, cursor: 'x' })).rejects.toMatchObject({ code: 'bad-input' })
  })

  it('forgets what is old and what is too much, first what tells nothing', async () => {
    for (let second = 0; second < 40; second += 1) {
      await end({ at: at(second) }, { counts: second < 10 ? COUNTS : NOTHING })
    }
    const going = await begin({ at: at(0) })
    const before = new Date(0)
    expect(await store.prune({ before, keep: 25 })).toBe(10)
    const kept = (await store.list({ limit: 100 })).items.filter(({ id }) => id !== going)
    expect(kept.filter(({ counts }) => counts.added > 0)).toHaveLength(10)
    expect(await store.prune({ before: new Date(at(3_600)), keep: 25 })).toBe(10)
    expect((await store.list({ limit: 100 })).total).toBe(21)
    expect(await store.get(going)).toBeDefined()
  })
})

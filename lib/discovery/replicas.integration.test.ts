import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { TestPostgres } from '@/e2e/fixtures/postgres'
import { type Replica, startReplica } from '@/e2e/fixtures/replica'
import { StoreProcess } from '@/e2e/fixtures/store-process'
import { remote } from '@/e2e/fixtures/registry'
import type { Snapshot } from '@/lib/domain/snapshot'
import type { Source, SourceMethod } from './source'

const snapshot = (...names: string[]): Snapshot => ({
  candidates: names.map((name) => remote(name)),
  problems: [],
})

/** A catalogue that answers when it is told to, and sees how many ask it at once. */
class Catalogue {
  asked = 0
  now = 0
  most = 0
  readonly waiting: PromiseWithResolvers<Snapshot>[] = []
  readonly aborted: unknown[] = []
  /** Undefined lets every answer wait. */
  answer: Snapshot | undefined = snapshot('a')

  get source(): Source {
    return { id: 'http', title: 'Catalogues', discover: (signal) => this.discover(signal) }
  }

  async discover(signal: AbortSignal): Promise<Snapshot> {
    this.asked += 1
    this.now += 1
    this.most = Math.max(this.most, this.now)
    signal.addEventListener('abort', () => this.aborted.push(signal.reason))
    try {
      if (this.answer) {
        await new Promise((resolve) => setTimeout(resolve, 5))
        return this.answer
      }
      const waiting = Promise.withResolvers<Snapshot>()
      this.waiting.push(waiting)
      return await waiting.promise
    } finally {
      this.now -= 1
    }
  }
}

/** For a loaded machine. */
const SOON = { timeout: 15_000 }

describe('replicas on one PostgreSQL', () => {
  let postgres: TestPostgres
  let databaseUrl: string
  let catalogue: Catalogue
  let replicas: Replica[]

  beforeAll(async () => {
    postgres = await TestPostgres.start()
  })
  afterAll(() => postgres.stop())
  beforeEach(async () => {
    databaseUrl = await postgres.createDatabase()
    catalogue = new Catalogue()
    replicas = []
  })
  afterEach(async () => {
    for (const replica of replicas.splice(0)) await replica.stop()
  })

  async function start(
    source: Source = catalogue.source,
    part: Partial<SourceMethod> = {},
  ): Promise<Replica> {
    const replica = await startReplica(databaseUrl, [source], part)
    replicas.push(replica)
    return replica
  }
  const two = async (source?: Source, part?: Partial<SourceMethod>) => {
    const one = await start(source, part)
    return [one, await start(source, part)] as const
  }
  const rows = async (replica: Replica) => (await replica.runs.list({ limit: 100 })).items

  it('run a source one at a time, and those who wait anywhere share the next run', async () => {
    const [one, other] = await two()
    const asks = Array.from({ length: 20 }, (_, index) => (index % 2 ? one : other).discovery.run('http'))
    const runs = await Promise.all(asks)
    expect(catalogue.most).toBe(1)
    expect(runs.every(({ state, counts }) => state === 'succeeded' && counts.found === 1)).toBe(true)
    expect(catalogue.asked).toBeLessThan(20)
    expect((await rows(one)).length).toBe(catalogue.asked)
  })

  it('let the one that was asked do the run: it has seen why', async () => {
    const [one, other] = await two()
    for (let count = 0; count < 5; count += 1) {
      await one.discovery.run('http')
      await other.discovery.run('http')
    }
    expect([one.results.length, other.results.length]).toEqual([5, 5])
  })

  it('cancel a run that goes on elsewhere, and the registry keeps what it had', async () => {
    const [one, other] = await two()
    await one.discovery.run('http')
    catalogue.answer = undefined
    const running = one.discovery.run('http')
    await expect.poll(() => catalogue.waiting.length, SOON).toBe(1)
    const id = (await rows(other))[0]?.id ?? ''
    expect(await other.discovery.cancel('http', id)).toMatchObject({ state: 'cancelled', id })
    expect(await running).toMatchObject({ state: 'cancelled', error: { message: 'The run was cancelled' } })
    expect(catalogue.aborted).toMatchObject([{ code: 'cancelled' }])
    catalogue.waiting[0]?.resolve(snapshot())
    expect(one.registry.bySource.get('http')).toEqual(['a'])
    expect(one.registry.failures).toEqual([])
  })

  it('cancel a run that waits behind another, without asking the source', async () => {
    const [one, other] = await two()
    catalogue.answer = undefined
    const first = one.discovery.run('http')
    await expect.poll(() => catalogue.waiting.length, SOON).toBe(1)
    const waiting = await other.discovery.run('http', { wait: false })
    expect(waiting.state).toBe('queued')
    expect(await one.discovery.cancel('http', waiting.id)).toMatchObject({
      state: 'cancelled',
      startedAt: null,
    })
    catalogue.waiting[0]?.resolve(snapshot('b'))
    expect(await first).toMatchObject({ state: 'succeeded' })
    expect(catalogue.asked).toBe(1)
  })

  it('take over from one that is killed in the middle of a run, and say what became of it', async () => {
    const child = new StoreProcess('run', databaseUrl, 'replica-child')
    try {
      await child.says('running')
      const survivor = await start()
      const started = survivor.discovery.start()
      const [interrupted] = (await rows(survivor)).filter(({ state }) => state === 'running')
      expect(interrupted).toBeDefined()
      await child.kill()
      await expect
        .poll(async () => (await survivor.runs.get(interrupted?.id ?? ''))?.state, SOON)
        .toBe('failed')
      expect(await survivor.runs.get(interrupted?.id ?? '')).toMatchObject({ error: { code: 'interrupted' } })
      await started
      expect(survivor.registry.bySource.get('http')).toEqual(['a'])
    } finally {
      await child.kill()
    }
  })

  it('hand a run on that one has to leave because it stops', async () => {
    const [one, other] = await two()
    await other.discovery.start()
    catalogue.answer = undefined
    void one.discovery.run('http').catch(() => undefined)
    await expect.poll(() => catalogue.waiting.length, SOON).toBe(1)
    const [left] = await rows(other)
    catalogue.answer = snapshot('b')
    await one.stop()
    replicas = [other]
    await expect.poll(async () => (await other.runs.get(left?.id ?? ''))?.state, SOON).toBe('succeeded')
    expect(other.registry.bySource.get('http')).toEqual(['b'])
    expect(one.registry.failures).toEqual([])
  })

  it('run at the interval of a source once, not once each', async () => {
    const source = { ...catalogue.source, everyMs: 1_000 }
    const [one, other] = await two(source)
    await Promise.all([one.discovery.start(), other.discovery.start()])
    const [since, beganAt] = [catalogue.asked, performance.now()]
    await expect.poll(() => catalogue.asked - since, SOON).toBeGreaterThanOrEqual(4)
    const intervals = (performance.now() - beganAt) / 950
    // Each by itself, they would have come to twice as many.
    expect(catalogue.asked - since).toBeLessThanOrEqual(intervals + 1.5)
    expect((await rows(one)).filter(({ trigger }) => trigger === 'interval').length).toBeGreaterThanOrEqual(4)
  })

  it('hear of settings that were changed elsewhere, and of a pause', async () => {
    const [one, other] = await two()
    await Promise.all([one.discovery.start(), other.discovery.start()])
    const stateOf = async (replica: Replica) => (await replica.discovery.sources())[0]
    await one.discovery.update('http', { settings: { newServers: 'held' } })
    await expect
      .poll(async () => (await stateOf(other))?.settings.layers, SOON)
      .toMatchObject({ newServers: 'page' })
    const seen = [one, other].map(({ registry }) => registry.applied.length)
    await other.discovery.run('http')
    const applied = [one, other].flatMap(({ registry }, index) => registry.applied.slice(seen[index]))
    expect(new Set(applied.map(({ newServers }) => newServers))).toEqual(new Set(['held']))
    await other.discovery.update('http', { paused: true })
    await expect.poll(async () => (await stateOf(one))?.state, SOON).toBe('paused')
    await one.discovery.update('http', { settings: { enabled: false } })
    await expect.poll(async () => (await stateOf(other))?.state, SOON).toBe('off')
    expect([one.registry.retained, other.registry.retained]).toEqual([[], []])
  })

  it('finish a run over an outage of the database', async () => {
    const one = await start()
    await one.discovery.start()
    catalogue.answer = undefined
    const running = one.discovery.run('http', { wait: false })
    await expect.poll(() => catalogue.waiting.length, SOON).toBe(1)
    const { id } = await running
    await postgres.pause()
    catalogue.waiting[0]?.resolve(snapshot('b'))
    await expect.poll(() => one.registry.bySource.get('http'), SOON).toEqual(['b'])
    await expect(one.discovery.run('http')).rejects.toMatchObject({ code: 'database-unavailable' })
    await postgres.resume()
    catalogue.answer = snapshot('c')
    await expect
      .poll(() => one.runs.get(id).then((run) => run?.state, String), { timeout: 20_000 })
      .not.toBe('running')
    await expect
      .poll(() => one.discovery.run('http').then(({ state }) => state, String), { timeout: 20_000 })
      .toBe('succeeded')
    expect(one.registry.bySource.get('http')).toEqual(['c'])
  })
})

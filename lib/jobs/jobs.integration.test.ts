import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { createdDataDirectory, type DataDirectory } from '@/e2e/fixtures/data-directory'
import { TestPostgres } from '@/e2e/fixtures/postgres'
import { silentLogger } from '@/lib/kit/logger'
import { openDatabase } from '@/lib/store/client'
import type { Database } from '@/lib/store/database'
import { EventStore } from '@/lib/store/events'
import { Jobs } from './jobs'
import { startRetention } from './retention'
import type { Queue } from './queue'

const queue: Queue<z.ZodObject<{ step: z.ZodNumber }>> = {
  name: 'test-steps',
  data: z.object({ step: z.number() }),
  limitSeconds: 60,
  retries: 2,
}

describe.each(['pglite', 'postgres'] as const)('jobs on %s', (kind) => {
  let directory: DataDirectory
  let postgres: TestPostgres | undefined
  let databaseUrl: string | undefined
  let database: Database
  let jobs: Jobs

  beforeAll(async () => {
    postgres = kind === 'postgres' ? await TestPostgres.start() : undefined
  })
  afterAll(async () => {
    await postgres?.stop()
  })
  beforeEach(async () => {
    directory = await createdDataDirectory()
    databaseUrl = await postgres?.createDatabase()
    await start()
  })
  afterEach(async () => {
    await stop()
    directory[Symbol.dispose]()
  })

  async function start(): Promise<void> {
    database = await openDatabase({ databaseUrl, dataDir: directory.path, logger: silentLogger })
    jobs = new Jobs(database.driver, silentLogger)
    await jobs.start()
  }
  async function stop(): Promise<void> {
    await jobs.stop()
    await database.close()
  }

  it('runs a job soon after it was sent', async () => {
    const done: number[] = []
    await jobs.work(queue, async ({ step }) => {
      done.push(step)
      return Promise.resolve()
    })
    expect(await jobs.send(queue, { step: 1 })).toBe(true)
    await expect.poll(() => done, { timeout: 20_000 }).toEqual([1])
  })

  it('wakes its own worker also for what is announced to nobody', async () => {
    const done: number[] = []
    const quiet = { ...queue, name: 'test-quiet', announced: false, pollSeconds: 60 }
    await jobs.work(quiet, async ({ step }) => {
      done.push(step)
      return Promise.resolve()
    })
    for (const step of [1, 2, 3]) {
      await jobs.send(quiet, { step }, { key: String(step) })
      await expect.poll(() => done, { timeout: 10_000 }).toHaveLength(step)
    }
  })

  it('runs a job that an earlier process left behind', async () => {
    await jobs.work(queue, async () => Promise.resolve())
    await jobs.send(queue, { step: 7 }, { startAfter: new Date(Date.now() + 1_500) })
    await stop()
    await start()
    const done: number[] = []
    await jobs.work(queue, async ({ step }) => {
      done.push(step)
      return Promise.resolve()
    })
    await expect.poll(() => done, { timeout: 15_000 }).toEqual([7])
  })

  it('takes the next of many as soon as one is done, so many at a time as the queue says', async () => {
    const steps = Array.from({ length: 12 }, (_, step) => step)
    const done: number[] = []
    let running = 0
    let most = 0
    await jobs.work({ ...queue, concurrency: 2, pollSeconds: 600 }, async ({ step }) => {
      most = Math.max(most, ++running)
      await new Promise((resolve) => setTimeout(resolve, 5))
      running -= 1
      done.push(step)
    })
    await jobs.sendMany(
      queue,
      steps.map((step) => ({ data: { step }, key: String(step), priority: step === 11 ? 1 : 0 })),
    )
    await expect.poll(() => [...done].sort((a, b) => a - b), { timeout: 10_000 }).toEqual(steps)
    expect(most).toBe(2)
    expect(done.indexOf(11)).toBeLessThan(3)
  })

  it('lets everything else have its turn between many short jobs', async () => {
    const turns: number[] = []
    let turn = 0
    const next = () => void ((turn += 1), (ticking = setImmediate(next)))
    let ticking = setImmediate(next)
    await jobs.work(queue, () => Promise.resolve(void turns.push(turn)))
    const many = Array.from({ length: 50 }, (_, step) => ({ data: { step }, key: String(step) }))
    await jobs.sendMany(queue, many)
    await expect.poll(() => turns.length, { timeout: 20_000 }).toBe(50)
    clearImmediate(ticking)
    expect(new Set(turns).size).toBeGreaterThan(1)
  })

  it('hands what has failed for the last time to the queue that is there for it', async () => {
    const given: number[] = []
    await jobs.work({ ...queue, name: 'test-given-up' }, async ({ step }) => {
      given.push(step)
      return Promise.resolve()
    })
    await jobs.work({ ...queue, retries: 0, givenUpTo: 'test-given-up' }, () =>
      Promise.reject(new Error('never works')),
    )
    await jobs.send(queue, { step: 5 })
    await expect.poll(() => given, { timeout: 15_000 }).toEqual([5])
  })

  it('tries a failed job again', async () => {
    let tries = 0
    await jobs.work(queue, async () => {
      tries += 1
      if (tries === 1) throw new Error('the first try fails')
      return Promise.resolve()
    })
    await jobs.send(queue, { step: 1 })
    await expect.poll(() => tries, { timeout: 20_000 }).toBe(2)
  })

  it('lets one job of a key run and one wait, and no more', async () => {
    const running = Promise.withResolvers<undefined>()
    const release = Promise.withResolvers<undefined>()
    const done: number[] = []
    await jobs.work(queue, async ({ step }) => {
      running.resolve(undefined)
      await release.promise
      done.push(step)
    })
    await jobs.send(queue, { step: 1 }, { key: 'files' })
    await running.promise
    expect(await jobs.send(queue, { step: 2 }, { key: 'files' })).toBe(true)
    expect(await jobs.send(queue, { step: 3 }, { key: 'files' })).toBe(false)
    release.resolve(undefined)
    await expect.poll(() => done, { timeout: 20_000 }).toEqual([1, 2])
  })

  it('tells a running job to end when it stops, and waits for it', async () => {
    const running = Promise.withResolvers<undefined>()
    let ended = false
    await jobs.work(queue, async (_, signal) => {
      running.resolve(undefined)
      await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }))
      ended = true
    })
    await jobs.send(queue, { step: 1 })
    await running.promise
    await jobs.stop()
    expect(ended).toBe(true)
  })

  it('forgets what is old, when its time comes', async () => {
    const events = new EventStore(database)
    const event = { kind: 'server-added', name: 'files', source: 'manual' } as const
    await events.append([
      { at: '2026-01-01T00:00:00.000Z', event },
      { at: '2026-01-08T00:00:00.000Z', event },
    ])
    const works: Parameters<Jobs['work']>[1][] = []
    await startRetention({
      jobs: {
        // The real queue, and the handler kept aside so that the hour need not pass.
        work: (kindOfJob, handler) => {
          works.push(handler)
          return jobs.work(kindOfJob, handler)
        },
        schedule: (...schedule) => jobs.schedule(...schedule),
      },
      logger: silentLogger,
      what: 'event',
      cron: '17 * * * *',
      forget: () => events.prune(new Date('2026-01-02T00:00:00.000Z')),
    })
    await works[0]?.({}, AbortSignal.timeout(5_000))
    expect((await events.after(0, 10)).map(({ at }) => at)).toEqual(['2026-01-08T00:00:00.000Z'])
  })
})

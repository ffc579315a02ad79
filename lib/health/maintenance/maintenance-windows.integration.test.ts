import { randomUUID } from 'node:crypto'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createdDataDirectory, type DataDirectory } from '@/e2e/fixtures/data-directory'
import { TestPostgres } from '@/e2e/fixtures/postgres'
import { FakeClock } from '@/e2e/servers/fake-clock'
import { type Maintenance, maintenanceSchema } from '@/lib/domain/incident'
import type { Server } from '@/lib/domain/server'
import { EventBus } from '@/lib/events/bus'
import { silentLogger } from '@/lib/kit/logger'
import { openDatabase } from '@/lib/store/client'
import type { Database } from '@/lib/store/database'
import { MAINTENANCE_CHANNEL, MaintenanceStore } from '@/lib/store/maintenance'
import { MaintenanceWindows } from './maintenance-windows'

const HOUR = 3_600_000
/** For a loaded machine. */
const SOON = { timeout: 15_000 }
const FILES = { name: 'files', tags: ['prod'] }

class Replica {
  readonly clock = new FakeClock()
  readonly bus = new EventBus(silentLogger)
  /** Titles of the windows that were told of. */
  readonly told: string[] = []
  readonly windows: MaintenanceWindows

  constructor(readonly db: Database) {
    this.bus.subscribeTo('maintenance-changed', ({ title }) => this.told.push(title))
    this.windows = new MaintenanceWindows({
      store: new MaintenanceStore(db),
      servers: { get: (name) => (name === 'gone' ? undefined : ({} as Server)) },
      ...{
        database: db,
        channel: MAINTENANCE_CHANNEL,
        bus: this.bus,
        clock: this.clock,
        logger: silentLogger,
      },
    })
  }

  /** From now, or from an hour of the first day. */
  once(part: Partial<Maintenance> = {}, [from, to] = [1, 2]): Maintenance {
    const start = Date.parse('2026-11-22T00:00:00Z')
    const iso = (hour: number) => new Date(start + hour * HOUR).toISOString()
    const schedule = { kind: 'once', from: iso(from), to: iso(to) }
    return maintenanceSchema.parse({ title: 'Upgrade', servers: ['files'], schedule, ...part })
  }

  /** As time goes by: a look that has ended plans the next one. */
  tick(): void {
    this.clock.advance(20_000)
  }

  isIn(server = FILES): boolean {
    return this.windows.at(server, this.clock.now()) !== null
  }
}

describe.each(['pglite', 'postgres'] as const)('maintenance windows on %s', (kind) => {
  let directory: DataDirectory | undefined
  let postgres: TestPostgres | undefined
  let databaseUrl: string | undefined
  let db: Database
  let one: Replica
  const others: Replica[] = []

  beforeAll(async () => {
    if (kind === 'postgres') postgres = await TestPostgres.start()
    else directory = await createdDataDirectory()
    databaseUrl = await postgres?.createDatabase()
    db = await open()
  })
  afterAll(async () => {
    await db.close()
    await postgres?.stop()
    directory?.[Symbol.dispose]()
  })
  beforeEach(async () => {
    await db.run((queries) => queries.$executeRaw`TRUNCATE maintenance_window`)
    one = new Replica(db)
    await one.windows.start()
  })
  afterEach(async () => {
    await one.windows.stop()
    for (const other of others.splice(0)) {
      await other.windows.stop()
      if (other.db !== db) await other.db.close()
    }
  })

  const open = () =>
    openDatabase({ databaseUrl, dataDir: directory?.path ?? '/nowhere', logger: silentLogger })
  async function another(database?: Database): Promise<Replica> {
    const replica = new Replica(database ?? (await open()))
    others.push(replica)
    await replica.windows.start()
    return replica
  }

  it('holds from its beginning to its end, and not a moment longer', async () => {
    const { id } = await one.windows.add(one.once())
    const at = (text: string) => one.windows.at(FILES, Date.parse(text))
    expect(at('2026-11-22T00:59:59.999Z')).toBeNull()
    expect(at('2026-11-22T01:00:00.000Z')).toEqual({
      ...{ id, title: 'Upgrade', until: '2026-11-22T02:00:00.000Z' },
    })
    expect(at('2026-11-22T01:59:59.999Z')).not.toBeNull()
    expect(at('2026-11-22T02:00:00.000Z')).toBeNull()
  })

  it('holds for the servers, the tags, or all', async () => {
    await one.windows.add(one.once({ title: 'One' }))
    await one.windows.add(one.once({ title: 'Tagged', servers: [], tags: ['lab'] }, [3, 4]))
    await one.windows.add(one.once({ title: 'All', servers: [], all: true }, [5, 6]))
    const titles = (server: { name: string; tags: string[] }) =>
      one.windows.spansOf(server, 0, Date.parse('2027-01-01T00:00:00Z')).map(({ title }) => title)
    expect(titles(FILES)).toEqual(['One', 'All'])
    expect(titles({ name: 'other', tags: ['lab'] })).toEqual(['Tagged', 'All'])
    expect(titles({ name: 'other', tags: [] })).toEqual(['All'])
  })

  it('answers with the one that ends last, of many', async () => {
    await one.windows.add(one.once({ title: 'Short' }, [0, 1]))
    await one.windows.add(one.once({ title: 'Long' }, [0, 5]))
    await one.windows.add(one.once({ title: 'Middle' }, [0, 2]))
    expect(one.windows.at(FILES, one.clock.now() + 1)?.title).toBe('Long')
  })

  it('lists those now, then those to come, then those past', async () => {
    await one.windows.add(one.once({ title: 'Later' }, [9, 10]))
    await one.windows.add(one.once({ title: 'Soon' }, [4, 5]))
    await one.windows.add(one.once({ title: 'Past' }, [1, 2]))
    await one.windows.add(one.once({ title: 'Now' }, [2, 4]))
    one.clock.advance(3 * HOUR)
    expect(one.windows.list().map(({ title, now, next }) => [title, now !== null, next !== null])).toEqual([
      ['Now', true, false],
      ['Soon', false, true],
      ['Later', false, true],
      ['Past', false, false],
    ])
  })

  it('says once that it was made, has begun, has ended, was changed and removed', async () => {
    const { id } = await one.windows.add(one.once())
    expect(one.told).toHaveLength(1)
    one.clock.advance(HOUR)
    expect(one.isIn()).toBe(true)
    await expect.poll(() => (one.tick(), one.told.length), SOON).toBe(2)
    one.clock.advance(HOUR)
    await expect.poll(() => (one.tick(), one.told.length), SOON).toBe(3)
    await one.windows.change(id, one.once({ title: 'Again' }, [5, 6]))
    expect(one.told.at(-1)).toBe('Again')
    await one.windows.remove(id)
    expect(one.told).toHaveLength(5)
    one.clock.advance(4 * HOUR)
    expect(one.isIn()).toBe(false)
    expect(one.windows.list()).toEqual([])
  })

  it('is the same after a restart, and says what began meanwhile', async () => {
    await one.windows.add(one.once())
    await one.windows.stop()
    one = new Replica(db)
    one.clock.advance(1.5 * HOUR)
    await one.windows.start()
    expect(one.isIn()).toBe(true)
    await expect.poll(() => one.told, SOON).toEqual(['Upgrade'])
  })

  it('refuses what is wrong and what is not there', async () => {
    await expect(one.windows.add(one.once({ servers: ['gone'] }))).rejects.toMatchObject({
      code: 'bad-input',
    })
    await expect(one.windows.change(randomUUID(), one.once())).rejects.toMatchObject({ code: 'not-found' })
    await expect(one.windows.remove(randomUUID())).rejects.toMatchObject({ code: 'not-found' })
    expect(one.windows.list()).toEqual([])
  })

  it('shows the spans to come before a window is made', () => {
    const nightly = {
      kind: 'recurring',
      cron: '0 22 * * *',
      timezone: 'Asia/Tokyo',
      durationMinutes: 60,
    } as const
    expect(one.windows.preview(nightly)).toHaveLength(5)
    expect(one.windows.preview(nightly)[0]).toEqual({
      from: '2026-11-22T13:00:00.000Z',
      to: '2026-11-22T14:00:00.000Z',
    })
    expect(() => one.windows.preview({ ...nightly, cron: 'nightly' })).toThrow(/no cron expression/)
  })

  describe.runIf(kind === 'postgres')('with two replicas', () => {
    it('knows what the other has made, changed and removed', async () => {
      const two = await another()
      const { id } = await one.windows.add(one.once({}, [0, 1]))
      await expect.poll(() => two.isIn(), SOON).toBe(true)
      await two.windows.change(id, one.once({ title: 'Longer' }, [0, 5]))
      await expect.poll(() => one.windows.list()[0]?.title, SOON).toBe('Longer')
      await one.windows.remove(id)
      await expect.poll(() => two.isIn(), SOON).toBe(false)
    })

    it('says of a beginning once, whichever sees it first', async () => {
      const two = await another()
      await one.windows.add(one.once())
      await expect.poll(() => two.windows.list().length, SOON).toBe(1)
      one.clock.advance(HOUR)
      two.clock.advance(HOUR)
      // Made by one, begun by either.
      const told = () => one.told.length + two.told.length
      await expect.poll(() => (one.tick(), two.tick(), told()), SOON).toBe(2)
      one.tick()
      two.tick()
      await Promise.all([one.windows.stop(), two.windows.stop()])
      expect(told()).toBe(2)
    })
  })
})

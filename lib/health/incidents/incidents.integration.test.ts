import { randomUUID } from 'node:crypto'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createdDataDirectory, type DataDirectory } from '@/e2e/fixtures/data-directory'
import { TestPostgres } from '@/e2e/fixtures/postgres'
import { FakeClock } from '@/e2e/servers/fake-clock'
import { incidentsQuerySchema } from '@/lib/domain/api/incidents'
import type { Verdict } from '@/lib/domain/connection'
import type { AppEvent } from '@/lib/domain/event'
import type { VerdictChange } from '@/lib/domain/health'
import { type Server, serverSpecSchema } from '@/lib/domain/server'
import { EventBus } from '@/lib/events/bus'
import { silentLogger } from '@/lib/kit/logger'
import { openDatabase } from '@/lib/store/client'
import type { Database } from '@/lib/store/database'
import { EventStore } from '@/lib/store/events'
import { INCIDENTS_CHANNEL, IncidentStore } from '@/lib/store/incidents'
import type { WindowNow } from '../maintenance/maintenance-windows'
import { FAILS_OFTEN, SETTLE_MS } from './decide'
import { Incidents } from './incidents'
import { TELL_AFTER_MS } from './telling'

const REFUSED = { code: 'unreachable', message: 'No answer: connection refused' }
/** For a loaded machine. */
const SOON = { timeout: 15_000 }
const DAY_MS = 86_400_000

/** One process's part, on a database that others may share. */
class Replica {
  readonly clock = new FakeClock()
  readonly bus = new EventBus(silentLogger)
  readonly told: AppEvent[] = []
  readonly warnings: string[] = []
  readonly store: IncidentStore
  readonly incidents: Incidents
  /** By name; every name is a server unless told otherwise. */
  readonly servers = new Map<string, Partial<Server> | undefined>()
  window: WindowNow | null = null

  constructor(readonly db: Database) {
    this.bus.subscribe((event) => this.told.push(event))
    this.store = new IncidentStore(db)
    this.incidents = new Incidents({
      store: this.store,
      events: new EventStore(db),
      servers: {
        get: (name) =>
          this.servers.has(name) ? (this.servers.get(name) as Server | undefined) : server(name),
        all: () => [...this.servers.values()].flatMap((one) => (one ? [one as Server] : [])),
        caughtUp: () => Promise.resolve(),
      },
      maintenance: { at: () => this.window },
      ...{ database: db, channel: INCIDENTS_CHANNEL, bus: this.bus, clock: this.clock },
      // What fails inside is met and goes on; here it should be seen.
      logger: {
        ...silentLogger,
        warn: ({ err }, message) => this.warnings.push(`${message}: ${String(err)}`),
      },
    })
  }

  get kinds(): string[] {
    return this.told.map(({ kind }) => kind)
  }

  change(name: string, to: Verdict, part: Partial<VerdictChange> = {}): VerdictChange {
    const at = new Date(this.clock.now()).toISOString()
    return { server: name, at, from: 'unknown', to, reason: REFUSED, silenced: this.window !== null, ...part }
  }

  async take(name: string, to: Verdict): Promise<void> {
    await this.incidents.take([this.change(name, to)])
  }

  /** What health would have stored. */
  async stored(name: string, verdict: Verdict): Promise<void> {
    const at = new Date(this.clock.now())
    await this.db.run(
      (queries) => queries.$executeRaw`
        INSERT INTO server_health (name, verdict, reason, since, state, replica, saved_at)
        VALUES (${name}, ${verdict}, ${JSON.stringify(REFUSED)}::json, ${at}, '{}', 'one', ${at})
        ON CONFLICT (name) DO UPDATE SET verdict = excluded.verdict, since = excluded.since`,
    )
  }

  list(query: Record<string, unknown> = {}) {
    return this.incidents.list(incidentsQuerySchema.parse(query))
  }

  async tellAll(): Promise<void> {
    this.clock.advance(TELL_AFTER_MS)
    // Telling begins with the timer; what is asked for afterwards waits for it.
    await this.incidents.take([this.change('nobody', 'unknown')])
  }
}

function server(name: string, part: object = {}): Server {
  const spec = serverSpecSchema.parse({
    ...{ name, endpoint: { kind: 'remote', transport: 'streamable-http', url: 'http://127.0.0.1:9/mcp' } },
    ...part,
  })
  return { spec } as Server // no more than incidents look at
}

describe.each(['pglite', 'postgres'] as const)('incidents on %s', (kind) => {
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
    await db.run((queries) => queries.$executeRaw`TRUNCATE incident, incident_group, server_health, event`)
    one = new Replica(db)
    await one.incidents.start()
  })
  afterEach(async () => {
    expect([one, ...others].flatMap(({ warnings }) => warnings)).toEqual([])
    await one.incidents.stop()
    for (const other of others.splice(0)) {
      await other.incidents.stop()
      await other.db.close()
    }
  })

  const open = () =>
    openDatabase({ databaseUrl, dataDir: directory?.path ?? '/nowhere', logger: silentLogger })
  async function another(): Promise<Replica> {
    const replica = new Replica(await open())
    others.push(replica)
    await replica.incidents.start()
    return replica
  }

  it('opens an incident, tells of it a moment later, and closes it with how long it took', async () => {
    await one.take('files', 'unhealthy')
    const id = one.incidents.openOf('files')
    expect(id).not.toBeNull()
    expect(one.kinds).toEqual([])
    await one.tellAll()
    expect(one.told).toMatchObject([{ kind: 'incident-opened', incident: id, cause: REFUSED, group: null }])
    one.clock.advance(60_000 - TELL_AFTER_MS)
    await one.take('files', 'healthy')
    expect(one.incidents.openOf('files')).toBeNull()
    expect(one.told.at(-1)).toMatchObject({ kind: 'incident-closed', end: 'recovered', durationMs: 60_000 })
    expect(await one.list()).toMatchObject({ total: 1, items: [{ id, end: 'recovered', cause: REFUSED }] })
  })

  it('tells of 500 servers that fail at once as one, and of their end as one', async () => {
    const names = Array.from({ length: 500 }, (_, n) => `s${n}`)
    await one.incidents.take(names.map((name) => one.change(name, 'unhealthy')))
    await one.tellAll()
    const opened = one.told.filter(({ kind }) => kind === 'incident-group-opened')
    expect(opened).toMatchObject([{ servers: 500, cause: REFUSED }])
    const alone = one.told.filter((event) => event.kind === 'incident-opened' && event.group === null)
    expect(alone).toEqual([])
    const folded = await one.list({ fold: 'true' })
    expect(folded.total).toBe(1)
    expect(folded.groups).toMatchObject([{ servers: 500, open: 500, closedAt: null }])

    one.clock.advance(10_000)
    await one.incidents.take(names.slice(0, 499).map((name) => one.change(name, 'healthy')))
    expect(one.kinds).not.toContain('incident-group-closed')
    await one.take('s499', 'healthy')
    expect(one.told.filter(({ kind }) => kind === 'incident-group-closed')).toMatchObject([
      { servers: 500, durationMs: 10_000 + TELL_AFTER_MS },
    ])
  })

  it('pulls those into the group that were told of alone', async () => {
    await one.take('first', 'unhealthy')
    await one.tellAll()
    one.clock.advance(5_000)
    await one.incidents.take(['a', 'b', 'c', 'd'].map((name) => one.change(name, 'unhealthy')))
    await one.tellAll()
    const { items, groups } = await one.list()
    expect(new Set(items.map(({ group }) => group)).size).toBe(1)
    expect(groups).toMatchObject([{ servers: 5 }])
    expect(one.kinds.filter((event) => event === 'incident-opened')).toHaveLength(5)

    const names = ['first', 'a', 'b', 'c', 'd']
    await one.incidents.take(names.map((name) => one.change(name, 'healthy')))
    const groupsOf = (kind: AppEvent['kind']) =>
      new Map(
        one.told.flatMap((event) => (event.kind === kind && 'name' in event ? [[event.name, event]] : [])),
      )
    const [openings, ends] = [groupsOf('incident-opened'), groupsOf('incident-closed')]
    expect(openings.get('first')).toMatchObject({ group: null })
    expect(openings.get('a')).toMatchObject({ group: groups[0]?.id })
    for (const name of names) {
      const { group } = openings.get(name) as { group: string | null } // an opening
      expect(ends.get(name)).toMatchObject({ group })
    }
  })

  it('tells of one that joins a group alone, if it has a tag that nobody was told of with the group', async () => {
    const tagged = (name: string, tag: string) => one.servers.set(name, server(name, { tags: [tag] }))
    const members = ['a', 'b', 'c', 'd', 'e']
    for (const name of [...members, 'late']) tagged(name, 'prod')
    tagged('later', 'billing')
    await one.incidents.take(members.map((name) => one.change(name, 'unhealthy')))
    await one.tellAll()
    one.clock.advance(5_000)
    await one.incidents.take(['late', 'later'].map((name) => one.change(name, 'unhealthy')))
    await one.tellAll()
    await one.incidents.take([...members, 'late', 'later'].map((name) => one.change(name, 'healthy')))
    const alone = one.told.flatMap((event) =>
      'group' in event && 'name' in event && event.group === null ? [[event.kind, event.name]] : [],
    )
    expect(alone).toEqual([
      ['incident-opened', 'later'],
      ['incident-closed', 'later'],
    ])
    const about = one.told.filter(({ kind: what }) => what.startsWith('incident-group'))
    expect(about).toMatchObject([
      { kind: 'incident-group-opened', servers: 5, tags: ['prod'] },
      { kind: 'incident-group-closed', servers: 7, tags: ['prod'] },
    ])
  })

  it('finds what a crash has left between the verdict and the incident', async () => {
    await one.stored('files', 'unhealthy')
    one.clock.advance(30_000)
    await one.incidents.reconcile()
    const id = one.incidents.openOf('files')
    expect(await one.list()).toMatchObject({ items: [{ id, openedAt: '2026-11-22T00:00:00.000Z' }] })
    expect(one.kinds).toEqual(['incident-opened'])
    await one.stored('files', 'healthy')
    await one.incidents.reconcile()
    expect(one.incidents.openOf('files')).toBeNull()
    expect(one.kinds).toEqual(['incident-opened', 'incident-closed'])
  })

  it('tells after a restart of what nobody was told of, once', async () => {
    await one.take('files', 'unhealthy')
    await one.stored('files', 'unhealthy')
    await one.incidents.stop()
    one = new Replica(db)
    one.clock.advance(TELL_AFTER_MS + 1)
    await one.incidents.start()
    expect(one.kinds).toEqual(['incident-opened'])
    await one.incidents.reconcile()
    expect(one.kinds).toEqual(['incident-opened'])
  })

  it('counts nothing as told whose telling could not be stored, and tells of it later', async () => {
    const tell = one.store.tell.bind(one.store)
    one.store.tell = (within, plan) =>
      tell(within, plan, () => {
        throw new Error('The disk is full')
      })
    await one.take('files', 'unhealthy')
    await one.tellAll()
    expect(one.warnings.splice(0).join()).toContain('The disk is full')
    one.store.tell = tell
    one.clock.advance(60_000)
    await one.take('files', 'healthy')
    expect(one.kinds).toEqual(['incident-opened', 'incident-closed'])
    const stored = await new EventStore(db).after(0, 10)
    expect(stored.map(({ event }) => event.kind)).toEqual(one.kinds)
  })

  it('tells within seconds of what a process has left that ended right after it opened it', async () => {
    await one.take('files', 'unhealthy')
    await one.stored('files', 'unhealthy')
    await one.incidents.stop()
    one = new Replica(db)
    await one.incidents.start()
    expect(one.kinds).toEqual([])
    one.clock.advance(2 * TELL_AFTER_MS)
    await expect.poll(() => one.kinds, SOON).toEqual(['incident-opened'])
  })

  it('makes few incidents of a server that alternates every second, and one end', async () => {
    for (let second = 0; second < 60; second += 1) {
      await one.take('files', second % 2 === 0 ? 'unhealthy' : 'healthy')
      await one.stored('files', second % 2 === 0 ? 'unhealthy' : 'healthy')
      one.clock.advance(1_000)
    }
    expect((await one.list()).total).toBe(FAILS_OFTEN + 1)
    expect(one.incidents.openOf('files')).not.toBeNull()
    one.clock.advance(SETTLE_MS)
    await one.incidents.reconcile()
    expect(one.incidents.openOf('files')).toBeNull()
    expect((await one.list()).items[0]).toMatchObject({
      end: 'recovered',
      closedAt: '2026-11-22T00:00:59.000Z',
    })
    const ends = one.kinds.filter((event) => event === 'incident-closed')
    expect(ends).toHaveLength(FAILS_OFTEN + 1)
  })

  it('tells nobody of what begins in a window, and all of it when the window is over', async () => {
    one.window = { id: randomUUID(), title: 'Upgrade', until: '2026-11-22T01:00:00.000Z' }
    await one.take('files', 'unhealthy')
    await one.stored('files', 'unhealthy')
    expect(one.told).toMatchObject([{ kind: 'incident-opened', silenced: true }])
    one.clock.advance(3_600_000)
    one.window = null
    await one.incidents.reconcile()
    await one.tellAll()
    expect(one.told.filter(({ kind }) => kind === 'incident-opened')).toMatchObject([
      { silenced: true },
      { silenced: false },
    ])
    expect(await one.list()).toMatchObject({ total: 1, items: [{ silenced: false }] })
  })

  it('tells nobody of what was well again before its window was over', async () => {
    one.window = { id: randomUUID(), title: 'Upgrade', until: '2026-11-22T01:00:00.000Z' }
    await one.take('files', 'unhealthy')
    await one.take('files', 'healthy')
    one.window = null
    await one.incidents.reconcile()
    await one.tellAll()
    expect(one.told.every((event) => 'silenced' in event && event.silenced)).toBe(true)
    expect(await one.list()).toMatchObject({ items: [{ silenced: true, end: 'recovered' }] })
  })

  it('closes what a server leaves behind that is removed or switched off', async () => {
    await one.incidents.take([one.change('a', 'unhealthy'), one.change('b', 'unhealthy')])
    one.servers.set('a', undefined).set('b', server('b', { enabled: false }))
    one.bus.publish(
      { kind: 'server-removed', name: 'a', source: 'manual' },
      { kind: 'server-changed', name: 'b', source: 'manual', fields: ['enabled', 'overrides'] },
    )
    await expect.poll(async () => (await one.list({ state: 'open' })).total, SOON).toBe(0)
    const ends = (await one.list()).items.map((incident) => [incident.server, incident.end])
    expect(Object.fromEntries(ends)).toEqual({ a: 'removed', b: 'disabled' })
  })

  it('lets somebody say that they know, of one or of a whole group, and take it back', async () => {
    await one.incidents.take(Array.from({ length: 6 }, (_, n) => one.change(`s${n}`, 'unhealthy')))
    await one.tellAll()
    const [{ id, group } = { id: '', group: null }] = (await one.list()).items
    const word = { acknowledged: true, note: 'Switch is replaced', by: 'Ada' }
    expect(await one.incidents.acknowledge({ ids: [id], ...word })).toEqual({ changed: 1 })
    expect(await one.incidents.acknowledge({ ids: [], group: group!, ...word })).toEqual({ changed: 5 })
    expect((await one.incidents.get(id)).incident.acknowledged).toMatchObject({
      by: 'Ada',
      note: 'Switch is replaced',
    })
    const back = { ids: [id], acknowledged: false, note: '', by: '' }
    expect(await one.incidents.acknowledge(back)).toEqual({ changed: 1 })
    expect((await one.incidents.get(id)).incident.acknowledged).toBeNull()
  })

  it('keeps notes in their order, with what happened around', async () => {
    await one.take('files', 'unhealthy')
    const id = one.incidents.openOf('files')!
    const events = new EventStore(db)
    const event = { kind: 'tools-changed', name: 'files', tools: 1 } as const
    await events.append([
      { at: '2026-11-21T12:00:00.000Z', event },
      { at: '2026-11-21T23:55:00.000Z', event },
      { at: '2026-11-22T00:00:00.000Z', event: { ...event, name: 'other' } },
    ])
    await one.incidents.annotate(id, { text: 'Looked at it', by: 'Ada' })
    await one.incidents.annotate(id, { text: 'Found it', by: '' })
    const detail = await one.incidents.get(id)
    expect(detail.incident.notes.map(({ text }) => text)).toEqual(['Looked at it', 'Found it'])
    expect(detail.events.map(({ at, event: { kind } }) => `${kind} ${at}`)).toEqual([
      'tools-changed 2026-11-21T23:55:00.000Z',
      // The notes are told of as they are kept.
      'incident-changed 2026-11-22T00:00:00.000Z',
      'incident-changed 2026-11-22T00:00:00.000Z',
    ])
    await expect(one.incidents.annotate(randomUUID(), { text: 'x', by: '' })).rejects.toMatchObject({
      code: 'not-found',
    })
  })

  it('keeps causes and notes of any letters', async () => {
    const reason = { code: 'protocol-error', message: 'odd \u0000 \ud800 "words" 🗺' }
    await one.incidents.take([one.change('files', 'unhealthy', { reason })])
    const id = one.incidents.openOf('files')!
    await one.incidents.annotate(id, { text: 'a\u0000b\ud800', by: '\u0000' })
    await one.incidents.acknowledge({ ids: [id], acknowledged: true, note: '\u0000x', by: 'Ada' })
    expect((await one.incidents.get(id)).incident).toMatchObject({
      cause: reason,
      notes: [{ text: 'ab\ufffd', by: '' }],
      acknowledged: { note: 'x' },
    })
  })

  it('lists by state, server, severity, tag and time, page by page', async () => {
    one.servers.set('b', server('b', { tags: ['prod'] }))
    for (const name of ['a', 'b', 'c']) {
      await one.incidents.take([one.change(name, name === 'c' ? 'degraded' : 'unhealthy')])
      one.clock.advance(60_000)
    }
    await one.take('a', 'healthy')
    const named = async (query: Record<string, unknown>) =>
      (await one.list(query)).items.map((incident) => incident.server)
    expect(await named({})).toEqual(['c', 'b', 'a'])
    expect(await named({ state: 'open' })).toEqual(['c', 'b'])
    expect(await named({ state: 'closed' })).toEqual(['a'])
    expect(await named({ severity: 'degraded' })).toEqual(['c'])
    expect(await named({ tag: 'prod' })).toEqual(['b'])
    expect(await named({ server: 'a,c' })).toEqual(['c', 'a'])
    expect(await named({ to: '2026-11-22T00:01:30.000Z', from: '2026-11-22T00:01:30.000Z' })).toEqual([
      'b',
      'a',
    ])
    expect(await named({ from: '2026-11-22T01:00:00.000Z' })).toEqual(['c', 'b'])
    const first = await one.list({ limit: 2 })
    expect(first).toMatchObject({ total: 3, items: [{ server: 'c' }, { server: 'b' }] })
    expect(await named({ limit: 2, cursor: first.nextCursor! })).toEqual(['a'])
    await expect(one.list({ cursor: 'nonsense' })).rejects.toMatchObject({ code: 'bad-input' })
  })

  it('forgets what was over long ago, and keeps the events that the feed forgets', async () => {
    await one.take('files', 'unhealthy')
    const id = one.incidents.openOf('files')!
    const events = new EventStore(db)
    const event = { kind: 'tools-changed', name: 'files', tools: 1 } as const
    await events.append([{ at: '2026-11-22T00:00:01.000Z', event }])
    await one.take('files', 'healthy')
    await one.tellAll()
    one.clock.advance(6 * DAY_MS)
    expect(await one.incidents.tidy()).toBe(0)
    await events.prune(new Date('2027-01-01T00:00:00.000Z'))
    const kept = (await one.incidents.get(id)).events.map((entry) => entry.event.kind)
    expect(kept).toEqual(['tools-changed', 'incident-opened', 'incident-closed'])
    one.clock.advance(395 * DAY_MS)
    expect(await one.incidents.tidy()).toBe(1)
    await expect(one.incidents.get(id)).rejects.toMatchObject({ code: 'not-found' })
  })

  it('goes on when the store fails, and finds what was missed', async () => {
    const broken = new Replica(await (kind === 'postgres' ? open() : Promise.resolve(db)))
    broken.store.change = () => Promise.reject(new Error('away'))
    await broken.take('files', 'unhealthy')
    expect(broken.incidents.openOf('files')).toBeNull()
    expect(broken.warnings.join()).toContain('could not be written yet')
    await one.stored('files', 'unhealthy')
    await one.incidents.reconcile()
    expect(one.incidents.openOf('files')).not.toBeNull()
    if (kind === 'postgres') await broken.db.close()
  })

  describe.runIf(kind === 'postgres')('with two replicas', () => {
    it('opens one incident when both find the same server down, and both know it', async () => {
      const two = await another()
      for (let round = 0; round < 20; round += 1) {
        await Promise.all([one, two].map((replica) => replica.take(`s${round}`, 'unhealthy')))
      }
      expect((await one.list()).total).toBe(20)
      for (let round = 0; round < 20; round += 1) {
        await expect.poll(() => two.incidents.openOf(`s${round}`), SOON).not.toBeNull()
        expect(one.incidents.openOf(`s${round}`)).toBe(two.incidents.openOf(`s${round}`))
      }
    })

    it('closes what the other has opened, at once', async () => {
      const two = await another()
      await one.take('files', 'unhealthy')
      await two.take('files', 'healthy')
      expect((await two.list()).items[0]).toMatchObject({ end: 'recovered' })
      await expect.poll(() => one.incidents.openOf('files'), SOON).toBeNull()
    })

    it('makes one group of what both have found, told of once', async () => {
      const two = await another()
      const names = Array.from({ length: 40 }, (_, n) => `s${n}`)
      await Promise.all([
        one.incidents.take(names.slice(0, 20).map((name) => one.change(name, 'unhealthy'))),
        two.incidents.take(names.slice(20).map((name) => two.change(name, 'unhealthy'))),
      ])
      await Promise.all([one.tellAll(), two.tellAll()])
      const all = [...one.told, ...two.told]
      expect(all.filter(({ kind: what }) => what === 'incident-group-opened')).toMatchObject([
        { servers: 40 },
      ])
      expect(all.filter(({ kind: what }) => what === 'incident-opened')).toHaveLength(40)
    })

    it('leaves a beginning to the one who opened it', async () => {
      const two = await another()
      await one.take('files', 'unhealthy')
      await one.stored('files', 'unhealthy')
      await two.incidents.reconcile()
      expect(two.kinds).toEqual([])
      await one.tellAll()
      expect(one.kinds).toEqual(['incident-opened'])
    })
  })
})

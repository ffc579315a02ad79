import { describe, expect, it } from 'vitest'
import { FakeClock } from '@/e2e/servers/fake-clock'
import { type StatusPageSettings, statusPageSettingsSchema } from '@/lib/domain/api/status'
import type { Verdict } from '@/lib/domain/connection'
import type { Incident, MaintenanceWindow } from '@/lib/domain/incident'
import { type Server, serverSpecSchema } from '@/lib/domain/server'
import { StatusPage } from './status-page'

const SECRET = 'hunter2'

function server(name: string, part: object = {}): Server {
  const spec = serverSpecSchema.parse({
    name,
    endpoint: { kind: 'remote', transport: 'streamable-http', url: `http://${SECRET}@127.0.0.1:9/mcp` },
    description: SECRET,
    ...part,
  })
  return { spec } as Server // no more than the page looks at
}

const incident: Incident = {
  ...{ id: 'b2b6e2f0-0000-4000-8000-000000000000', server: 'files', severity: 'unhealthy' },
  ...{ cause: { code: 'unreachable', message: SECRET }, openedAt: '2026-11-22T00:00:00.000Z' },
  ...{ closedAt: null, end: null, group: null, silenced: false, notes: [] },
  acknowledged: { at: '2026-11-22T00:00:00.000Z', by: SECRET, note: SECRET },
}

function world(
  given: Partial<{ servers: Server[]; incidents: Incident[]; windows: MaintenanceWindow[] }> = {},
) {
  const clock = new FakeClock()
  const servers = given.servers ?? [
    server('files', { title: 'Files', tags: ['prod', SECRET] }),
    server('lab', { tags: ['lab'] }),
    server('off', { enabled: false, tags: ['prod'] }),
  ]
  let stored: unknown
  const asked = { fleet: 0 }
  const page = new StatusPage({
    settings: {
      get: () => Promise.resolve(stored),
      set: (_key, value) => Promise.resolve(void (stored = value)),
    },
    servers: { get: (name) => servers.find(({ spec }) => spec.name === name), all: () => servers },
    verdictOf: (name): Verdict => (name === 'files' ? 'unhealthy' : 'healthy'),
    maintenance: { at: () => null, list: () => given.windows ?? [] },
    openIncidents: () => Promise.resolve(given.incidents ?? [incident]),
    history: {
      fleet: ({ name = [] }) => {
        asked.fleet += 1
        const rows = name.map((one) => ({
          ...{ name: one, cells: 'hhu', checks: 3, failed: 1, changes: 1, uptime: 0.5 },
          ...{ p50Ms: 1, p95Ms: 42, p99Ms: 3 },
        }))
        return Promise.resolve({ rows, from: '', to: '', bucketMs: 1, readShare: null, distribution: [] })
      },
      uptime: (names) =>
        Promise.resolve(
          new Map([...names].map((name) => [name, { '24h': 1, '7d': 1, '30d': 0.9995, '90d': 1 }])),
        ),
    },
    clock,
  })
  const publish = (part: Partial<StatusPageSettings> = {}) =>
    page.set(statusPageSettingsSchema.parse({ enabled: true, ...part }))
  return { page, publish, clock, asked }
}

const badge = (name: string, part: object = {}) => ({
  ...{ server: name, show: 'status' as const, range: '30d' as const, isStranger: true },
  ...part,
})

describe('StatusPage', () => {
  it('is not there until somebody publishes it, and not any more when it is withdrawn', async () => {
    const { page, publish } = world()
    await expect(page.read()).rejects.toMatchObject({ code: 'not-found' })
    await publish()
    expect((await page.read()).servers).toHaveLength(2)
    await page.set(statusPageSettingsSchema.parse({ enabled: false }))
    await expect(page.read()).rejects.toMatchObject({ code: 'not-found' })
  })

  it('shows names, verdicts, days and uptime, and lets nothing else out', async () => {
    const { page, publish } = world()
    await publish({ title: 'Our servers' })
    const status = await page.read()
    expect(status).toMatchObject({
      title: 'Our servers',
      servers: [
        { name: 'files', title: 'Files', verdict: 'unhealthy', maintenance: false, uptime: 0.5 },
        { name: 'lab', verdict: 'healthy' },
      ],
      incidents: [{ server: 'files', severity: 'unhealthy', openedAt: incident.openedAt, closedAt: null }],
    })
    expect(status.servers[0]?.days).toHaveLength(90)
    expect(status.servers[0]?.days).toMatch(/^\.+hhu$/)
    expect(JSON.stringify(status)).not.toContain(SECRET)
    expect(JSON.stringify(status)).not.toContain('unreachable')
  })

  it('shows those with one of its tags only, and of incidents theirs', async () => {
    const { page, publish } = world()
    await publish({ tags: ['lab'] })
    expect(await page.read()).toMatchObject({ servers: [{ name: 'lab' }], incidents: [] })
  })

  it('keeps silent of what is silenced', async () => {
    const { page, publish } = world({ incidents: [{ ...incident, silenced: true }] })
    await publish()
    expect((await page.read()).incidents).toEqual([])
  })

  it('announces maintenance of what it shows a week ahead, and no other', async () => {
    const window = (part: Partial<MaintenanceWindow>): MaintenanceWindow => ({
      ...{ id: 'x', title: 'Upgrade', all: false, servers: [], tags: [], createdAt: '', now: null },
      schedule: { kind: 'once', from: '', to: '' },
      next: { from: '2026-11-23T00:00:00.000Z', to: '2026-11-23T01:00:00.000Z' },
      ...part,
    })
    const far = { from: '2026-12-23T00:00:00.000Z', to: '2026-12-23T01:00:00.000Z' }
    const windows = [
      window({ all: true }),
      window({ title: 'Lab', tags: ['lab'] }),
      window({ title: 'Elsewhere', servers: ['other'] }),
      window({ title: 'Far', all: true, next: far }),
    ]
    const { page, publish } = world({ windows })
    await publish({ tags: ['lab'] })
    expect((await page.read()).maintenance.map(({ title }) => title)).toEqual(['Upgrade', 'Lab'])
  })

  it('works it out once in a while, however many strangers ask', async () => {
    const { page, publish, clock, asked } = world()
    await publish()
    await Promise.all(Array.from({ length: 50 }, () => page.read()))
    expect(asked.fleet).toBe(1)
    clock.advance(20_000)
    await page.read()
    expect(asked.fleet).toBe(2)
  })
})

describe('badges', () => {
  it('are drawn for strangers once they are published', async () => {
    const { page, publish } = world()
    await publish()
    const { svg, isPublic } = await page.badge(badge('files'))
    expect(isPublic).toBe(true)
    expect(svg).toContain('<title>Files: down</title>')
    expect((await page.badge(badge('lab', { show: 'uptime', label: 'lab' }))).svg).toContain('99.95% in 30 d')
    expect((await page.badge(badge('lab', { show: 'response' }))).svg).toContain('p95 42 ms in 30 d')
  })

  it('tell a stranger in the same words of what is not published and of what is not there', async () => {
    const { page, publish } = world()
    const words = async (name: string) =>
      String(await page.badge(badge(name)).catch((error: unknown) => error)).replaceAll(name, 'X')
    expect(await words('files')).toBe(await words('nobody'))
    await publish({ tags: ['lab'] })
    expect(await words('files')).toBe(await words('nobody'))
    expect(await words('off')).toBe(await words('nobody'))
    await publish({ badges: false })
    expect(await words('files')).toBe(await words('nobody'))
  })

  it('are drawn for whoever has signed in, and kept by no cache', async () => {
    const { page } = world()
    expect(await page.badge(badge('files', { isStranger: false }))).toMatchObject({ isPublic: false })
    await expect(page.badge(badge('nobody', { isStranger: false }))).rejects.toMatchObject({
      code: 'not-found',
    })
  })
})

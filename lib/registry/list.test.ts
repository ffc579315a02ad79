import fc from 'fast-check'
import { beforeEach, describe, expect, it } from 'vitest'
import { idleLive, named, remote, snapshotOf, startRegistry, stdio } from '@/e2e/fixtures/registry'
import { listServersQuerySchema, SERVER_SORTS } from '@/lib/domain/api/servers'
import { HIDDEN } from '@/lib/domain/endpoint'
import type { Connection } from '@/lib/domain/connection'
import type { LiveState } from './live'
import type { Registry } from './registry'

const AT = '2026-11-01T00:00:00.000Z'
const live = new Map<string, Partial<LiveState>>()
let registry: Registry

const list = (query: Record<string, unknown> = {}) => registry.list(listServersQuerySchema.parse(query))
const names = (query: Record<string, unknown> = {}) => list(query).items.map(({ name }) => name)

beforeEach(async () => {
  live.clear()
  const started = await startRegistry({ live: (name) => ({ ...idleLive(name), ...live.get(name) }) })
  registry = started.registry
})

async function fleet() {
  await registry.apply(
    'kubernetes:prod',
    snapshotOf(
      remote('Weather', { title: 'Wetter für München', tags: ['geo', 'prod'] }),
      remote('files-10', { description: 'Reads and writes files', tags: ['prod'] }),
      remote('files-9', { enabled: false }),
    ),
  )
  await registry.apply('config-file', snapshotOf(stdio('tool', { tags: ['geo'] })))
  await registry.register({
    name: 'vendor',
    url: 'https://vendor.test/sse?token=hush',
    transport: 'sse',
    headers: { A: 'silent' },
  })
  const failed: Connection = { kind: 'failed', since: AT, attempts: 3, error: { code: 'x', message: 'y' } }
  live.set('vendor', { connection: failed, verdict: 'unhealthy' })
  live.set('tool', { tools: 12, verdict: 'healthy' })
}

describe('a list of servers', () => {
  it('is in the order of names as people read them: without case, 9 before 10', async () => {
    await fleet()
    expect(names()).toEqual(['files-9', 'files-10', 'tool', 'vendor', 'Weather'])
    expect(names({ order: 'desc' })).toEqual(['Weather', 'vendor', 'tool', 'files-10', 'files-9'])
  })

  it.each<[Record<string, string>, string[]]>([
    [{ q: 'files' }, ['files-9', 'files-10']],
    [{ q: 'FILES writes' }, ['files-10']],
    [{ q: 'munchen' }, ['Weather']],
    [{ q: 'MÜNCHEN wetter' }, ['Weather']],
    [{ q: 'geo' }, ['tool', 'Weather']],
    [{ q: 'vendor.test/sse' }, ['vendor']],
    [{ q: 'hush' }, []],
    [{ q: 'silent' }, []],
    [{ q: '   ' }, ['files-9', 'files-10', 'tool', 'vendor', 'Weather']],
    [{ q: 'nothing-like-it' }, []],
    [{ state: 'failed' }, ['vendor']],
    [{ state: 'failed,idle', transport: 'sse' }, ['vendor']],
    [{ verdict: 'healthy' }, ['tool']],
    [{ tag: 'geo' }, ['tool', 'Weather']],
    [{ tag: 'geo,prod' }, ['files-10', 'tool', 'Weather']],
    [{ source: 'kubernetes' }, ['files-9', 'files-10', 'Weather']],
    [{ source: 'kubernetes:prod,manual' }, ['files-9', 'files-10', 'vendor', 'Weather']],
    [{ source: 'kubernetes:test' }, []],
    [{ transport: 'stdio' }, ['tool']],
    [{ enabled: 'false' }, ['files-9']],
    [{ enabled: 'true', tag: 'prod', q: 'files' }, ['files-10']],
  ])('filtered by %j', async (query, expected) => {
    await fleet()
    expect(names(query)).toEqual(expected)
    expect(list(query).total).toBe(expected.length)
  })

  it('sorts what needs attention first by state, and by tools, source, transport and change', async () => {
    await fleet()
    expect(names({ sort: 'state' })[0]).toBe('vendor')
    expect(names({ sort: 'tools', order: 'desc' })[0]).toBe('tool')
    expect(names({ sort: 'source' })).toEqual(['tool', 'files-9', 'files-10', 'Weather', 'vendor'])
    expect(names({ sort: 'transport' })[0]).toBe('vendor')
    expect(names({ sort: 'updated' })).toHaveLength(5)
  })

  it('shows no secret', async () => {
    await fleet()
    const [vendor] = list({ q: 'vendor' }).items
    expect(vendor?.target).toBe(`https://vendor.test/sse?token=${HIDDEN}`)
    expect(JSON.stringify(list())).not.toMatch(/hush|silent/)
  })

  it('is empty without servers', () => {
    expect(list()).toEqual({ items: [], nextCursor: null, total: 0 })
  })
})

describe('pages of a list', () => {
  it('together are the whole, whatever the order and size', async () => {
    await registry.apply(
      'http',
      snapshotOf(...named(57, (index) => ({ tags: [`t${index % 3}`], enabled: index % 2 === 0 }))),
    )
    for (let index = 0; index < 57; index++) live.set(`server-${index}`, { tools: index % 5 })
    const query = fc.record({
      sort: fc.constantFrom(...SERVER_SORTS),
      order: fc.constantFrom('asc', 'desc'),
      limit: fc.integer({ min: 1, max: 60 }),
    })
    fc.assert(
      fc.property(query, (settings) => {
        const all: string[] = []
        let cursor: string | null = null
        do {
          const page = list({ ...settings, ...(cursor === null ? {} : { cursor }) })
          expect(page.total).toBe(57)
          all.push(...page.items.map(({ name }) => name))
          cursor = page.nextCursor
        } while (cursor !== null)
        expect(all).toEqual(names({ ...settings, limit: 1_000 }))
      }),
      { numRuns: 60 },
    )
  })

  it('skip and repeat nothing when servers come and go between them', async () => {
    const before = named(30)
    await registry.apply('http', snapshotOf(...before))
    const first = list({ limit: 10 })
    const seen = first.items.map(({ name }) => name)
    // The last of the page goes, one comes before it and one after it.
    const left = before.filter(({ spec }) => spec.name !== seen.at(-1))
    await registry.apply('http', snapshotOf(...left, remote('aaa'), remote('server-9a')))
    const rest = list({ limit: 100, cursor: first.nextCursor }).items.map(({ name }) => name)
    expect([...seen, ...rest].sort()).toEqual([...before.map(({ spec }) => spec.name), 'server-9a'].sort())
  })

  it('refuse a cursor that is none, or of another order', async () => {
    await registry.apply('http', snapshotOf(...named(5)))
    const { nextCursor } = list({ limit: 2 })
    for (const query of [
      { cursor: 'rubbish' },
      { cursor: Buffer.from('{"a":1}').toString('base64url') },
      { cursor: nextCursor, sort: 'updated' },
      { cursor: nextCursor, order: 'desc' },
    ]) {
      expect(() => list(query)).toThrow(expect.objectContaining({ code: 'bad-input' }) as Error)
    }
  })
})

describe('counts', () => {
  it('tell what filters can be chosen from', async () => {
    await fleet()
    expect(registry.facets()).toEqual({
      states: { idle: 4, failed: 1 },
      verdicts: { unknown: 3, healthy: 1, unhealthy: 1 },
      sources: { 'kubernetes:prod': 3, 'config-file': 1, manual: 1 },
      tags: { geo: 2, prod: 2 },
      transports: { 'streamable-http': 3, stdio: 1, sse: 1 },
    })
    expect(registry.counts()).toMatchObject({ total: 5, enabled: 4, byState: { idle: 4, failed: 1 } })
  })

  it('are not led astray by a tag that is called like a part of every object', async () => {
    await registry.apply('http', snapshotOf(remote('a', { tags: ['constructor', '__proto__'] })))
    expect(Object.entries(registry.facets().tags)).toEqual([
      ['constructor', 1],
      ['__proto__', 1],
    ])
  })
})

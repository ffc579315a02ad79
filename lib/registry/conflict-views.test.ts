import { describe, expect, it } from 'vitest'
import { named, remote, snapshotOf, startRegistry } from '@/e2e/fixtures/registry'
import { listConflicts } from '@/lib/domain/api/discovery'
import { conflictViewSchema } from '@/lib/domain/discovery'
import { HIDDEN } from '@/lib/domain/endpoint'
import type { Registry } from './registry'

const conflicts = (registry: Registry, query: Record<string, unknown> = {}) =>
  registry.conflictViews(listConflicts.query.parse(query))

const at = (url: string, title: string) => ({
  title,
  endpoint: { kind: 'remote' as const, transport: 'sse' as const, url, headers: { A: title } },
})

describe('conflicts', () => {
  it('show both values side by side, where each was read, and no secret', async () => {
    const { registry } = await startRegistry()
    const filed = {
      ...remote('a', at('http://a.test/', 'one')),
      origin: { place: '/etc/mcp/a.yaml', line: 3 },
    }
    const listed = {
      ...remote('a', at('http://b.test/?token=hush', 'two')),
      origin: { place: 'https://u:hush@list.test/' },
    }
    await registry.apply('config-file', snapshotOf(filed))
    await registry.apply('http', snapshotOf(listed))
    const { items, total, nextCursor } = conflicts(registry)
    expect([total, nextCursor]).toEqual([1, null])
    expect(items).toEqual([
      {
        kind: 'shadowed',
        name: 'a',
        winner: 'config-file',
        shadowed: 'http',
        winnerOrigin: '/etc/mcp/a.yaml, line 3',
        shadowedOrigin: `https://${HIDDEN}@list.test/`,
        differences: [
          { field: 'title', winner: 'one', shadowed: 'two' },
          { field: 'endpoint.url', winner: 'http://a.test/', shadowed: `http://b.test/?token=${HIDDEN}` },
          { field: 'endpoint.headers.A', winner: HIDDEN, shadowed: HIDDEN },
        ],
      },
    ])
    expect(conflictViewSchema.parse(items[0])).toEqual(items[0])
  })

  it('are one for each source that is shadowed, then one for each endpoint under several names', async () => {
    const { registry } = await startRegistry()
    for (const source of ['dns', 'http', 'kubernetes']) await registry.apply(source, snapshotOf(remote('b')))
    await registry.register({ name: 'twin', url: 'http://b.test/mcp/' })
    await registry.register({ name: 'alone', url: 'http://alone.test/' })
    expect(conflicts(registry).items).toEqual([
      expect.objectContaining({ kind: 'shadowed', winner: 'kubernetes', shadowed: 'http', differences: [] }),
      expect.objectContaining({ kind: 'shadowed', winner: 'kubernetes', shadowed: 'dns' }),
      {
        kind: 'same-endpoint',
        target: 'http://b.test/mcp',
        servers: [
          { name: 'b', source: 'kubernetes' },
          { name: 'twin', source: 'manual' },
        ],
      },
    ])
  })

  it('can be had of one source, on whichever side it is', async () => {
    const { registry } = await startRegistry()
    await registry.apply('dns', snapshotOf(remote('a'), remote('b')))
    await registry.apply('http', snapshotOf(remote('a')))
    await registry.apply('kubernetes', snapshotOf(remote('b')))
    const namesOf = (source: string) =>
      conflicts(registry, { source }).items.map((item) => (item.kind === 'shadowed' ? item.name : '='))
    expect([namesOf('dns'), namesOf('http'), namesOf('kubernetes'), namesOf('manual')]).toEqual([
      ['a', 'b'],
      ['a'],
      ['b'],
      [],
    ])
  })

  it('are paged: each once, in order, also when one is resolved on the way', async () => {
    const { registry } = await startRegistry()
    const candidates = named(1_500)
    const twins = named(1_500).map((candidate, index) => ({
      ...candidate,
      spec: { ...candidate.spec, name: `twin-${index}` },
    }))
    await registry.apply('http', { candidates: [...candidates, ...twins], problems: [] })
    await registry.apply('dns', { candidates, problems: [] })
    const seen: string[] = []
    let cursor: string | null = null
    do {
      const page = conflicts(registry, { limit: 500, ...(cursor === null ? {} : { cursor }) })
      for (const item of page.items) {
        seen.push(item.kind === 'shadowed' ? item.name : item.servers.map(({ name }) => name).join('='))
      }
      if (seen.length === 500)
        await registry.apply('dns', { candidates: candidates.slice(100), problems: [] })
      cursor = page.nextCursor
    } while (cursor !== null)
    expect(seen.slice(0, 1_500)).toEqual(candidates.map(({ spec }) => spec.name))
    expect(seen.slice(1_500)).toHaveLength(1_500)
    expect(new Set(seen).size).toBe(3_000)
    expect(seen[1_500]).toBe('server-0=twin-0')
  })
})

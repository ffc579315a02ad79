import { describe, expect, it } from 'vitest'
import { named, remote, snapshotOf, startRegistry, stdio } from '@/e2e/fixtures/registry'
import { runDiffSchema, runSchema } from '@/lib/domain/discovery'
import { HIDDEN } from '@/lib/domain/endpoint'

const secret = (name: string, value: string, more: Parameters<typeof remote>[1] = {}) =>
  remote(name, {
    endpoint: {
      kind: 'remote',
      transport: 'streamable-http',
      url: `https://h.test/${name}?api_key=${value}`,
      headers: { Authorization: `Bearer ${value}` },
    },
    ...more,
  })

describe('what a run would change', () => {
  it('is told server by server: added, changed with both values, removed, shadowed', async () => {
    const { registry } = await startRegistry()
    await registry.apply('http', snapshotOf(remote('gone'), remote('a', { title: 'A', tags: ['x'] })))
    await registry.apply('config-file', snapshotOf(remote('filed')))
    const snapshot = snapshotOf(remote('a', { title: 'B', tags: ['x', 'y'] }), remote('new'), remote('filed'))
    const preview = registry.preview('http', snapshot)
    expect(preview.diff).toEqual({
      added: [{ name: 'new', target: 'http://new.test/mcp', held: false }],
      changed: [
        {
          name: 'a',
          fields: [
            { field: 'title', before: 'A', after: 'B' },
            { field: 'tags', before: '["x"]', after: '["x","y"]' },
          ],
        },
        {
          name: 'filed',
          fields: [{ field: 'declared by', before: 'config-file', after: 'config-file, http' }],
        },
      ],
      removed: [{ name: 'gone', target: 'http://gone.test/mcp' }],
      shadowed: [{ name: 'filed', winner: 'config-file' }],
    })
    expect(preview.counts).toEqual({
      found: 3,
      added: 1,
      changed: 2,
      removed: 1,
      shadowed: 1,
      held: 0,
      errors: 0,
    })
    expect(runDiffSchema.parse(preview.diff)).toEqual(preview.diff)
    expect(runSchema.shape.counts.parse(preview.counts)).toEqual(preview.counts)
    expect(registry.get('new')).toBeUndefined()
    const { diff, counts } = await registry.apply('http', snapshot)
    expect([diff, counts]).toEqual([preview.diff, preview.counts])
    expect((await registry.apply('http', snapshot)).diff).toEqual({
      added: [],
      changed: [],
      removed: [],
      shadowed: [{ name: 'filed', winner: 'config-file' }],
    })
  })

  it('tells of what will wait, and of what waits already only by its number', async () => {
    const { registry } = await startRegistry()
    const held = { newServers: 'held' } as const
    const { diff, counts } = await registry.apply('http', snapshotOf(remote('a')), held)
    expect(diff.added).toEqual([{ name: 'a', target: 'http://a.test/mcp', held: true }])
    expect(counts).toMatchObject({ added: 0, held: 1 })
    const next = registry.preview('http', snapshotOf(remote('a'), remote('b')), held)
    expect(next.diff.added.map(({ name }) => name)).toEqual(['b'])
    expect(next.counts).toMatchObject({ found: 2, held: 2 })
  })

  it('shows that a secret changes, but neither of its values', async () => {
    const { registry } = await startRegistry()
    await registry.apply('http', snapshotOf(secret('a', 'old-hush')))
    const { diff } = registry.preview('http', snapshotOf(secret('a', 'new-hush'), secret('b', 'new-hush')))
    expect(diff.changed[0]?.fields.at(-1)).toEqual({
      field: 'endpoint.headers.Authorization',
      before: HIDDEN,
      after: HIDDEN,
    })
    expect(JSON.stringify(diff)).not.toContain('hush')
    const removal = registry.preview('http', snapshotOf())
    expect(removal.diff.removed).toHaveLength(1)
    expect(JSON.stringify(removal)).not.toContain('hush')
  })

  it('tells of a server that another takes over, and of what its source says unheard', async () => {
    const { registry } = await startRegistry()
    await registry.apply('http', snapshotOf(remote('a', { title: 'http' })))
    await registry.apply('dns', snapshotOf(remote('a', { title: 'dns' })))
    const left = registry.preview('http', snapshotOf())
    expect(left.diff.changed).toEqual([
      {
        name: 'a',
        fields: [
          { field: 'title', before: 'http', after: 'dns' },
          { field: 'source', before: 'http', after: 'dns' },
          { field: 'declared by', before: 'http, dns', after: 'dns' },
        ],
      },
    ])
    const unheard = registry.preview('dns', snapshotOf(remote('a', { title: 'other' })))
    expect(unheard.diff.changed).toEqual([
      { name: 'a', fields: [{ field: 'dns: title', before: 'dns', after: 'other' }] },
    ])
  })

  it('counts what the source could not read and what the registry refuses as errors', async () => {
    const { registry } = await startRegistry()
    const problems = [
      { severity: 'error' as const, message: 'Broken' },
      { severity: 'warning' as const, message: 'Odd' },
    ]
    const { counts } = registry.preview('http', { candidates: [stdio('x'), remote('a')], problems })
    expect(counts).toMatchObject({ found: 2, added: 1, errors: 2 })
  })

  it('is cut where it is huge, while the counts are whole', async () => {
    const { registry } = await startRegistry()
    const added = await registry.apply('http', { candidates: named(3_000), problems: [] })
    expect([added.counts.added, added.diff.added.length]).toEqual([3_000, 1_000])
    const wide = Object.fromEntries(Array.from({ length: 200 }, (_, index) => [`key-${index}`, index]))
    const changed = registry.preview('http', {
      candidates: named(3_000, () => ({ metadata: wide })),
      problems: [],
    })
    expect(changed.counts.changed).toBe(3_000)
    expect(changed.diff.changed[0]?.fields).toHaveLength(31)
    expect(changed.diff.changed[0]?.fields.at(-1)?.after).toBe('170 more fields')
    expect(JSON.stringify(changed.diff).length).toBeLessThan(1_000_000)
    const removed = registry.preview('http', snapshotOf())
    expect([removed.counts.removed, removed.diff.removed.length]).toEqual([3_000, 1_000])
  })
})

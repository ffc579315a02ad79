import { describe, expect, it } from 'vitest'
import { named, remote, snapshotOf, startRegistry, stdio } from '@/e2e/fixtures/registry'
import { listHeld } from '@/lib/domain/api/discovery'
import { heldServerSchema } from '@/lib/domain/discovery'
import { HIDDEN } from '@/lib/domain/endpoint'
import type { Registry } from './registry'

const HELD = { newServers: 'held' } as const
const held = (registry: Registry, query: Record<string, unknown> = {}) =>
  registry.held(listHeld.query.parse(query))
const names = (registry: Registry, query: Record<string, unknown> = {}) =>
  held(registry, query).items.map(({ name }) => name)
const servers = (registry: Registry) => registry.all().map(({ spec }) => spec.name)
const decide = (registry: Registry, decision: 'accepted' | 'refused' | 'held', ...decided: string[]) =>
  registry.decide({ decision, items: decided.map((name) => ({ source: 'http', name })) })

async function startHeld(...candidates: Parameters<typeof snapshotOf>) {
  const made = await startRegistry()
  await made.registry.apply('http', snapshotOf(...candidates), HELD)
  return made
}

describe('a server that is held', () => {
  it('is no server anywhere: not in lists, counts, facets, exports, endpoints or conflicts', async () => {
    const { registry, events } = await startHeld(remote('a', { tags: ['secret-tag'] }))
    await registry.register({ name: 'twin', url: 'http://a.test/mcp' })
    expect(servers(registry)).toEqual(['twin'])
    expect(registry.get('a')).toBeUndefined()
    expect(() => registry.detail('a')).toThrow(/no server a/)
    expect(registry.counts()).toMatchObject({ total: 1, bySource: { manual: 1 } })
    expect(registry.facets().tags).toEqual({})
    expect(registry.export().specs.map(({ name }) => name)).toEqual(['twin'])
    expect(registry.detail('twin').sameEndpointAs).toEqual([])
    expect(registry.conflictViews({ limit: 50 }).total).toBe(0)
    expect(registry.sourceCounts('http')).toEqual({ servers: 0, shadowed: 0, held: 1, refused: 0, stale: 0 })
    expect(events).toEqual([
      { kind: 'held-changed', source: 'http', held: 1 },
      { kind: 'server-added', name: 'twin', source: 'manual' },
    ])
  })

  it('never wins over, shadows, or shows beside a server of its name, however high its source', async () => {
    const { registry, events } = await startRegistry()
    await registry.apply('dns', snapshotOf(remote('a', { title: 'dns' })))
    const before = events.length
    const applied = await registry.apply('kubernetes', snapshotOf(remote('a', { title: 'k8s' })), HELD)
    expect(applied).toMatchObject({ added: [], changed: [], conflicts: [], counts: { held: 1, changed: 0 } })
    expect(registry.detail('a')).toMatchObject({ title: 'dns', source: 'dns', claims: 1 })
    expect(registry.detail('a').provenance).toHaveLength(1)
    expect(events.slice(before)).toEqual([{ kind: 'held-changed', source: 'kubernetes', held: 1 }])
    expect(held(registry).items).toMatchObject([{ name: 'a', source: 'kubernetes', exists: true }])
  })

  it('is shown with what a person needs to decide, without its secrets', async () => {
    const candidate = remote('a', {
      title: 'A',
      description: 'What it does',
      endpoint: {
        kind: 'remote',
        transport: 'sse',
        url: 'https://user:hush@a.test/mcp?api_key=hush',
        headers: { Authorization: 'Bearer hush' },
      },
    })
    const origin = { place: 'https://me:hush@list.test/servers.json', line: 4 }
    const { registry } = await startHeld({ ...candidate, origin, warnings: ['Odd'], blocked: 'No variable' })
    const [item] = held(registry).items
    expect(heldServerSchema.parse(item)).toEqual(item)
    expect(item).toMatchObject({
      source: 'http',
      name: 'a',
      title: 'A',
      description: 'What it does',
      transport: 'sse',
      state: 'held',
      exists: false,
      warnings: ['No variable', 'Odd'],
    })
    expect(item?.origin).toBe(`https://${HIDDEN}@list.test/servers.json, line 4`)
    expect(JSON.stringify(item)).not.toContain('hush')
  })

  it('leaves the list when its source no longer has it, and is kept up to date meanwhile', async () => {
    const { registry, events } = await startHeld(remote('a', { title: 'old' }), remote('b'))
    await registry.apply('http', snapshotOf(remote('a', { title: 'new' })), HELD)
    expect(held(registry).items).toMatchObject([{ name: 'a', title: 'new' }])
    expect(events.at(-1)).toEqual({ kind: 'held-changed', source: 'http', held: 1 })
    const before = events.length
    await registry.apply('http', snapshotOf(remote('a', { title: 'new' })), HELD)
    expect(events).toHaveLength(before)
  })

  it('does not stand in the way of registering a server of its name by hand, nor lend it secrets', async () => {
    const endpoint = {
      kind: 'remote' as const,
      transport: 'sse' as const,
      url: 'http://a.test/',
      headers: { A: 'hush' },
    }
    const { registry } = await startHeld(remote('a', { endpoint }))
    const { server, outcome } = await registry.register({ name: 'a', url: 'http://mine.test/' })
    expect([outcome, server.source, server.claims]).toEqual(['added', 'manual', 1])
    await expect(
      registry.register({ name: 'a', url: 'http://a.test/', headers: { A: HIDDEN } }),
    ).rejects.toMatchObject({ code: 'bad-input' })
    expect(held(registry).items[0]?.exists).toBe(true)
    await registry.remove('a')
    expect(servers(registry)).toEqual([])
    expect(names(registry)).toEqual(['a'])
  })

  it('grows stale and leaves with a source that fails, as any other', async () => {
    const { registry, clock } = await startHeld(remote('a'))
    await registry.sourceFailed('http', new Error('away'))
    clock.advance(2 * 86_400_000)
    await registry.expire()
    expect(held(registry).total).toBe(0)
  })

  it('can not be changed or removed as if it were a server', async () => {
    const { registry } = await startHeld(remote('a'))
    const missing = { code: 'not-found' }
    await expect(registry.setEnabled('a', true)).rejects.toMatchObject(missing)
    await expect(registry.remove('a')).rejects.toMatchObject(missing)
    const { results } = await registry.bulk({ action: 'tag', names: ['a'], tags: ['t'] })
    expect(results).toMatchObject([{ ok: false, error: missing }])
  })
})

describe('a decision', () => {
  it('lets accepted servers in and keeps refused ones out, in one write, with a result for each', async () => {
    const { registry, store, events } = await startHeld(remote('a'), remote('b'), remote('c'))
    const before = store.writes
    const { results } = await decide(registry, 'accepted', 'a', 'b', 'ghost')
    expect(results).toMatchObject([
      { source: 'http', name: 'a', ok: true },
      { name: 'b', ok: true },
      { name: 'ghost', ok: false, error: { code: 'not-found' } },
    ])
    expect(store.writes).toBe(before + 1)
    expect(servers(registry)).toEqual(['a', 'b'])
    expect(events.slice(-3)).toEqual([
      { kind: 'server-added', name: 'a', source: 'http' },
      { kind: 'server-added', name: 'b', source: 'http' },
      { kind: 'held-changed', source: 'http', held: 1 },
    ])
    await decide(registry, 'refused', 'c')
    expect(names(registry)).toEqual([])
    expect(names(registry, { state: 'refused' })).toEqual(['c'])
  })

  it('on one that was let in makes it leave, and can be taken back', async () => {
    const { registry, events } = await startHeld(remote('a'))
    await decide(registry, 'accepted', 'a')
    await decide(registry, 'refused', 'a')
    expect(servers(registry)).toEqual([])
    expect(events.at(-2)).toEqual({ kind: 'server-removed', name: 'a', source: 'http' })
    await decide(registry, 'held', 'a')
    expect(names(registry)).toEqual(['a'])
    await registry.apply('http', snapshotOf(remote('a')), HELD)
    expect(names(registry)).toEqual(['a'])
  })

  it('hands a refused server to the next source that declares it', async () => {
    const { registry } = await startRegistry()
    await registry.apply('http', snapshotOf(remote('a', { title: 'http' })))
    await registry.apply('dns', snapshotOf(remote('a', { title: 'dns' })))
    await decide(registry, 'refused', 'a')
    expect(registry.detail('a')).toMatchObject({ source: 'dns', title: 'dns', claims: 1 })
    await decide(registry, 'accepted', 'a')
    expect(registry.detail('a')).toMatchObject({ source: 'http', claims: 2 })
  })

  it('survives re-discovery, a restart, and the server leaving and coming back', async () => {
    const both = snapshotOf(remote('good'), remote('bad'))
    const { registry, store, clock } = await startHeld(...both.candidates)
    await decide(registry, 'accepted', 'good')
    await decide(registry, 'refused', 'bad')
    const { registry: again } = await startRegistry({ store, clock })
    const asDecided = () => {
      expect(servers(again)).toEqual(['good'])
      expect(names(again, { state: 'refused' })).toEqual(['bad'])
    }
    asDecided()
    await again.apply('http', both, HELD)
    asDecided()
    await again.apply('http', snapshotOf(), HELD)
    expect(servers(again)).toEqual([])
    const { registry: third } = await startRegistry({ store, clock })
    await third.apply('http', both, HELD)
    expect(servers(third)).toEqual(['good'])
    expect(names(third, { state: 'refused' })).toEqual(['bad'])
    expect(names(third)).toEqual([])
  })

  it('is a matter of one source: another of the same name is asked about anew', async () => {
    const { registry } = await startHeld(remote('a'))
    await decide(registry, 'refused', 'a')
    await registry.apply('dns', snapshotOf(remote('a')), HELD)
    expect(held(registry).items).toMatchObject([{ name: 'a', source: 'dns' }])
  })

  it('outlives what people registered by hand under the name', async () => {
    const { registry } = await startHeld(remote('a'))
    await decide(registry, 'refused', 'a')
    await registry.apply('http', snapshotOf(), HELD)
    await registry.register({ name: 'a', url: 'http://mine.test/' })
    await registry.remove('a')
    await registry.apply('http', snapshotOf(remote('a')), HELD)
    expect(names(registry, { state: 'refused' })).toEqual(['a'])
  })

  it('is no override: it is not shown as one, and overrides are changed and taken back beside it', async () => {
    const { registry } = await startHeld(remote('a'))
    await decide(registry, 'accepted', 'a')
    await registry.update('a', { changes: { tags: ['mine'] } })
    await registry.update('a', { changes: { tags: null } })
    expect(registry.detail('a').overrides).toEqual({ admissions: { http: 'accepted' } })
    await registry.apply('http', snapshotOf(), HELD)
    await registry.apply('http', snapshotOf(remote('a')), HELD)
    expect(servers(registry)).toEqual(['a'])
  })

  it('is not to be taken on what people registered by hand', async () => {
    const { registry } = await startRegistry()
    await registry.register({ name: 'a', url: 'http://a.test/' })
    const items = [{ source: 'manual', name: 'a' }]
    const { results } = await registry.decide({ decision: 'refused', items })
    expect(results).toMatchObject([{ ok: false, error: { code: 'bad-input' } }])
    expect(servers(registry)).toEqual(['a'])
  })

  it('is taken on 10,000 at once', async () => {
    const { registry, store } = await startHeld(...named(10_000))
    const items = held(registry, { limit: 1 }).total
    expect(items).toBe(10_000)
    const { results } = await decide(registry, 'accepted', ...named(10_000).map(({ spec }) => spec.name))
    expect(results.every(({ ok }) => ok)).toBe(true)
    expect([store.writes, registry.counts().total, held(registry).total]).toEqual([2, 10_000, 0])
  })
})

describe('how a source treats new servers', () => {
  it('does not touch what was there before it began to hold', async () => {
    const { registry } = await startRegistry()
    await registry.apply('http', snapshotOf(remote('old')))
    await registry.apply('http', snapshotOf(remote('old', { title: 'T' }), remote('new')), HELD)
    expect(registry.detail('old').title).toBe('T')
    expect(names(registry)).toEqual(['new'])
  })

  it('admits all that waits when it no longer holds, but nothing that was refused', async () => {
    const { registry } = await startHeld(remote('a'), remote('b'))
    await decide(registry, 'refused', 'b')
    const { added, counts } = await registry.apply('http', snapshotOf(remote('a'), remote('b')))
    expect([added, counts.held]).toEqual([['a'], 0])
    expect(names(registry, { state: 'refused' })).toEqual(['b'])
  })

  it('lets go on waiting what can not be read now, as its place may ask for something else', async () => {
    const origin = { place: 'https://one.test', scope: 'one' }
    const { registry } = await startHeld({ ...remote('a'), origin })
    await registry.apply('http', { ...snapshotOf(), unreadable: ['one'] })
    expect(names(registry)).toEqual(['a'])
    await registry.apply('http', snapshotOf({ ...remote('a'), origin }))
    expect(servers(registry)).toEqual(['a'])
  })

  it('can be another for one place of a source than for the others', async () => {
    const { registry, store } = await startRegistry()
    const snapshot = snapshotOf({ ...remote('public'), newServers: 'held' }, remote('ours'))
    await registry.apply('http', snapshot)
    expect([servers(registry), names(registry)]).toEqual([['ours'], ['public']])
    await registry.apply('http', snapshot)
    expect([store.writes, servers(registry)]).toEqual([1, ['ours']])
  })

  it('switches new servers off once, and never again after a person has switched them on', async () => {
    const { registry } = await startRegistry()
    const off = { newServers: 'disabled' } as const
    await registry.apply('http', snapshotOf(remote('a'), remote('b')), off)
    expect(registry.all().map(({ spec }) => spec.enabled)).toEqual([false, false])
    expect(registry.detail('a').overrides.enabled).toBe(false)
    await registry.setEnabled('a', true)
    await registry.apply('http', snapshotOf(remote('a', { title: 'T' }), remote('b', { title: 'T' })), off)
    expect(registry.all().map(({ spec }) => spec.enabled)).toEqual([true, false])
    await registry.apply('http', snapshotOf(), off)
    await registry.apply('http', snapshotOf(remote('a'), remote('b')), off)
    expect(registry.all().map(({ spec }) => spec.enabled)).toEqual([true, false])
  })

  it('leaves on what was there, what another source declares, and what a person accepted', async () => {
    const off = { newServers: 'disabled' } as const
    const { registry } = await startHeld(remote('accepted'))
    await decide(registry, 'accepted', 'accepted')
    await registry.apply('dns', snapshotOf(remote('of-dns')))
    await registry.apply('http', snapshotOf(remote('accepted'), remote('of-dns'), remote('new')), off)
    const enabled = registry.all().map(({ spec }) => [spec.name, spec.enabled])
    expect(enabled).toEqual([
      ['accepted', true],
      ['new', false],
      ['of-dns', true],
    ])
  })

  it('lets what waited in switched off when it changes from held to disabled', async () => {
    const { registry } = await startHeld(remote('a'))
    await registry.apply('http', snapshotOf(remote('a')), { newServers: 'disabled' })
    expect(registry.get('a')?.spec.enabled).toBe(false)
  })
})

describe('the list of what waits', () => {
  it('goes through thousands page by page, each once and in order, while some come and go', async () => {
    const { registry } = await startHeld(...named(5_000))
    const seen: string[] = []
    let cursor: string | null = null
    do {
      const page = held(registry, { limit: 500, ...(cursor === null ? {} : { cursor }) })
      seen.push(...page.items.map(({ name }) => name))
      cursor = page.nextCursor
      if (seen.length === 500) await decide(registry, 'accepted', ...seen.slice(400))
    } while (cursor !== null)
    expect(seen).toEqual(named(5_000).map(({ spec }) => spec.name))
  })

  it('is searched by words, and by source and state', async () => {
    const { registry } = await startHeld(
      remote('weather', { description: 'Wetter für München' }),
      remote('mail', { title: 'Post' }),
    )
    await registry.apply('client-files', snapshotOf(stdio('local', { title: 'Post' })), HELD)
    expect(names(registry, { q: 'munchen WETTER' })).toEqual(['weather'])
    expect(names(registry, { q: 'post' })).toEqual(['local', 'mail'])
    expect(names(registry, { q: 'post', source: 'http' })).toEqual(['mail'])
    expect(names(registry, { q: 'weather.test' })).toEqual(['weather'])
    expect(names(registry, { state: 'refused' })).toEqual([])
  })

  it('refuses a cursor that no list has given', async () => {
    const { registry } = await startHeld(remote('a'))
    for (const cursor of ['nonsense', Buffer.from('{"a":1}').toString('base64url')]) {
      expect(() => held(registry, { cursor })).toThrow(expect.objectContaining({ code: 'bad-input' }))
    }
  })
})

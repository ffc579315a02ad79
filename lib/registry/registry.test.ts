import { describe, expect, it } from 'vitest'
import { FakeClock } from '@/e2e/servers/fake-clock'
import {
  makeRegistry,
  MemoryRecordStore,
  remote,
  snapshotOf,
  startRegistry,
  stdio,
} from '@/e2e/fixtures/registry'
import { HIDDEN } from '@/lib/domain/endpoint'
import { AppError } from '@/lib/kit/app-error'
import type { RecordStore, RegistryNews } from './record-store'
import type { Registry } from './registry'

const SITE = { name: 'site', url: 'https://site.test/mcp', headers: { Authorization: 'Bearer abc' } }

describe('registering by hand', () => {
  it('adds a server, stores it and tells of it', async () => {
    const { registry, store, events } = await startRegistry()
    const { server, outcome } = await registry.register({ ...SITE, tags: ['web'], description: 'A site' })
    expect(outcome).toBe('added')
    expect(server).toMatchObject({
      name: 'site',
      source: 'manual',
      tags: ['web'],
      revision: 1,
      enabled: true,
    })
    expect(store.records.get('site')?.claims[0]?.spec.endpoint).toMatchObject({ headers: SITE.headers })
    expect(events).toEqual([{ kind: 'server-added', name: 'site', source: 'manual' }])
  })

  it('is idempotent: the same again is unchanged, writes nothing and tells nothing', async () => {
    const { registry, store, events, clock } = await startRegistry()
    await registry.register(SITE)
    clock.advance(60_000)
    expect((await registry.register(SITE)).outcome).toBe('unchanged')
    expect(store.writes).toBe(1)
    expect(events).toHaveLength(1)
  })

  it('replaces a server of the same name whole', async () => {
    const { registry } = await startRegistry()
    await registry.register({ ...SITE, title: 'Old' })
    const { server, outcome } = await registry.register({ name: 'site', url: 'https://site.test/other' })
    expect(outcome).toBe('changed')
    expect(server.title).toBeUndefined()
    expect(server.endpoint).toMatchObject({ url: 'https://site.test/other', headers: {} })
  })

  it('keeps unknown fields and warns of them', async () => {
    const { registry } = await startRegistry()
    const { server, warnings } = await registry.register({ ...SITE, colour: 'red' })
    expect(server.extra).toEqual({ colour: 'red' })
    expect(warnings).toEqual(['Unknown field colour, kept as it is'])
    expect(server.provenance[0]?.warnings).toEqual(warnings)
  })

  it.each<[string, unknown, RegExp]>([
    ['no name', { url: 'http://h/' }, /has no name/],
    ['a name of a wrong kind', { name: 5, url: 'http://h/' }, /has no name/],
    ['a name with a space', { name: 'my site', url: 'http://h/' }, /Try my-site/],
    ['a very long name', { name: 'n'.repeat(10_000), url: 'http://h/' }, /can't be the name/],
    ['both url and command', { name: 'a', url: 'http://h/', command: 'x' }, /Both url and command/],
    ['neither', { name: 'a' }, /Neither url nor command/],
    ['several mistakes', { name: 'a', url: 'x', tags: 5 }, /url is not .*\. tags must be/],
    ['a list', [], /has no name/],
    ['nothing', null, /has no name/],
  ])('refuses %s with bad-input, and changes nothing', async (_, document, message) => {
    const { registry, store } = await startRegistry()
    await expect(registry.register(document)).rejects.toMatchObject({
      code: 'bad-input',
      message: expect.stringMatching(message) as string,
    })
    expect(store.writes).toBe(0)
  })

  it('goes before a source that claims the name, and hands back when it is removed', async () => {
    const { registry, events } = await startRegistry()
    await registry.apply('http', snapshotOf(remote('site', { title: 'by http' })))
    const { outcome, server } = await registry.register({ ...SITE, title: 'by hand' })
    expect(outcome).toBe('changed')
    expect(server).toMatchObject({ source: 'manual', title: 'by hand', claims: 2 })
    await registry.remove('site')
    expect(registry.detail('site')).toMatchObject({ source: 'http', title: 'by http', claims: 1 })
    expect(events.map(({ kind }) => kind)).toEqual(['server-added', 'server-changed', 'server-changed'])
  })

  it('blocks a server that waits for a variable, and says where variables are filled', async () => {
    const { registry } = await startRegistry()
    const { server } = await registry.register({ ...SITE, headers: { Authorization: 'Bearer ${TOKEN}' } })
    expect(server.enabled).toBe(false)
    expect(server.blocked).toMatch(/\$\{TOKEN\} is filled in configuration files only/)
    const { server: fixed } = await registry.update('site', { changes: { headers: { Authorization: 'x' } } })
    expect(fixed).toMatchObject({ enabled: true })
    expect(fixed.blocked).toBeUndefined()
  })
})

describe('commands by hand', () => {
  const tool = { name: 'tool', command: 'npx', args: ['-y', 'thing'] }

  it('are refused where they are not allowed, with what to do', async () => {
    const { registry } = await startRegistry({ stdio: { allowed: false, commands: null } })
    await expect(registry.register(tool)).rejects.toMatchObject({
      code: 'forbidden',
      message: expect.stringMatching(/PORTOLAN_STDIO/) as string,
    })
  })

  it('are refused unless they are in the list, also by an update', async () => {
    const { registry } = await startRegistry({ stdio: { allowed: true, commands: ['npx'] } })
    await registry.register(tool)
    await expect(registry.update('tool', { changes: { command: 'sh' } })).rejects.toMatchObject({
      code: 'forbidden',
    })
    await expect(registry.register({ ...tool, command: '/tmp/npx' })).rejects.toMatchObject({
      code: 'forbidden',
      message: expect.stringMatching(/not one of those.*\(npx\)/) as string,
    })
    expect(registry.get('tool')?.spec.endpoint).toMatchObject({ command: 'npx' })
  })

  it('that were stored when they were allowed are blocked when they no longer are', async () => {
    const { registry, store } = await startRegistry()
    await registry.register(tool)
    const { registry: strict } = await startRegistry({ store, stdio: { allowed: false, commands: null } })
    expect(strict.get('tool')).toMatchObject({ spec: { enabled: false } })
    expect(strict.detail('tool').blocked).toMatch(/may not be registered by hand/)
  })
})

describe('updating a server registered by hand', () => {
  it('changes the fields that are sent, and says which', async () => {
    const { registry, events } = await startRegistry()
    await registry.register({ ...SITE, title: 'Old', tags: ['a'] })
    const { server, fields } = await registry.update('site', {
      changes: { title: 'New', health_check_interval: 60 },
    })
    expect(fields).toEqual(['title', 'health'])
    expect(server).toMatchObject({ title: 'New', tags: ['a'], health: { intervalMs: 60_000 }, revision: 2 })
    expect(events.at(-1)).toEqual({ kind: 'server-changed', name: 'site', source: 'manual', fields })
  })

  it('removes an optional field by null, alone or with its group', async () => {
    const { registry } = await startRegistry()
    await registry.register({
      ...SITE,
      title: 'Old',
      retry_delay: 9,
      health_check_url: 'http://h/',
      team: 'x',
    })
    const changes = { title: null, policy: null, health: null, headers: null, team: null }
    const { server } = await registry.update('site', { changes })
    expect(server.title).toBeUndefined()
    expect(server.extra).toEqual({})
    expect(server.policy.firstDelayMs).toBe(1_000)
    expect(server.health.url).toBeUndefined()
    expect(server.endpoint).toMatchObject({ headers: {} })
  })

  it('lets a command take the place of a URL, and the reverse', async () => {
    const { registry } = await startRegistry()
    await registry.register({ ...SITE, transport: 'sse' })
    const { server } = await registry.update('site', { changes: { command: 'npx', args: ['x'] } })
    expect(server.endpoint).toEqual({ kind: 'stdio', command: 'npx', args: ['x'], env: {} })
    const back = await registry.update('site', { changes: { url: 'http://h/', type: 'sse' } })
    expect(back.server.endpoint).toEqual({ kind: 'remote', transport: 'sse', url: 'http://h/', headers: {} })
  })

  it('takes an endpoint as one object', async () => {
    const { registry } = await startRegistry()
    await registry.register({ ...SITE, transport: 'sse' })
    const endpoint = {
      kind: 'remote',
      transport: 'streamable-http',
      url: 'https://site.test/v2',
      headers: {},
    }
    const { server, fields } = await registry.update('site', { changes: { endpoint } })
    expect(server.endpoint).toEqual(endpoint)
    expect(fields).toEqual(['endpoint'])
  })

  it('refuses what would make it invalid, or another server', async () => {
    const { registry } = await startRegistry()
    await registry.register(SITE)
    for (const changes of [{ url: null }, { tags: 5 }, { name: 'other' }, { transport: 'carrier-pigeon' }]) {
      await expect(registry.update('site', { changes })).rejects.toMatchObject({ code: 'bad-input' })
    }
    expect(registry.detail('site').revision).toBe(1)
  })

  it('tells both of two tabs the truth: the second is refused and told the revision', async () => {
    const { registry } = await startRegistry()
    await registry.register(SITE)
    const [first, second] = await Promise.allSettled([
      registry.update('site', { revision: 1, changes: { title: 'tab one' } }),
      registry.update('site', { revision: 1, changes: { title: 'tab two' } }),
    ])
    expect(first.status).toBe('fulfilled')
    expect(second).toMatchObject({
      status: 'rejected',
      reason: { code: 'revision-conflict', details: { revision: 2 } },
    })
    expect(registry.detail('site').title).toBe('tab one')
  })

  it('lets both through without a revision, one after the other', async () => {
    const { registry } = await startRegistry()
    await registry.register(SITE)
    await Promise.all([
      registry.update('site', { changes: { title: 'one' } }),
      registry.update('site', { changes: { description: 'two' } }),
    ])
    expect(registry.detail('site')).toMatchObject({ title: 'one', description: 'two', revision: 3 })
  })

  it('does not know a server that is not there', async () => {
    const { registry } = await startRegistry()
    await expect(registry.update('ghost', { changes: {} })).rejects.toMatchObject({ code: 'not-found' })
    await expect(registry.remove('ghost')).rejects.toMatchObject({ code: 'not-found' })
    expect(() => registry.detail('ghost')).toThrow(/no server ghost/)
  })
})

describe('hidden values that come back', () => {
  const secret = {
    name: 'site',
    url: 'https://u:p@site.test/mcp?api_key=k1&page=2',
    headers: { Authorization: 'Bearer abc', 'X-Team': 'blue' },
    metadata: { password: 'pw', note: 'n' },
  }

  it('keep what is stored, in URL, headers and metadata', async () => {
    const { registry, store } = await startRegistry()
    await registry.register(secret)
    const shown = registry.detail('site')
    expect(JSON.stringify(shown)).not.toMatch(/abc|blue|k1|u:p|pw/)
    const { endpoint, metadata } = shown
    const { fields } = await registry.update('site', { changes: { endpoint, metadata, title: 'T' } })
    expect(fields).toEqual(['title'])
    expect(store.records.get('site')?.claims[0]?.spec).toMatchObject({
      endpoint: { url: secret.url, headers: secret.headers },
      metadata: secret.metadata,
    })
  })

  it('stand beside values that are new', async () => {
    const { registry } = await startRegistry()
    await registry.register(secret)
    const headers = { Authorization: HIDDEN, 'X-New': 'new' }
    await registry.update('site', { changes: { headers, url: `https://${HIDDEN}@site.test/v2?api_key=k2` } })
    expect(registry.get('site')?.spec.endpoint).toMatchObject({
      url: 'https://u:p@site.test/v2?api_key=k2',
      headers: { Authorization: 'Bearer abc', 'X-New': 'new' },
    })
  })

  it('keep arguments and environment of a command', async () => {
    const { registry } = await startRegistry()
    await registry.register({
      name: 'tool',
      command: 'x',
      args: ['--token', 't1', '--key=k1', 'a'],
      env: { A: '1' },
    })
    const shown = registry.detail('tool').endpoint
    expect(shown).toMatchObject({ args: ['--token', HIDDEN, `--key=${HIDDEN}`, 'a'], env: { A: HIDDEN } })
    const args = ['--verbose', '--key', HIDDEN, '--token', HIDDEN, 'b']
    await registry.update('tool', { changes: { args, env: { A: HIDDEN, B: '2' } } })
    expect(registry.get('tool')?.spec.endpoint).toMatchObject({
      args: ['--verbose', '--key', 'k1', '--token', 't1', 'b'],
      env: { A: '1', B: '2' },
    })
  })

  it('are refused where nothing is stored', async () => {
    const { registry } = await startRegistry()
    await registry.register(SITE)
    await expect(registry.update('site', { changes: { headers: { Cookie: HIDDEN } } })).rejects.toMatchObject(
      { code: 'bad-input', message: expect.stringMatching(/headers has a hidden value/) as string },
    )
    await expect(registry.register({ ...SITE, name: 'new', headers: { A: HIDDEN } })).rejects.toMatchObject({
      code: 'bad-input',
    })
  })

  it('are not carried to another host, neither sent back nor left alone', async () => {
    const { registry } = await startRegistry()
    await registry.register(SITE)
    for (const changes of [
      { url: 'https://evil.test/mcp' },
      { url: 'http://site.test/mcp' },
      { url: 'https://evil.test/mcp', headers: { Authorization: HIDDEN } },
    ]) {
      await expect(registry.update('site', { changes })).rejects.toMatchObject({
        code: 'bad-input',
        message: expect.stringMatching(/another host.*Authorization.*again/) as string,
      })
    }
    await registry.update('site', {
      changes: { url: 'https://new.test/mcp', headers: { Authorization: 'again' } },
    })
    expect(registry.get('site')?.spec.endpoint).toMatchObject({ url: 'https://new.test/mcp' })
  })

  it('can be kept from the server that a registration by hand goes before', async () => {
    const { registry } = await startRegistry()
    const endpoint = {
      kind: 'remote' as const,
      transport: 'sse' as const,
      url: 'http://h/',
      headers: { A: 'secret' },
    }
    await registry.apply('http', snapshotOf(remote('site', { endpoint })))
    await registry.register({ name: 'site', endpoint: registry.detail('site').endpoint, title: 'mine' })
    expect(registry.get('site')?.spec).toMatchObject({
      title: 'mine',
      endpoint: { headers: { A: 'secret' } },
    })
  })
})

describe('a discovered server', () => {
  const declared = { ...remote('site', { tags: ['x'] }), origin: { place: '/etc/mcp/a.yaml', line: 12 } }

  it('takes enabled, tags, health and policy as overrides, which survive re-discovery', async () => {
    const { registry } = await startRegistry()
    await registry.apply('config-file', snapshotOf(declared))
    const changes = { enabled: false, tags: ['mine'], health: { intervalMs: 5_000 }, max_retries: 9 }
    const { server, fields } = await registry.update('site', { changes })
    expect(fields).toEqual(['enabled', 'tags', 'health', 'policy', 'overrides'])
    expect(server.overrides).toEqual({
      enabled: false,
      tags: ['mine'],
      health: { intervalMs: 5_000 },
      policy: { maxRetries: 9 },
    })
    await registry.apply('config-file', snapshotOf({ ...declared, spec: { ...declared.spec, title: 'New' } }))
    expect(registry.detail('site')).toMatchObject({ title: 'New', enabled: false, tags: ['mine'] })
  })

  it('loses an override by null, or by being given what its source says', async () => {
    const { registry } = await startRegistry()
    await registry.apply('config-file', snapshotOf(declared))
    await registry.update('site', {
      changes: { enabled: false, tags: ['mine'], max_retries: 9, retry_delay: 2 },
    })
    await registry.update('site', { changes: { tags: null, enabled: true, max_retries: null } })
    expect(registry.detail('site')).toMatchObject({ tags: ['x'], enabled: true, policy: { maxRetries: 5 } })
    expect(registry.detail('site').overrides).toEqual({ policy: { firstDelayMs: 2_000 } })
    await registry.update('site', { changes: { policy: null } })
    expect(registry.detail('site').overrides).toEqual({})
  })

  it('keeps an override that its source has come to agree with, until a person speaks of it again', async () => {
    const { registry } = await startRegistry()
    await registry.apply('http', snapshotOf(remote('a')))
    await registry.setEnabled('a', false)
    await registry.apply('http', snapshotOf(remote('a', { enabled: false })))
    await registry.update('a', { changes: { max_retries: 1 } })
    await registry.apply('http', snapshotOf(remote('a')))
    expect(registry.detail('a')).toMatchObject({ enabled: false, policy: { maxRetries: 1 } })
  })

  it('hides a credential in the address of its health check, and keeps it when it comes back hidden', async () => {
    const { registry } = await startRegistry()
    await registry.apply('http', snapshotOf(remote('a')))
    const health_check_url = 'https://h.test/?token=abc'
    await registry.update('a', { changes: { health_check_url } })
    const { health, overrides } = registry.detail('a')
    expect(JSON.stringify([health, overrides])).not.toContain('abc')
    await registry.update('a', { changes: { health, tags: ['x'] } })
    expect(registry.get('a')?.spec.health.url).toBe(health_check_url)
  })

  it('refuses other fields and says where to change them', async () => {
    const { registry, store } = await startRegistry()
    await registry.apply('config-file', snapshotOf(declared))
    await expect(
      registry.update('site', { changes: { url: 'http://x/', title: 'T', enabled: false } }),
    ).rejects.toMatchObject({
      code: 'read-only',
      message: expect.stringMatching(
        /title, endpoint of site are declared in \/etc\/mcp\/a\.yaml, line 12/,
      ) as string,
      details: { fields: ['title', 'endpoint'], source: 'config-file' },
    })
    expect(store.writes).toBe(1)
  })

  it('accepts a form that sends all its fields when only the allowed ones differ', async () => {
    const { registry } = await startRegistry()
    await registry.apply('config-file', snapshotOf(declared))
    const { endpoint, metadata, tags } = registry.detail('site')
    const { fields } = await registry.update('site', {
      changes: { endpoint, metadata, tags, enabled: false },
    })
    expect(fields).toEqual(['enabled', 'overrides'])
  })

  it('refuses to be removed, and says what to do instead', async () => {
    const { registry } = await startRegistry()
    await registry.apply('config-file', snapshotOf(declared))
    await expect(registry.remove('site')).rejects.toMatchObject({
      code: 'read-only',
      message:
        'site is declared in /etc/mcp/a.yaml, line 12, so it would come back; remove it there, or disable it here',
    })
  })

  it('stays disabled while it is blocked, whatever a person says', async () => {
    const { registry } = await startRegistry()
    await registry.apply('config-file', snapshotOf({ ...declared, blocked: 'The variable TOKEN is not set' }))
    await registry.setEnabled('site', true)
    expect(registry.detail('site')).toMatchObject({
      enabled: false,
      blocked: 'The variable TOKEN is not set',
    })
    await registry.apply('config-file', snapshotOf(declared))
    expect(registry.detail('site')).toMatchObject({ enabled: true })
  })

  it('keeps its overrides aside while a person’s own server of that name goes before it', async () => {
    const { registry } = await startRegistry()
    await registry.apply('http', snapshotOf(remote('site')))
    await registry.setEnabled('site', false)
    expect((await registry.register(SITE)).server.enabled).toBe(true)
    await registry.remove('site')
    expect(registry.detail('site').enabled).toBe(false)
  })
})

describe('a line more at the top of a file', () => {
  const at = (line: number, title = 'T') => ({
    ...remote('site', { title }),
    origin: { place: '/etc/mcp/a.yaml', line },
  })
  const lineIn = (registry: Registry) => registry.detail('site').provenance[0]?.origin?.line

  async function moved() {
    const started = await startRegistry()
    await started.registry.apply('config-file', snapshotOf(at(4)))
    await started.registry.apply('config-file', snapshotOf(at(5)))
    return { ...started, storedLine: () => started.store.records.get('site')?.claims[0]?.origin?.line }
  }

  it('is shown, and neither written nor told', async () => {
    const { registry, store, events } = await moved()
    expect(lineIn(registry)).toBe(5)
    await expect(registry.remove('site')).rejects.toThrow('/etc/mcp/a.yaml, line 5')
    expect(registry.detail('site').revision).toBe(1)
    expect([store.writes, events.length]).toEqual([1, 1])
  })

  it('is put right by the first run after a restart', async () => {
    const { store, clock } = await moved()
    const { registry: again, events } = await startRegistry({ store, clock })
    expect(lineIn(again)).toBe(4)
    await again.apply('config-file', snapshotOf(at(5)))
    expect(lineIn(again)).toBe(5)
    expect([store.writes, events]).toEqual([1, []])
  })

  it('is stored with whatever is written next', async () => {
    const { registry, storedLine } = await moved()
    expect(storedLine()).toBe(4)
    await registry.setEnabled('site', false)
    expect([storedLine(), lineIn(registry)]).toEqual([5, 5])
  })

  it('moves what waits for a word as well', async () => {
    const { registry, events } = await startRegistry()
    for (const line of [4, 5])
      await registry.apply('config-file', snapshotOf(at(line)), { newServers: 'held' })
    const { items } = registry.held({ limit: 50, state: 'held' })
    expect(items[0]?.origin).toBe('/etc/mcp/a.yaml, line 5')
    expect(events).toEqual([{ kind: 'held-changed', source: 'config-file', held: 1 }])
  })

  it('is not shown before what came with it could be written', async () => {
    const { registry, store } = await moved()
    store.failure = new Error('away')
    await expect(registry.apply('config-file', snapshotOf(at(6), remote('b')))).rejects.toThrow('away')
    expect(lineIn(registry)).toBe(5)
    store.failure = undefined
    await registry.apply('config-file', snapshotOf(at(6), remote('b')))
    expect(lineIn(registry)).toBe(6)
  })

  it('outlives that the stored record is read again, until it says something else', async () => {
    let hear: (news: RegistryNews | null) => void = () => undefined
    const listen: RecordStore['listen'] = (onNews) => {
      hear = onNews
      return Promise.resolve(() => Promise.resolve())
    }
    const store = Object.assign(new MemoryRecordStore(), { listen })
    const { registry: other } = await startRegistry({ store })
    const { registry, events } = await startRegistry({ store })
    await registry.apply('config-file', snapshotOf(at(4)))
    await registry.apply('config-file', snapshotOf(at(5)))
    const told = async () => {
      hear({ kind: 'written', names: ['site'] })
      await registry.caughtUp()
    }
    await told()
    await registry.refresh()
    expect([lineIn(registry), events.length]).toEqual([5, 1])
    await other.refresh()
    await other.apply('config-file', snapshotOf(at(7, 'U')))
    await told()
    expect([lineIn(registry), registry.detail('site').title]).toEqual([7, 'U'])
  })
})

describe('a registry over a store that fails', () => {
  it('keeps memory as it was, and goes on when the store is back', async () => {
    const { registry, store, events } = await startRegistry()
    await registry.register(SITE)
    store.failure = new AppError('database-unavailable', 'The database does not answer')
    await expect(registry.update('site', { changes: { title: 'T' } })).rejects.toMatchObject({
      code: 'database-unavailable',
    })
    await expect(registry.apply('http', snapshotOf(remote('a')))).rejects.toMatchObject({
      code: 'database-unavailable',
    })
    expect(registry.detail('site').title).toBeUndefined()
    expect(registry.get('a')).toBeUndefined()
    expect(events).toHaveLength(1)
    store.failure = undefined
    await registry.apply('http', snapshotOf(remote('a')))
    expect(registry.get('a')).toBeDefined()
  })

  it('finds out what happened to a write whose answer was lost', async () => {
    const { registry, store, events } = await startRegistry()
    store.lostAnswer = new AppError('database-unavailable', 'The connection was lost')
    await expect(registry.register(SITE)).rejects.toMatchObject({ code: 'database-unavailable' })
    expect(registry.get('site')).toBeUndefined()
    expect((await registry.register(SITE)).outcome).toBe('unchanged')
    expect(events.map(({ kind }) => kind)).toEqual(['server-added'])
  })

  it('starts when the store is there at the second try', async () => {
    const { registry, store } = makeRegistry()
    store.failure = new AppError('database-unavailable', 'Not yet')
    await expect(registry.start()).rejects.toMatchObject({ code: 'database-unavailable' })
    store.failure = undefined
    await registry.start()
    await registry.register(SITE)
  })

  it('hinders no later change when one is refused', async () => {
    const { registry } = await startRegistry()
    const results = await Promise.allSettled([
      registry.register({}),
      registry.register(SITE),
      registry.remove('x'),
    ])
    expect(results.map(({ status }) => status)).toEqual(['rejected', 'fulfilled', 'rejected'])
  })
})

describe('two processes over one store', () => {
  async function two() {
    const one = await startRegistry()
    const { registry: other, events: otherEvents } = await startRegistry({
      store: one.store,
      clock: one.clock,
    })
    return { ...one, other, otherEvents }
  }

  it('do not lose a change: the slower reads again and repeats', async () => {
    const { registry, other } = await two()
    await registry.register(SITE)
    await other.refresh()
    await other.register({ name: 'b', url: 'http://b/' })
    await other.update('site', { changes: { title: 'from the other' } })
    await registry.update('site', { changes: { description: 'from the first' } })
    expect(registry.detail('site')).toMatchObject({ title: 'from the other', description: 'from the first' })
  })

  it('both apply the same snapshot without harm', async () => {
    const { registry, other, store } = await two()
    const snapshot = snapshotOf(remote('a'), remote('b'))
    await Promise.all([registry.apply('http', snapshot), other.apply('http', snapshot)])
    expect([...store.records.values()].map(({ revision }) => revision)).toEqual([1, 1])
    expect(other.all()).toHaveLength(2)
  })

  it('refuse an update from an old revision, also when only the other process knows that it is old', async () => {
    const { registry, other } = await two()
    await registry.register(SITE)
    await other.refresh()
    await other.update('site', { changes: { title: 'T' } })
    await expect(registry.update('site', { revision: 1, changes: { title: 'U' } })).rejects.toMatchObject({
      code: 'revision-conflict',
      details: { revision: 2 },
    })
  })

  it('see what the other did after a refresh, and are told as of any change', async () => {
    const { registry, other, otherEvents } = await two()
    await registry.register(SITE)
    await other.refresh()
    await registry.update('site', { changes: { title: 'T' } })
    await other.refresh()
    await other.refresh()
    expect(other.detail('site').title).toBe('T')
    await registry.remove('site')
    await other.refresh()
    expect(other.all()).toEqual([])
    expect(otherEvents.map(({ kind }) => kind)).toEqual(['server-added', 'server-changed', 'server-removed'])
  })

  it('give up with revision-conflict when the other is always faster', async () => {
    const { registry, store } = await two()
    await registry.register(SITE)
    store.beforeWrite = () => {
      const record = store.records.get('site')!
      store.records.set('site', { ...record, revision: record.revision + 1 })
    }
    await expect(registry.update('site', { changes: { title: 'T' } })).rejects.toMatchObject({
      code: 'revision-conflict',
    })
  })
})

describe('a source that fails', () => {
  const failing = { graceMs: 60_000, staleMs: 600_000 }
  const settled = async (registry: Registry) => {
    // A change that waits in line behind whatever a timer has begun.
    await registry.retain(['http', 'dns', 'config-file'])
  }

  it('keeps its servers, then shows them as stale, then lets them leave', async () => {
    const { registry, clock, events } = await startRegistry({ failing })
    await registry.apply('http', snapshotOf(remote('a'), remote('b')))
    await registry.apply('dns', snapshotOf(remote('b'), remote('c')))
    await registry.sourceFailed('http', new Error('no answer'))
    clock.advance(59_000)
    await settled(registry)
    expect(registry.detail('a').stale).toBe(false)
    clock.advance(2_000)
    await settled(registry)
    expect(registry.detail('a').stale).toBe(true)
    expect(registry.detail('a').provenance[0]?.staleSince).toBe('2026-11-01T00:01:00.000Z')
    expect(registry.detail('c').stale).toBe(false)
    clock.advance(600_000)
    await settled(registry)
    expect(registry.get('a')).toBeUndefined()
    expect(registry.detail('b').source).toBe('dns')
    expect(events.filter(({ kind }) => kind === 'server-removed')).toHaveLength(1)
    expect(clock.pending).toBe(0)
  })

  it('counts its time from the first failure, and starts anew after an answer', async () => {
    const { registry, clock } = await startRegistry({ failing })
    await registry.apply('http', snapshotOf(remote('a')))
    await registry.sourceFailed('http', new Error('x'))
    clock.advance(50_000)
    await registry.sourceFailed('http', new Error('x'))
    clock.advance(20_000)
    await settled(registry)
    expect(registry.detail('a').stale).toBe(true)
    await registry.apply('http', snapshotOf(remote('a')))
    expect(registry.detail('a').stale).toBe(false)
    await registry.sourceFailed('http', new Error('x'))
    clock.advance(50_000)
    await settled(registry)
    expect(registry.detail('a').stale).toBe(false)
  })

  it('keeps its servers for as long as it is paused', async () => {
    const { registry, clock } = await startRegistry({ failing })
    await registry.apply('http', snapshotOf(remote('a')))
    await registry.sourceFailed('http', new Error('x'))
    registry.sourcePaused('http')
    clock.advance(7 * 86_400_000)
    await settled(registry)
    expect(registry.detail('a').stale).toBe(false)
  })

  it('goes on counting after a restart', async () => {
    const { registry, store, clock } = await startRegistry({ failing })
    await registry.apply('http', snapshotOf(remote('a')))
    await registry.sourceFailed('http', new Error('x'))
    clock.advance(70_000)
    await settled(registry)
    await registry.stop()
    const { registry: again } = await startRegistry({ store, clock, failing })
    expect(again.detail('a').stale).toBe(true)
    clock.advance(595_000)
    await again.sourceFailed('http', new Error('x'))
    expect(again.get('a')).toBeUndefined()
  })

  it('does not touch what files and the environment declare', async () => {
    const { registry, clock } = await startRegistry({ failing })
    await registry.apply('config-file', snapshotOf(stdio('a')))
    await registry.sourceFailed('config-file', new Error('broken'))
    clock.advance(10_000_000)
    await settled(registry)
    expect(registry.detail('a').stale).toBe(false)
  })

  it('ages its servers later when the database is away at that moment', async () => {
    const { registry, clock, store } = await startRegistry({ failing })
    await registry.apply('http', snapshotOf(remote('a')))
    await registry.sourceFailed('http', new Error('x'))
    store.failure = new AppError('database-unavailable', 'away')
    clock.advance(61_000)
    await settled(registry).catch(() => undefined)
    await Promise.resolve()
    store.failure = undefined
    for (let round = 0; round < 5; round++) {
      clock.advance(30_000)
      await settled(registry)
    }
    expect(registry.detail('a').stale).toBe(true)
  })

  it('that is no longer set up lets go of its servers', async () => {
    const { registry } = await startRegistry()
    await registry.apply('http:old', snapshotOf(remote('a'), remote('b')))
    await registry.apply('dns', snapshotOf(remote('b')))
    await registry.register(SITE)
    expect(await registry.retain(['dns'])).toEqual(['a'])
    expect(registry.all().map(({ spec }) => spec.name)).toEqual(['b', 'site'])
  })
})

describe('bulk actions', () => {
  it('do what can be done in one write, with a result for each', async () => {
    const { registry, store, events } = await startRegistry()
    await registry.apply('http', snapshotOf(remote('a'), remote('b')))
    await registry.register(SITE)
    const before = store.writes
    const { results } = await registry.bulk({ action: 'remove', names: ['a', 'site', 'ghost', 'site'] })
    expect(results).toMatchObject([
      { name: 'a', ok: false, error: { code: 'read-only' } },
      { name: 'site', ok: true },
      { name: 'ghost', ok: false, error: { code: 'not-found' } },
    ])
    expect(store.writes).toBe(before + 1)
    expect(events.at(-1)).toEqual({ kind: 'server-removed', name: 'site', source: 'manual' })
  })

  it('enable, disable, tag, untag and update, discovered and by hand alike', async () => {
    const { registry } = await startRegistry()
    await registry.apply('http', snapshotOf(remote('a', { tags: ['x'] })))
    await registry.register({ ...SITE, tags: ['y'] })
    const names = ['a', 'site']
    await registry.bulk({ action: 'disable', names })
    expect(registry.all().map(({ spec }) => spec.enabled)).toEqual([false, false])
    await registry.bulk({ action: 'enable', names })
    expect(registry.all().map(({ spec }) => spec.enabled)).toEqual([true, true])
    await registry.bulk({ action: 'tag', names, tags: ['x', 'new'] })
    expect(registry.all().map(({ spec }) => spec.tags)).toEqual([
      ['x', 'new'],
      ['y', 'x', 'new'],
    ])
    await registry.bulk({ action: 'untag', names, tags: ['x', 'y'] })
    expect(registry.all().map(({ spec }) => spec.tags)).toEqual([['new'], ['new']])
    await registry.bulk({ action: 'update', names, changes: { max_retries: 1 } })
    expect(registry.all().map(({ spec }) => spec.policy.maxRetries)).toEqual([1, 1])
  })

  it('register many; what is wrong with one is told by its name or number', async () => {
    const { registry } = await startRegistry()
    const { results } = await registry.bulk({
      action: 'register',
      servers: [
        SITE,
        { url: 'http://x/' },
        { name: 'bad name', url: 'http://x/' },
        { name: 'b', command: 'x' },
      ],
    })
    expect(results.map(({ name, ok }) => [name, ok])).toEqual([
      ['site', true],
      ['#2', false],
      ['bad name', false],
      ['b', true],
    ])
  })

  it('let the last of two entries of one name count, in one revision', async () => {
    const { registry } = await startRegistry()
    await registry.bulk({
      action: 'register',
      servers: [
        { ...SITE, title: 'one' },
        { ...SITE, title: 'two' },
      ],
    })
    expect(registry.detail('site')).toMatchObject({ title: 'two', revision: 1 })
  })

  it('leave all as it was when the write fails', async () => {
    const { registry, store } = await startRegistry()
    await registry.register(SITE)
    store.failure = new AppError('database-unavailable', 'away')
    await expect(registry.bulk({ action: 'disable', names: ['site'] })).rejects.toMatchObject({
      code: 'database-unavailable',
    })
    expect(registry.get('site')?.spec.enabled).toBe(true)
  })
})

describe('the life of a registry', () => {
  it('lets no source speak for what people registered', async () => {
    const { registry } = await startRegistry()
    await registry.register(SITE)
    await expect(registry.apply('manual', snapshotOf())).rejects.toThrow(/by hand/)
    expect(registry.get('site')).toBeDefined()
  })

  it('previews a snapshot without writing', async () => {
    const { registry, store, events } = await startRegistry()
    await registry.apply('http', snapshotOf(remote('a'), remote('b')))
    const writes = store.writes
    const changes = registry.preview('http', snapshotOf(remote('b', { title: 'B' }), remote('c'), stdio('d')))
    expect(changes).toMatchObject({
      added: ['c'],
      changed: [{ name: 'b', fields: ['title'] }],
      removed: ['a'],
      problems: [{ server: 'd' }],
    })
    expect([store.writes, events.length]).toEqual([writes, 2])
  })

  it('starts again with all it had, silently', async () => {
    const { registry, store, clock } = await startRegistry()
    await registry.apply('http', snapshotOf(remote('a')))
    await registry.setEnabled('a', false)
    const { registry: again, events } = await startRegistry({ store, clock })
    await again.start()
    expect(again.detail('a')).toEqual(registry.detail('a'))
    expect(events).toEqual([])
  })

  it('forgets overrides of a server that nobody has declared for a season', async () => {
    const { registry, store, clock } = await startRegistry()
    await registry.apply('http', snapshotOf(remote('a')))
    await registry.setEnabled('a', false)
    await registry.apply('http', snapshotOf())
    expect(store.records.get('a')?.claims).toEqual([])
    clock.advance(91 * 86_400_000)
    await startRegistry({ store, clock })
    expect(store.records.size).toBe(0)
  })

  it('stops after what was accepted, and refuses what comes later', async () => {
    const { registry, store } = await startRegistry()
    const accepted = registry.register(SITE)
    const stopping = registry.stop()
    await expect(registry.register({ ...SITE, name: 'late' })).rejects.toMatchObject({
      code: 'shutting-down',
    })
    await Promise.all([accepted, stopping])
    expect([...store.records.keys()]).toEqual(['site'])
  })

  it('shows when a source last answered, without writing that', async () => {
    const { registry, store, clock } = await startRegistry()
    await registry.apply('http', snapshotOf(remote('a')))
    clock.advance(3_600_000)
    await registry.apply('http', snapshotOf(remote('a')))
    expect(store.writes).toBe(1)
    expect(registry.detail('a').provenance[0]?.seenAt).toBe('2026-11-01T01:00:00.000Z')
  })

  it('obeys an order of precedence that was set', async () => {
    const { registry } = await startRegistry({ precedence: ['dns', 'http'] })
    await registry.apply('http', snapshotOf(remote('a', { title: 'http' })))
    await registry.apply('dns', snapshotOf(remote('a', { title: 'dns' })))
    await registry.register({ name: 'a', url: 'http://x/', title: 'hand' })
    expect(registry.detail('a')).toMatchObject({ title: 'dns', source: 'dns' })
    await registry.remove('a')
    expect(registry.detail('a').claims).toBe(2)
  })
})

it('keeps time by the clock it was given', async () => {
  const clock = new FakeClock(Date.parse('2030-01-01T00:00:00.000Z'))
  const { registry } = await startRegistry({ clock })
  expect((await registry.register(SITE)).server.createdAt).toBe('2030-01-01T00:00:00.000Z')
})

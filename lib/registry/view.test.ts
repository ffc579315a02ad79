import { describe, expect, it } from 'vitest'
import { remote, snapshotOf, startRegistry } from '@/e2e/fixtures/registry'
import { serverDetailSchema } from '@/lib/domain/api/servers'
import { HIDDEN } from '@/lib/domain/endpoint'
import type { Candidate } from '@/lib/domain/snapshot'
import type { Registry } from './registry'

const withSecrets = (name: string, secret: string): Candidate => ({
  ...remote(name, {
    endpoint: {
      kind: 'remote',
      transport: 'sse',
      url: `https://user:${secret}@h.test/${name}?api_key=${secret}`,
      headers: { Authorization: `Bearer ${secret}`, 'X-Plain': secret },
    },
    health: { url: `https://h.test/health?token=${secret}` },
    metadata: { clientSecret: secret },
    extra: { oauth: { client_secret: secret }, env: { A: secret } },
  }),
})

const sharing = (registry: Registry) =>
  registry
    .conflictViews({ limit: 50 })
    .items.flatMap((view) => (view.kind === 'same-endpoint' ? [view.servers.map(({ name }) => name)] : []))

describe('a server whole', () => {
  it('shows no secret in any part, whoever declared it', async () => {
    const { registry, events } = await startRegistry()
    await registry.apply('http', snapshotOf(withSecrets('a', 'hush-hush')))
    await registry.apply('dns', snapshotOf(withSecrets('a', 'other-secret')))
    const stdio = remote('t', {
      endpoint: { kind: 'stdio', command: 'x', args: ['--token', 'hush-hush'], env: { A: 'hush-hush' } },
    })
    await registry.apply('environment', snapshotOf(stdio))
    const detail = registry.detail('a')
    expect(serverDetailSchema.parse(detail)).toEqual(detail)
    const text = JSON.stringify([detail, registry.detail('t'), events, registry.conflictViews({ limit: 50 })])
    expect(text).not.toMatch(/hush-hush|other-secret/)
    expect(text).toContain(HIDDEN)
  })

  it('shows an endpoint as it was declared, with the names of its variables', async () => {
    const { registry } = await startRegistry()
    const filled = remote('a', {
      endpoint: {
        kind: 'remote',
        transport: 'sse',
        url: 'http://real.test/',
        headers: { Authorization: 'Bearer abc' },
      },
    })
    const declared = {
      kind: 'remote' as const,
      transport: 'sse' as const,
      url: 'http://${HOST}/',
      headers: { Authorization: 'Bearer ${TOKEN}' },
    }
    await registry.apply('config-file', snapshotOf({ ...filled, declared }))
    expect(registry.detail('a')).toMatchObject({ endpoint: declared, target: 'http://${HOST}/' })
    expect(registry.get('a')?.spec.endpoint).toMatchObject({ url: 'http://real.test/' })
  })

  it('shows where a shadowed claim differs, secrets as different but hidden', async () => {
    const { registry } = await startRegistry()
    await registry.apply(
      'http',
      snapshotOf({ ...withSecrets('a', 'one'), origin: { place: 'https://list.test' } }),
    )
    await registry.apply('dns', snapshotOf(withSecrets('a', 'two')))
    const { provenance, claims } = registry.detail('a')
    expect(claims).toBe(2)
    expect(provenance[0]).toMatchObject({ sourceId: 'http', won: true, differences: [] })
    expect(provenance[1]).toMatchObject({ sourceId: 'dns', won: false })
    expect(provenance[1]?.differences).toContainEqual({
      field: 'endpoint.headers.X-Plain',
      winner: HIDDEN,
      shadowed: HIDDEN,
    })
  })

  it('names a value that only one of two claims has', async () => {
    const { registry } = await startRegistry()
    await registry.apply('http', snapshotOf(remote('a', { title: 'T', policy: { maxRetries: 1 } })))
    await registry.apply('dns', snapshotOf(remote('a', { tags: ['x', 'y'] })))
    expect(registry.detail('a').provenance[1]?.differences).toEqual([
      { field: 'title', winner: 'T', shadowed: '' },
      { field: 'tags', winner: '[]', shadowed: '["x","y"]' },
      { field: 'policy.maxRetries', winner: '1', shadowed: '5' },
    ])
  })

  it('names the others that lead to the same endpoint, and stops when they no longer do', async () => {
    const { registry } = await startRegistry()
    const at = (name: string, url: string) =>
      remote(name, { endpoint: { kind: 'remote', transport: 'streamable-http', url } })
    await registry.apply('http', snapshotOf(at('a', 'https://h.test/mcp'), at('c', 'https://h.test/other')))
    await registry.apply('dns', snapshotOf(at('b', 'https://user:pw@H.test:443/mcp/')))
    expect(registry.detail('a').sameEndpointAs).toEqual(['b'])
    expect(sharing(registry)).toEqual([['a', 'b']])
    await registry.apply('dns', snapshotOf(at('b', 'https://h.test/third')))
    expect(registry.detail('a').sameEndpointAs).toEqual([])
    expect(sharing(registry)).toEqual([])
  })

  it('takes commands for the same only with the same arguments, folder and environment', async () => {
    const { registry } = await startRegistry()
    const run = (name: string, env: Record<string, string>) =>
      remote(name, { endpoint: { kind: 'stdio', command: 'x', args: ['y'], env } })
    await registry.apply(
      'environment',
      snapshotOf(run('a', { A: '1', B: '2' }), run('b', { B: '2', A: '1' }), run('c', { A: '1' })),
    )
    expect(sharing(registry)).toEqual([['a', 'b']])
  })
})

describe('an export', () => {
  it('puts the name of a variable where a secret was, and tells which to set', async () => {
    const { registry } = await startRegistry()
    await registry.register({
      name: 'my-site',
      url: 'https://h.test/?api_key=k',
      headers: { Authorization: 'Bearer abc', 'X-Team': 'b' },
      oauth: { clientSecret: 's' },
    })
    const { specs, warnings } = registry.export()
    expect(specs[0]).toMatchObject({
      endpoint: {
        url: 'https://h.test/?api_key=${MY_SITE_API_KEY}',
        headers: { Authorization: 'Bearer ${MY_SITE_AUTHORIZATION}', 'X-Team': '${MY_SITE_X_TEAM}' },
      },
      extra: { oauth: { clientSecret: '${MY_SITE_CLIENT_SECRET}' } },
    })
    expect(warnings).toContain('Set MY_SITE_API_KEY: the value of api_key of my-site')
    expect(JSON.stringify([specs, warnings])).not.toContain('abc')
  })

  it('gives two secrets of one name two variables', async () => {
    const { registry } = await startRegistry()
    await registry.register({ name: 'a', command: 'x', args: ['--key', 'one', '--key', 'two'] })
    expect(registry.export().specs[0]?.endpoint).toMatchObject({
      args: ['--key', '${A_KEY}', '--key', '${A_KEY_2}'],
    })
  })

  it('keeps what was declared with variables, and does not disable what is blocked only here', async () => {
    const { registry } = await startRegistry()
    const declared = { kind: 'stdio' as const, command: 'x', args: [], env: { T: '${T}' } }
    await registry.apply(
      'config-file',
      snapshotOf({ ...remote('a', { endpoint: declared }), declared, blocked: 'T is not set' }),
    )
    expect(registry.get('a')?.spec.enabled).toBe(false)
    expect(registry.export().specs[0]).toMatchObject({ enabled: true, endpoint: declared })
  })

  it('can be of some names or tags', async () => {
    const { registry } = await startRegistry()
    await registry.apply(
      'http',
      snapshotOf(remote('a', { tags: ['x'] }), remote('b'), remote('c', { tags: ['x'] })),
    )
    const exported = (query: Parameters<typeof registry.export>[0]) =>
      registry.export(query).specs.map(({ name }) => name)
    expect(exported({ name: ['b', 'a'] })).toEqual(['b', 'a'])
    expect(exported({ tag: ['x', 'y'] })).toEqual(['a', 'c'])
    expect(() => exported({ name: ['ghost'] })).toThrow(/no server ghost/)
  })
})

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { SERVER_NAME_PATTERN } from '@/lib/domain/server-name'
import { KINDS } from './kinds'
import { clusterSlug, qualifiedName, serverNameOf } from './names'
import type { ObjectIdentity } from './reading'

const identity = (part: Partial<ObjectIdentity> = {}): ObjectIdentity => ({
  kind: 'services',
  namespace: 'tools',
  name: 'files',
  label: 'Service tools/files',
  severalClusters: false,
  owners: [],
  createdAt: '',
  ...part,
})

describe('the name of a server in a cluster', () => {
  it.each([
    ['a Service', {}, undefined, 'files.tools'],
    ['a further port of it', {}, 9090, 'files.tools_9090'],
    ['a Service in another namespace', { namespace: 'shop' }, undefined, 'files.shop'],
    ['of the lifecycle operator', { kind: 'mcpservers.mcp.x-k8s.io' }, undefined, 'files.tools_mcpserver'],
    ['of ToolHive', { kind: 'mcpservers.toolhive.stacklok.dev' }, undefined, 'files.tools_toolhive'],
    [
      'a proxy of it',
      { kind: 'mcpremoteproxies.toolhive.stacklok.dev' },
      undefined,
      'files.tools_toolhive-proxy',
    ],
    [
      'a virtual one',
      { kind: 'virtualmcpservers.toolhive.stacklok.dev' },
      undefined,
      'files.tools_toolhive-virtual',
    ],
    ['of kagent', { kind: 'remotemcpservers.kagent.dev' }, undefined, 'files.tools_kagent'],
    ['one cluster, whatever its name', { cluster: 'blue' }, undefined, 'files.tools'],
    ['one of several clusters', { cluster: 'blue', severalClusters: true }, undefined, 'files.tools_blue'],
    ['its further port', { cluster: 'blue', severalClusters: true }, 9090, 'files.tools_9090_blue'],
  ] as const)('%s: %s', (_, part, port, expected) => {
    expect(serverNameOf(identity(part), port === undefined ? {} : { port })).toBe(expected)
  })

  it('fits where Kubernetes allows more than we do, and differs where only the end does', () => {
    const long = 'x'.repeat(240)
    const names = ['a', 'b'].map((end) =>
      serverNameOf(
        identity({ kind: 'remotemcpservers.kagent.dev', name: long + end, namespace: 'n'.repeat(63) }),
      ),
    )
    for (const name of names) expect(name).toMatch(SERVER_NAME_PATTERN)
    expect(new Set(names).size).toBe(2)
  })

  it('keeps clusters apart whose names differ only in what a name may not hold', () => {
    const contexts = [
      'admin@blue',
      'admin/blue',
      'admin-blue',
      'arn:aws:eks:eu-central-1:123456789012:cluster/blue',
      'arn:aws:eks:eu-central-1:123456789012:cluster/green',
      'gke_shop_europe-west3_blue',
      '蓝',
      '绿',
    ]
    const slugs = contexts.map(clusterSlug)
    expect(new Set(slugs).size).toBe(contexts.length)
    expect(slugs[2]).toBe('admin-blue')
    for (const slug of slugs) expect(slug).toMatch(/^[A-Za-z0-9.-]{1,40}$/)
  })

  it('is valid, and no two objects, ports or clusters share one', () => {
    const label = fc
      .array(fc.constantFrom('a', 'b', '-', 'toolhive', 'kagent', '9'), { minLength: 1, maxLength: 4 })
      .map((parts) => `x${parts.join('')}x`)
    const subdomain = fc.array(label, { minLength: 1, maxLength: 3 }).map((labels) => labels.join('.'))
    const long = fc
      .tuple(label, fc.integer({ min: 60, max: 200 }))
      .map(([text, length]) => text.padEnd(length, 'y'))
    const server = fc.record({
      kind: fc.constantFrom(...KINDS.filter(({ role }) => role === 'servers').map(({ id }) => id)),
      name: fc.oneof(subdomain, long),
      namespace: label,
      cluster: fc.oneof(label, fc.constantFrom('a_b', 'a:b', '9090', 'toolhive', 'x_9090')),
      port: fc.option(fc.integer({ min: 1, max: 65_535 }), { nil: undefined }),
    })
    fc.assert(
      fc.property(
        fc.uniqueArray(server, { selector: (one) => JSON.stringify(one), maxLength: 20 }),
        fc.boolean(),
        (servers, several) => {
          const inScope = several ? servers : servers.map((one) => ({ ...one, cluster: 'only' }))
          // A Service can't have a dot in its name, and only a Service has further ports; a ConfigMap has no name of ours.
          const real = inScope
            .filter(({ kind }) => kind !== 'configmaps')
            .map(({ port, ...one }) =>
              one.kind === 'services'
                ? { ...one, name: one.name.replaceAll('.', '-'), port }
                : { ...one, port: undefined },
            )
          const byName = new Map<string, string>()
          for (const { port, ...part } of real) {
            const name = serverNameOf(
              identity({ ...part, severalClusters: several }),
              port === undefined ? {} : { port },
            )
            expect(name).toMatch(SERVER_NAME_PATTERN)
            const what = JSON.stringify([part, port ?? null])
            expect(byName.get(name) ?? what).toBe(what)
            byName.set(name, what)
          }
        },
      ),
    )
  })

  it('is valid for a server of a ConfigMap whose own is taken, however long that is', () => {
    expect(qualifiedName('github', identity())).toBe('github.tools_configmap')
    expect(qualifiedName('g'.repeat(128), identity({ cluster: 'blue', severalClusters: true }))).toMatch(
      SERVER_NAME_PATTERN,
    )
  })
})

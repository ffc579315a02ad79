import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { configMap, custom, read, service } from '@/e2e/fixtures/kubernetes-objects'
import type { ObjectReading } from './reading'
import { settle } from './settle'

const TOOLHIVE = 'mcpservers.toolhive.stacklok.dev'
const LIFECYCLE = 'mcpservers.mcp.x-k8s.io'
const KAGENT = 'remotemcpservers.kagent.dev'
const OWN = { 'mcp-server': 'true' }

const document = (name: string, url: string) => ({ 'servers.yaml': `servers: {${name}: {url: "${url}"}}` })
const namesOf = (readings: ObjectReading[]) => settle(readings).candidates.map(({ spec }) => spec.name)
const toolhive = (part: Partial<Parameters<typeof custom>[0]> = {}) =>
  read(
    TOOLHIVE,
    custom({
      uid: 'operator',
      status: { url: 'http://mcp-files-proxy.tools.svc.cluster.local:8080/mcp', phase: 'Ready' },
      ...part,
    }),
  )

describe('what all objects come to', () => {
  it('is one server where an operator’s object owns the Service', () => {
    const owned = read(
      'services',
      service({ name: 'any', labels: OWN, owner: 'operator', ports: [{ port: 9999 }] }),
    )
    const { candidates } = settle([owned, toolhive()])
    expect(candidates.map(({ spec }) => spec.name)).toEqual(['files.tools_toolhive'])
    expect(candidates[0]?.spec.metadata.kubernetes).toMatchObject({ also: ['Service tools/any'] })
  })

  it('waits for the operator’s object to have an address, rather than show the Service meanwhile', () => {
    const owned = read('services', service({ name: 'any', labels: OWN, owner: 'operator' }))
    expect(namesOf([owned, toolhive({ status: { phase: 'Pending' } })])).toEqual([])
  })

  it('shows the Service where nothing is known of its owner', () => {
    expect(namesOf([read('services', service({ labels: OWN, owner: 'somebody' }))])).toEqual(['files.tools'])
  })

  it('takes an owner in another cluster for a stranger', () => {
    const context = { severalClusters: true }
    const owned = read('services', service({ labels: OWN, owner: 'operator' }), {
      ...context,
      cluster: 'blue',
    })
    const other = read(TOOLHIVE, custom({ uid: 'operator', status: { url: 'http://x:1/mcp' } }), {
      ...context,
      cluster: 'green',
    })
    expect(namesOf([owned, other]).sort()).toEqual(['files.tools_blue', 'files.tools_toolhive_green'])
  })

  it.each([
    ['http://files.tools.svc.cluster.local:8080/mcp'],
    ['http://files.tools.svc:8080/mcp/'],
    ['http://files.tools:8080/mcp'],
  ])('is one server where two objects of a namespace mean %s', (url) => {
    const labelled = read('services', service({ labels: OWN }))
    const { candidates } = settle([labelled, read(KAGENT, custom({ spec: { url } }))])
    expect(candidates.map(({ spec }) => spec.name)).toEqual(['files.tools_kagent'])
    expect(candidates[0]?.spec.metadata.kubernetes).toMatchObject({ also: ['Service tools/files'] })
    // Readings are kept and settled again: they must not remember.
    expect(JSON.stringify(labelled)).not.toContain('also')
  })

  it('lets nobody in another namespace take a server’s place', () => {
    const labelled = read('services', service({ labels: OWN }))
    const foreign = read(
      KAGENT,
      custom({ namespace: 'other', spec: { url: 'http://files.tools.svc:8080/mcp' } }),
    )
    expect(namesOf([labelled, foreign]).sort()).toEqual(['files.other_kagent', 'files.tools'])
  })

  it('keeps two objects of one kind that mean one endpoint: somebody meant them to be two', () => {
    const url = 'http://files.tools.svc:8080/mcp'
    const two = ['a', 'b'].map((name) => read(KAGENT, custom({ name, spec: { url } })))
    expect(namesOf(two)).toHaveLength(2)
  })

  it('keeps objects of one name apart, whichever operator, namespace or cluster has them', () => {
    const status = { url: 'http://one:1/mcp', address: { url: 'http://two:1/mcp' } }
    const spec = { url: 'http://three:1/mcp' }
    const readings = ['blue', 'green'].flatMap((cluster) =>
      ['tools', 'shop'].flatMap((namespace) => {
        const context = { cluster, severalClusters: true }
        return [
          read('services', service({ namespace, labels: OWN }), context),
          ...[TOOLHIVE, LIFECYCLE, KAGENT].map((kind) =>
            read(kind, custom({ namespace, spec, status, uid: `${kind}${namespace}` }), context),
          ),
        ]
      }),
    )
    const names = namesOf(readings)
    expect(names).toHaveLength(16)
    expect(new Set(names).size).toBe(16)
  })
})

describe('a name that two ConfigMaps declare', () => {
  const older = read(
    'configmaps',
    configMap(document('github', 'http://a:1/mcp'), { namespace: 'a', createdAt: '2026-01-01T00:00:00Z' }),
  )
  const newer = read(
    'configmaps',
    configMap(document('github', 'http://b:1/mcp'), { namespace: 'b', createdAt: '2026-02-01T00:00:00Z' }),
  )

  it('stays with the older, and the newer one is called after its namespace', () => {
    for (const readings of [
      [older, newer],
      [newer, older],
    ]) {
      const { candidates, problems } = settle(readings)
      expect(
        candidates.map(({ spec }) => [spec.name, spec.endpoint.kind === 'remote' && spec.endpoint.url]),
      ).toEqual([
        ['github', 'http://a:1/mcp'],
        ['github.b_configmap', 'http://b:1/mcp'],
      ])
      expect(problems).toEqual([
        {
          severity: 'warning',
          server: 'github',
          place: 'kubernetes ConfigMap b/servers, key servers.yaml',
          line: 1,
          message:
            'The name github is taken by kubernetes ConfigMap a/servers, key servers.yaml; this one is called github.b_configmap',
        },
      ])
    }
  })

  it('is refused when the namespace has it already', () => {
    const third = read(
      'configmaps',
      configMap(document('github', 'http://c:1/mcp'), {
        name: 'more',
        namespace: 'b',
        createdAt: '2026-03-01T00:00:00Z',
      }),
    )
    const { candidates, problems } = settle([older, newer, third])
    expect(candidates).toHaveLength(2)
    expect(problems).toContainEqual(
      expect.objectContaining({
        severity: 'error',
        place: 'kubernetes ConfigMap b/more, key servers.yaml',
        message: expect.stringMatching(/github is taken by .*give this one another/) as string,
      }),
    )
  })

  it('never takes the name of a Service', () => {
    const labelled = read('services', service({ labels: OWN }))
    const thief = read(
      'configmaps',
      configMap(document('files.tools', 'http://thief:1/mcp'), { createdAt: '2020-01-01T00:00:00Z' }),
    )
    expect(namesOf([thief, labelled])).toEqual(['files.tools', 'files.tools.tools_configmap'])
  })

  it('meets other sources on purpose', () => {
    expect(namesOf([older])).toEqual(['github'])
  })
})

describe('settling', () => {
  it('says what can not be read, so that it stays', () => {
    const broken = read('configmaps', configMap({ 'servers.yaml': ': [' }))
    expect(settle([broken]).unreadable).toEqual(['kubernetes ConfigMap tools/servers, key servers.yaml'])
    expect(settle([])).toEqual({ candidates: [], problems: [] })
  })

  it('comes to the same whatever the order, and gives no name twice', () => {
    const port = fc.record({
      port: fc.integer({ min: 1, max: 4 }),
      appProtocol: fc.constantFrom('agentgateway.dev/mcp', 'kgateway.dev/mcp-sse', 'tcp'),
    })
    const place = { name: fc.constantFrom('a', 'b', 'c'), namespace: fc.constantFrom('x', 'y') }
    const context = { cluster: fc.constantFrom('blue', 'green'), severalClusters: fc.constant(true) }
    const aService = fc
      .record({
        ...place,
        ports: fc.uniqueArray(port, { selector: (one) => one.port, maxLength: 3 }),
        labels: fc.constantFrom({}, OWN),
        owner: fc.constantFrom('one', 'two'),
      })
      .map((part) => ['services', service(part)] as const)
    const anOperator = fc
      .record({
        ...place,
        kind: fc.constantFrom(TOOLHIVE, LIFECYCLE, KAGENT),
        uid: fc.constantFrom('one', 'two', 'three'),
        url: fc.constantFrom('http://a.x:1/mcp', 'http://b.y.svc:2/mcp'),
      })
      .map(
        ({ kind, url, ...part }) =>
          [kind, custom({ ...part, spec: { url }, status: { url, address: { url } } })] as const,
      )
    const aMap = fc
      .record({
        ...place,
        server: fc.constantFrom('a', 'b', 'a.x'),
        createdAt: fc.constantFrom('2026-01-01T00:00:00Z', '2026-02-01T00:00:00Z'),
      })
      .map(
        ({ server, ...part }) =>
          ['configmaps', configMap(document(server, `http://${part.namespace}:1/mcp`), part)] as const,
      )
    const object = fc.record({ what: fc.oneof(aService, anOperator, aMap), context: fc.record(context) })
    const key = ({
      what: [kind, { metadata }],
      context: { cluster },
    }: {
      what: readonly [string, { metadata: { name: string; namespace: string } }]
      context: { cluster: string }
    }) => [cluster, kind, metadata.namespace, metadata.name].join()
    fc.assert(
      fc.property(fc.uniqueArray(object, { selector: key, maxLength: 14 }), fc.nat(), (objects, turn) => {
        const readings = objects.map(({ what: [kind, value], context }) => read(kind, value, context))
        const there = settle(readings)
        const names = there.candidates.map(({ spec }) => spec.name)
        expect(new Set(names).size).toBe(names.length)
        const at = readings.length === 0 ? 0 : turn % readings.length
        const turned = settle([...readings.slice(at), ...readings.slice(0, at)].reverse())
        const sorted = (snapshot: typeof there) =>
          snapshot.candidates.map((one) => JSON.stringify(one)).sort()
        expect(sorted(turned)).toEqual(sorted(there))
      }),
    )
  })
})

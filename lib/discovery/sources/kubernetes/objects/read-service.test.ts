import { describe, expect, it } from 'vitest'
import { read, service } from '@/e2e/fixtures/kubernetes-objects'
import { serverSpecSchema } from '@/lib/domain/server'
import type { ServiceReadiness } from './reading'
import { concerns } from './read-object'
import { kindOf } from '@/e2e/fixtures/kubernetes-objects'

const OWN = { 'mcp-server': 'true' }
const KAGENT = { 'kagent.dev/mcp-service': 'true' }
const HTTP = 'streamable-http'

const readService = (...[part, context]: [Parameters<typeof service>[0], Parameters<typeof read>[2]?]) =>
  read('services', service(part), context)

/** Transport and address of each server, in order. */
const endpointsOf = (part: Parameters<typeof service>[0]) =>
  readService(part).candidates.map(({ spec: { endpoint } }) =>
    endpoint.kind === 'remote' ? [endpoint.transport, endpoint.url] : [endpoint.kind],
  )

describe('a Service with our label', () => {
  it.each<[string, Parameters<typeof service>[0], string[]]>([
    ['with a single port', {}, [HTTP, 'http://files.tools.svc:8080/mcp']],
    [
      'by annotation',
      { ports: [{ port: 80 }, { port: 9000 }], annotations: { 'mcp-server/port': '9000' } },
      [HTTP, 'http://files.tools.svc:9000/mcp'],
    ],
    [
      'by annotation, naming the port',
      {
        ports: [
          { port: 80, name: 'web' },
          { port: 9000, name: 'tools' },
        ],
        annotations: { 'mcp-server/port': 'tools' },
      },
      [HTTP, 'http://files.tools.svc:9000/mcp'],
    ],
    [
      'by annotation before the only port',
      { ports: [{ port: 80 }], annotations: { 'mcp-server/port': '80' } },
      [HTTP, 'http://files.tools.svc:80/mcp'],
    ],
    [
      'by the name mcp',
      {
        ports: [
          { port: 80, name: 'http' },
          { port: 9000, name: 'mcp' },
        ],
      },
      [HTTP, 'http://files.tools.svc:9000/mcp'],
    ],
    [
      'by the name http',
      {
        ports: [
          { port: 9100, name: 'metrics' },
          { port: 80, name: 'http' },
        ],
      },
      [HTTP, 'http://files.tools.svc:80/mcp'],
    ],
    [
      'by name before appProtocol',
      {
        ports: [
          { port: 1, name: 'a', appProtocol: 'kgateway.dev/mcp' },
          { port: 2, name: 'http' },
        ],
      },
      [HTTP, 'http://files.tools.svc:2/mcp'],
    ],
    [
      'by appProtocol',
      {
        ports: [
          { port: 1, name: 'a' },
          { port: 2, name: 'b', appProtocol: 'mcp' },
        ],
      },
      [HTTP, 'http://files.tools.svc:2/mcp'],
    ],
    [
      'by a gateway’s appProtocol, with its transport',
      {
        ports: [
          { port: 1, name: 'a' },
          { port: 2, name: 'b', appProtocol: 'agentgateway.dev/mcp-sse' },
        ],
      },
      ['sse', 'http://files.tools.svc:2/sse'],
    ],
    [
      'with UDP beside it, which does not count',
      { ports: [{ port: 53, protocol: 'UDP' }, { port: 8080 }] },
      [HTTP, 'http://files.tools.svc:8080/mcp'],
    ],
    [
      'with a path',
      { annotations: { 'mcp-server/path': '/api/mcp' } },
      [HTTP, 'http://files.tools.svc:8080/api/mcp'],
    ],
    [
      'with a path that lacks its slash',
      { annotations: { 'mcp-server/path': 'api/mcp' } },
      [HTTP, 'http://files.tools.svc:8080/api/mcp'],
    ],
    [
      'over SSE',
      { annotations: { 'mcp-server/transport': 'SSE', 'mcp-server/path': '/sse' } },
      ['sse', 'http://files.tools.svc:8080/sse'],
    ],
    [
      'with a scheme',
      { annotations: { 'mcp-server/scheme': 'https' } },
      [HTTP, 'https://files.tools.svc:8080/mcp'],
    ],
    ['on 443', { ports: [{ port: 443 }] }, [HTTP, 'https://files.tools.svc:443/mcp']],
    [
      'on a port named https',
      { ports: [{ port: 8443, name: 'https' }] },
      [HTTP, 'https://files.tools.svc:8443/mcp'],
    ],
    [
      'on a port of protocol https',
      { ports: [{ port: 8443, appProtocol: 'HTTPS' }] },
      [HTTP, 'https://files.tools.svc:8443/mcp'],
    ],
    [
      'on 443 that is plain',
      { ports: [{ port: 443 }], annotations: { 'mcp-server/scheme': 'http' } },
      [HTTP, 'http://files.tools.svc:443/mcp'],
    ],
    [
      'headless: the pods’ own port counts',
      { ports: [{ port: 80, targetPort: 8080 }], spec: { clusterIP: 'None' } },
      [HTTP, 'http://files.tools.svc:8080/mcp'],
    ],
    [
      'headless without a target port',
      { ports: [{ port: 8080 }], spec: { clusterIP: 'None' } },
      [HTTP, 'http://files.tools.svc:8080/mcp'],
    ],
    [
      'with both families',
      { spec: { clusterIPs: ['10.0.0.1', 'fd00::1'], ipFamilies: ['IPv4', 'IPv6'] } },
      [HTTP, 'http://files.tools.svc:8080/mcp'],
    ],
    [
      'with IPv6 alone',
      { spec: { clusterIP: 'fd00::1', ipFamilies: ['IPv6'] } },
      [HTTP, 'http://files.tools.svc:8080/mcp'],
    ],
    [
      'that stands for another host',
      {
        spec: { type: 'ExternalName', clusterIP: undefined, externalName: 'mcp.example.com.' },
        ports: [{ port: 443 }],
      },
      [HTTP, 'https://mcp.example.com:443/mcp'],
    ],
    [
      'that stands for another host, without ports',
      {
        spec: { type: 'ExternalName', externalName: 'mcp.example.com' },
        ports: [],
        annotations: { 'mcp-server/port': '443' },
      },
      [HTTP, 'https://mcp.example.com:443/mcp'],
    ],
    [
      'that stands for an IPv6 address',
      { spec: { type: 'ExternalName', externalName: '2001:db8::7' } },
      [HTTP, 'http://[2001:db8::7]:8080/mcp'],
    ],
  ])('is found %s', (_, part, expected) => {
    expect(endpointsOf({ labels: OWN, ...part })).toEqual([expected])
  })

  it('takes what annotations say of it', () => {
    const { candidates, problems } = readService({
      labels: OWN,
      annotations: {
        'mcp-server/description': 'Files of the team',
        'mcp-server/tags': 'files, search ,files',
        'mcp-server/health-check-url': 'http://files.tools.svc:8080/health',
        'mcp-server/health-check-interval': '45',
        'mcp-server/enabled': 'false',
        'mcp-server/metadata': '{"team":"search","oncall":["ann","bo"]}',
      },
    })
    expect(problems).toEqual([])
    expect(candidates).toEqual([
      {
        spec: serverSpecSchema.parse({
          name: 'files.tools',
          description: 'Files of the team',
          tags: ['files', 'search'],
          enabled: false,
          health: { url: 'http://files.tools.svc:8080/health', intervalMs: 45_000 },
          metadata: {
            team: 'search',
            oncall: ['ann', 'bo'],
            kubernetes: { namespace: 'tools', object: 'Service tools/files' },
          },
          endpoint: { kind: 'remote', transport: HTTP, url: 'http://files.tools.svc:8080/mcp' },
        }),
        origin: { place: 'kubernetes Service tools/files', scope: 'test' },
        warnings: [],
      },
    ])
  })

  it('says its cluster', () => {
    const [candidate] = readService({ labels: OWN }, { cluster: 'blue', severalClusters: true }).candidates
    expect(candidate?.spec.name).toBe('files.tools_blue')
    expect(candidate?.spec.metadata).toEqual({
      kubernetes: { cluster: 'blue', namespace: 'tools', object: 'Service tools/files' },
    })
    expect(candidate?.origin?.place).toBe('kubernetes blue Service tools/files')
  })
})

describe('a Service that can not be read', () => {
  it.each<[string, Parameters<typeof service>[0], RegExp]>([
    [
      'has no ports',
      { ports: [], spec: { clusterIP: 'None' } },
      /^Service tools\/files: it has no TCP port.*mcp-server\/port: "8080"/,
    ],
    ['has UDP ports only', { ports: [{ port: 53, protocol: 'UDP' }] }, /no TCP port/],
    [
      'has five ports that say nothing',
      { ports: [1, 2, 3, 4, 5].map((port) => ({ port, name: `p${port}` })) },
      /it has 5 ports \(p1 1, p2 2, p3 3, p4 4, p5 5\).*mcp-server\/port: "1"/,
    ],
    [
      'has a port out of range',
      { annotations: { 'mcp-server/port': '70000' } },
      /mcp-server\/port says "70000"; write a port number from 1 to 65535/,
    ],
    ['has port 0', { annotations: { 'mcp-server/port': '0' } }, /mcp-server\/port says "0"/],
    [
      'has a port that is no number',
      { ports: [{ port: 80, name: 'web' }], annotations: { 'mcp-server/port': 'mcp' } },
      /"mcp".*or the name of a port: web/,
    ],
    [
      'has an unknown transport',
      { annotations: { 'mcp-server/transport': 'websocket' } },
      /mcp-server\/transport says "websocket"; write streamable-http or sse/,
    ],
    [
      'has an unknown scheme',
      { annotations: { 'mcp-server/scheme': 'ftp' } },
      /mcp-server\/scheme says "ftp"; write http or https/,
    ],
    [
      'has an address for a path',
      { annotations: { 'mcp-server/path': 'http://elsewhere/mcp' } },
      /mcp-server\/path says .*; write a path such as \/mcp/,
    ],
    [
      'has a path to another host',
      { annotations: { 'mcp-server/path': '//elsewhere/mcp' } },
      /mcp-server\/path/,
    ],
    [
      'has a variable in its path',
      { annotations: { 'mcp-server/path': '/${PORTOLAN_TOKEN}' } },
      /mcp-server\/path/,
    ],
    [
      'stands for no host',
      { spec: { type: 'ExternalName', externalName: '' } },
      /ExternalName and has no externalName/,
    ],
  ])('says so when it %s', (_, part, expected) => {
    const { candidates, problems, unreadable } = readService({ labels: OWN, ...part })
    expect(candidates).toEqual([])
    expect(problems).toEqual([
      {
        severity: 'error',
        message: expect.stringMatching(expected) as string,
        place: 'kubernetes Service tools/files',
        server: 'files.tools',
      },
    ])
    // What was declared there before stays, for the Service is still there.
    expect(unreadable).toEqual(['kubernetes Service tools/files'])
  })

  it.each<[string, Record<string, string>, RegExp]>([
    [
      'metadata that is no JSON',
      { 'mcp-server/metadata': '{team: search}' },
      /mcp-server\/metadata says "\{team: search\}"; write a JSON object such as/,
    ],
    ['metadata that is a list', { 'mcp-server/metadata': '["search"]' }, /write a JSON object/],
    [
      'a health address that is none',
      { 'mcp-server/health-check-url': '/health' },
      /mcp-server\/health-check-url says "\/health"; write a complete/,
    ],
    [
      'an interval that is none',
      { 'mcp-server/health-check-interval': 'often' },
      /write a number of seconds from 1 to 86400/,
    ],
    ['an interval out of range', { 'mcp-server/health-check-interval': '0' }, /write a number of seconds/],
    [
      'a word that is no yes or no',
      { 'mcp-server/enabled': 'perhaps' },
      /mcp-server\/enabled says "perhaps"; write "true" or "false"/,
    ],
    ['a tag that is too long', { 'mcp-server/tags': `ok,${'x'.repeat(65)}` }, /at most 64 characters/],
    [
      'a port that the Service lacks',
      { 'mcp-server/port': '9999' },
      /says "9999"; the Service has no such port, only 8080/,
    ],
  ])('keeps the server when it has only %s', (_, annotations, expected) => {
    const { candidates, problems, unreadable } = readService({ labels: OWN, annotations })
    expect(candidates).toHaveLength(1)
    expect(candidates[0]?.warnings).toHaveLength(1)
    expect(problems).toEqual([
      expect.objectContaining({ severity: 'warning', message: expect.stringMatching(expected) as string }),
    ])
    expect(unreadable).toBeUndefined()
  })

  it('tells the pods’ port from the Service’s', () => {
    const { problems } = readService({
      labels: OWN,
      ports: [{ port: 80, targetPort: 8080 }],
      annotations: { 'mcp-server/port': '8080' },
    })
    expect(problems[0]?.message).toMatch(/that is the pod's port; through the Service it is 80/)
  })
})

describe('a Service with kagent’s label', () => {
  it.each<[string, Parameters<typeof service>[0], string[]]>([
    ['its only port', {}, [HTTP, 'http://files.tools.svc:8080/mcp']],
    [
      'its annotations',
      {
        ports: [{ port: 1 }, { port: 2 }],
        annotations: {
          'kagent.dev/mcp-service-port': '2',
          'kagent.dev/mcp-service-path': '/x',
          'kagent.dev/mcp-service-protocol': 'SSE',
        },
      },
      ['sse', 'http://files.tools.svc:2/x'],
    ],
    [
      'a protocol that is not SSE',
      { annotations: { 'kagent.dev/mcp-service-protocol': 'gopher' } },
      [HTTP, 'http://files.tools.svc:8080/mcp'],
    ],
    [
      'appProtocol mcp',
      {
        ports: [
          { port: 1, name: 'mcp' },
          { port: 2, name: 'x', appProtocol: 'MCP' },
        ],
      },
      [HTTP, 'http://files.tools.svc:2/mcp'],
    ],
  ])('goes by %s', (_, part, expected) => {
    expect(endpointsOf({ labels: KAGENT, ...part })).toEqual([expected])
  })

  it('names kagent’s annotation where the port can not be told', () => {
    const { problems } = readService({
      labels: KAGENT,
      ports: [
        { port: 1, name: 'mcp' },
        { port: 2, name: 'b' },
      ],
    })
    expect(problems[0]?.message).toMatch(/write the annotation kagent\.dev\/mcp-service-port/)
  })

  it('is left out when it opts out', () => {
    const labels = { ...KAGENT, 'kagent.dev/discovery': 'disabled' }
    expect(readService({ labels })).toMatchObject({ candidates: [], problems: [] })
    expect(concerns(kindOf('services'), service({ labels }))).toBe(false)
  })

  it('opts out of kagent alone', () => {
    const labels = { ...KAGENT, 'kagent.dev/discovery': 'disabled' }
    expect(endpointsOf({ labels: { ...labels, ...OWN } })).toHaveLength(1)
    expect(endpointsOf({ labels, ports: [{ port: 80, appProtocol: 'kgateway.dev/mcp' }] })).toHaveLength(1)
  })
})

describe('a Service with a gateway’s appProtocol', () => {
  it.each<[string, Record<string, string>, string[]]>([
    ['kgateway.dev/mcp', {}, [HTTP, 'http://files.tools.svc:8080/mcp']],
    ['agentgateway.dev/mcp', {}, [HTTP, 'http://files.tools.svc:8080/mcp']],
    ['kgateway.dev/mcp-sse', {}, ['sse', 'http://files.tools.svc:8080/sse']],
    ['agentgateway.dev/mcp-sse', {}, ['sse', 'http://files.tools.svc:8080/sse']],
    [
      'agentgateway.dev/mcp',
      { 'agentgateway.dev/mcp-path': '/v1/mcp' },
      [HTTP, 'http://files.tools.svc:8080/v1/mcp'],
    ],
    ['kgateway.dev/mcp', { 'kgateway.dev/mcp-path': '/old' }, [HTTP, 'http://files.tools.svc:8080/old']],
    [
      'kgateway.dev/mcp',
      { 'kgateway.dev/mcp-path': '/old', 'agentgateway.dev/mcp-path': '/new' },
      [HTTP, 'http://files.tools.svc:8080/new'],
    ],
  ])('%s %j', (appProtocol, annotations, expected) => {
    expect(endpointsOf({ ports: [{ port: 8080, appProtocol }], annotations })).toEqual([expected])
  })

  it('shows the target name as its title', () => {
    const [candidate] = readService({
      ports: [{ port: 8080, appProtocol: 'agentgateway.dev/mcp' }],
      annotations: { 'agentgateway.dev/mcp-target-name': 'files-target' },
    }).candidates
    expect(candidate?.spec).toMatchObject({ name: 'files.tools', title: 'files-target' })
  })

  it('is one server for each port that speaks MCP', () => {
    const { candidates } = readService({
      ports: [
        { port: 9100, name: 'metrics' },
        { port: 8080, name: 'a', appProtocol: 'agentgateway.dev/mcp' },
        { port: 8081, name: 'b', appProtocol: 'agentgateway.dev/mcp-sse' },
      ],
    })
    expect(candidates.map(({ spec }) => spec.name)).toEqual(['files.tools', 'files.tools_8081'])
  })

  it('says a fault in its annotations once, however many ports share them', () => {
    const { problems } = readService({
      ports: [1, 2, 3].map((port) => ({ port, name: `p${port}`, appProtocol: 'agentgateway.dev/mcp' })),
      annotations: { 'agentgateway.dev/mcp-path': 'a b' },
    })
    expect(problems).toHaveLength(1)
  })
})

describe('a Service that several conventions mean', () => {
  it('is one server, and of each detail our word goes first, then kagent’s, then the gateway’s', () => {
    const everything = {
      labels: { ...OWN, ...KAGENT },
      ports: [
        { port: 1, name: 'a', appProtocol: 'agentgateway.dev/mcp-sse' },
        { port: 2, name: 'b' },
      ],
      annotations: {
        'mcp-server/transport': HTTP,
        'kagent.dev/mcp-service-port': '1',
        'kagent.dev/mcp-service-path': '/kagent',
        'kagent.dev/mcp-service-protocol': 'SSE',
        'agentgateway.dev/mcp-path': '/gateway',
      },
    }
    expect(endpointsOf(everything)).toEqual([[HTTP, 'http://files.tools.svc:1/kagent']])
    const annotations = { ...everything.annotations, 'kagent.dev/mcp-service-path': '' }
    expect(endpointsOf({ ...everything, annotations })).toEqual([[HTTP, 'http://files.tools.svc:1/gateway']])
  })
})

describe('a Service that is none of ours', () => {
  it.each<[string, Parameters<typeof service>[0]]>([
    ['says nothing', {}],
    ['has the label with another value', { labels: { 'mcp-server': 'yes' } }],
    ['speaks another protocol', { ports: [{ port: 80, appProtocol: 'kubernetes.io/h2c' }] }],
    ['has only annotations', { annotations: { 'mcp-server/port': '80' } }],
    ['is hidden by a person', { labels: { 'mcp-server': 'false', 'kagent.dev/mcp-service': 'true' } }],
  ])('%s', (_, part) => {
    expect(readService(part)).toMatchObject({ candidates: [], problems: [] })
    expect(concerns(kindOf('services'), service(part))).toBe(false)
  })

  it('is going away', () => {
    expect(readService({ labels: OWN, deletedAt: '2026-11-02T00:00:00Z' })).toMatchObject({
      candidates: [],
      problems: [],
    })
  })
})

describe('readiness of a Service', () => {
  const withReadiness = (readiness: ServiceReadiness | undefined, part: Parameters<typeof service>[0] = {}) =>
    readService({ labels: OWN, ...part }, { readiness: () => readiness }).candidates[0]!

  it.each<[string, ServiceReadiness | undefined, string | undefined, RegExp[]]>([
    ['is not told', undefined, undefined, []],
    ['one of three is ready', { ready: 1, notReady: 2, ports: {} }, 'ready', []],
    [
      'none is ready',
      { ready: 0, notReady: 2, ports: {} },
      'not-ready',
      [/No endpoint of this Service is ready/],
    ],
    [
      'there is none',
      { ready: 0, notReady: 0, ports: {} },
      'no-endpoints',
      [/Nothing stands behind this Service/],
    ],
  ])('%s', (_, readiness, expected, warnings) => {
    const candidate = withReadiness(readiness)
    expect((candidate.spec.metadata.kubernetes as Record<string, unknown>).readiness).toBe(expected)
    expect(candidate.warnings).toEqual(warnings.map((warning) => expect.stringMatching(warning) as string))
  })

  it('does not count how many are ready, which changes all the time', () => {
    const one = withReadiness({ ready: 1, notReady: 2, ports: {} })
    expect(withReadiness({ ready: 3, notReady: 0, ports: {} })).toEqual(one)
  })

  it('is no matter of a Service that stands for another host', () => {
    const spec = { type: 'ExternalName', externalName: 'mcp.example.com' }
    expect(withReadiness({ ready: 0, notReady: 0, ports: {} }, { spec }).warnings).toEqual([])
  })

  it('tells the number behind the name of a headless Service’s target port', () => {
    const part = { ports: [{ port: 80, name: 'mcp', targetPort: 'web' }], spec: { clusterIP: 'None' } }
    const known = withReadiness({ ready: 1, notReady: 0, ports: { mcp: 3000 } }, part)
    expect(known.spec.endpoint).toMatchObject({ url: 'http://files.tools.svc:3000/mcp' })
    const unknown = withReadiness(undefined, part)
    expect(unknown.spec.endpoint).toMatchObject({ url: 'http://files.tools.svc:80/mcp' })
    expect(unknown.warnings).toEqual([expect.stringMatching(/target port is the name web/) as string])
  })
})

import { describe, expect, it } from 'vitest'
import { custom, read } from '@/e2e/fixtures/kubernetes-objects'
import { durationMs } from './kagent'

type Part = Parameters<typeof custom>[0]

const LIFECYCLE = 'mcpservers.mcp.x-k8s.io'
const TOOLHIVE = 'mcpservers.toolhive.stacklok.dev'
const PROXY = 'mcpremoteproxies.toolhive.stacklok.dev'
const VIRTUAL = 'virtualmcpservers.toolhive.stacklok.dev'
const KAGENT = 'remotemcpservers.kagent.dev'

const condition = (type: string, status: string, reason = 'Because', message = '') => ({
  type,
  status,
  reason,
  message,
  lastTransitionTime: '2026-11-01T10:00:00Z',
})
const endpointOf = (kind: string, part: Part) => {
  const endpoint = read(kind, custom(part)).candidates[0]?.spec.endpoint
  return endpoint?.kind === 'remote' ? [endpoint.transport, endpoint.url] : undefined
}

describe('an MCPServer of the lifecycle operator', () => {
  const url = 'http://files.tools.svc.cluster.local:8080/mcp'

  it('is the server that its status tells', () => {
    const { candidates, problems } = read(
      LIFECYCLE,
      custom({
        spec: {
          source: { type: 'ContainerImage', containerImage: { ref: 'example.com/files:1' } },
          config: { port: 8080 },
        },
        status: {
          address: { url },
          serverInfo: {
            name: 'Files',
            version: '2.1.0',
            protocolVersion: '2025-11-25',
            instructions: 'Search before you read.',
            capabilities: { tools: true, resources: false, prompts: true },
          },
          conditions: ['Accepted', 'Available', 'Verified'].map((type) => condition(type, 'True')),
        },
      }),
    )
    expect(problems).toEqual([])
    expect(candidates).toHaveLength(1)
    expect(candidates[0]).toMatchObject({
      spec: {
        name: 'files.tools_mcpserver',
        title: 'Files',
        version: '2.1.0',
        description: 'Search before you read.',
        endpoint: { kind: 'remote', transport: 'streamable-http', url },
        metadata: {
          kubernetes: {
            namespace: 'tools',
            object: 'MCPServer tools/files',
            readiness: 'ready',
            protocolVersion: '2025-11-25',
            capabilities: ['tools', 'prompts'],
          },
        },
      },
      origin: { place: 'kubernetes MCPServer tools/files', scope: 'test' },
      warnings: [],
    })
  })

  it.each([
    ['Accepted', /Not Accepted \(InvalidPort: the port is taken\)/],
    ['Available', /Not Available/],
    ['Verified', /Not Verified/],
  ])('is not ready while it is not %s, and says why', (type, warning) => {
    const conditions = ['Accepted', 'Available', 'Verified'].map((each) =>
      each === type ? condition(each, 'False', 'InvalidPort', 'the port is taken') : condition(each, 'True'),
    )
    const [candidate] = read(LIFECYCLE, custom({ status: { address: { url }, conditions } })).candidates
    expect(candidate?.spec.metadata.kubernetes).toMatchObject({ readiness: 'not-ready' })
    expect(candidate?.warnings).toEqual([expect.stringMatching(warning) as string])
  })

  it('is no server before it has an address, and says what keeps it', () => {
    const status = { conditions: [condition('Accepted', 'False', 'NoImage', 'no such image')] }
    const { candidates, problems, unreadable } = read(LIFECYCLE, custom({ status }))
    expect(candidates).toEqual([])
    expect(unreadable).toBeUndefined()
    expect(problems).toEqual([
      {
        severity: 'warning',
        place: 'kubernetes MCPServer tools/files',
        server: 'files.tools_mcpserver',
        message:
          'MCPServer tools/files: it has no address yet (status.address.url): not Accepted (NoImage: no such image)',
      },
    ])
    expect(read(LIFECYCLE, custom({})).problems).toHaveLength(1)
  })

  it('keeps what was there when its address is none', () => {
    const { candidates, problems, unreadable } = read(
      LIFECYCLE,
      custom({ status: { address: { url: 'files:8080' } } }),
    )
    expect(candidates).toEqual([])
    expect(problems[0]).toMatchObject({
      severity: 'error',
      message: expect.stringMatching(/status\.address\.url is "files:8080"/) as string,
    })
    expect(unreadable).toEqual(['kubernetes MCPServer tools/files'])
  })

  it('takes our own annotations too', () => {
    const annotations = {
      'mcp-server/tags': 'files',
      'mcp-server/enabled': 'no',
      'mcp-server/description': 'Ours',
    }
    const [candidate] = read(LIFECYCLE, custom({ annotations, status: { address: { url } } })).candidates
    expect(candidate?.spec).toMatchObject({ tags: ['files'], enabled: false, description: 'Ours' })
  })

  it('is not listed when a person hides it, nor when it goes', () => {
    const status = { address: { url } }
    expect(read(LIFECYCLE, custom({ status, labels: { 'mcp-server': 'false' } })).candidates).toEqual([])
    expect(read(LIFECYCLE, custom({ status, deletedAt: '2026-11-02T00:00:00Z' })).candidates).toEqual([])
  })
})

describe('the objects of ToolHive', () => {
  const host = 'http://mcp-files-proxy.tools.svc.cluster.local:8080'

  it.each<[string, string, unknown, string, string[]]>([
    [
      'stdio behind Streamable HTTP',
      TOOLHIVE,
      { transport: 'stdio', proxyMode: 'streamable-http' },
      `${host}/mcp`,
      ['streamable-http', `${host}/mcp`],
    ],
    [
      'stdio behind SSE',
      TOOLHIVE,
      { transport: 'stdio', proxyMode: 'sse' },
      `${host}/sse#files`,
      ['sse', `${host}/sse`],
    ],
    [
      'stdio of an older operator',
      TOOLHIVE,
      { transport: 'stdio' },
      `${host}/sse#files`,
      ['sse', `${host}/sse`],
    ],
    [
      'SSE',
      TOOLHIVE,
      { transport: 'sse', proxyMode: 'streamable-http' },
      `${host}/sse#files`,
      ['sse', `${host}/sse`],
    ],
    ['SSE without a path', TOOLHIVE, { transport: 'sse' }, host, ['sse', `${host}/sse`]],
    [
      'Streamable HTTP',
      TOOLHIVE,
      { transport: 'streamable-http' },
      `${host}/mcp`,
      ['streamable-http', `${host}/mcp`],
    ],
    [
      'a remote proxy, which tells its host only',
      PROXY,
      { remoteUrl: 'https://mcp.example.com/mcp' },
      host,
      ['streamable-http', `${host}/mcp`],
    ],
    ['a remote proxy over SSE', PROXY, { transport: 'sse' }, `${host}/`, ['sse', `${host}/sse`]],
    [
      'a virtual server',
      VIRTUAL,
      {},
      'http://vmcp-all.tools.svc.cluster.local:4483',
      ['streamable-http', 'http://vmcp-all.tools.svc.cluster.local:4483/mcp'],
    ],
  ])('%s', (_, kind, spec, url, expected) => {
    expect(endpointOf(kind, { spec, status: { url, phase: 'Ready' } })).toEqual(expected)
  })

  it('are described by the annotations of its registry', () => {
    const annotations = Object.fromEntries(
      Object.entries({
        export: 'true',
        url: 'https://mcp.example.com/files/mcp',
        title: 'Files',
        description: 'Files of the team',
        version: '1.4.2',
      }).map(([key, value]) => [`toolhive.stacklok.dev/registry-${key}`, value]),
    )
    const part = { annotations, spec: { transport: 'streamable-http' } }
    const [inside] = read(
      TOOLHIVE,
      custom({ ...part, status: { url: `${host}/mcp`, phase: 'Running' } }),
    ).candidates
    expect(inside?.spec).toMatchObject({
      name: 'files.tools_toolhive',
      title: 'Files',
      description: 'Files of the team',
      version: '1.4.2',
      endpoint: { url: `${host}/mcp` },
      metadata: {
        kubernetes: {
          phase: 'Running',
          readiness: 'ready',
          registryUrl: 'https://mcp.example.com/files/mcp',
        },
      },
    })
    const [outside] = read(TOOLHIVE, custom(part)).candidates
    expect(outside?.spec.endpoint).toMatchObject({ url: 'https://mcp.example.com/files/mcp' })
  })

  it('are listed whether or not its own registry exports them, but not against their word', () => {
    const status = { url: `${host}/mcp`, phase: 'Ready' }
    const exported = (value: string) => ({ 'toolhive.stacklok.dev/registry-export': value })
    expect(read(TOOLHIVE, custom({ status })).candidates).toHaveLength(1)
    expect(read(TOOLHIVE, custom({ status, annotations: exported('true') })).candidates).toHaveLength(1)
    expect(read(TOOLHIVE, custom({ status, annotations: exported('false') }))).toMatchObject({
      candidates: [],
      problems: [],
    })
  })

  it.each([
    ['Pending', 'not-ready', ['Its phase is Pending: pulling the image']],
    ['Failed', 'not-ready', ['Its phase is Failed: pulling the image']],
    ['Degraded', 'ready', ['Its phase is Degraded: pulling the image']],
    ['Ready', 'ready', []],
    ['Running', 'ready', []],
  ])('in phase %s are %s', (phase, readiness, warnings) => {
    const status = { url: `${host}/mcp`, phase, message: 'pulling the image' }
    const [candidate] = read(TOOLHIVE, custom({ status })).candidates
    expect(candidate?.spec.metadata.kubernetes).toMatchObject({ readiness })
    expect(candidate?.warnings).toEqual(warnings)
  })

  it('are gone once they terminate', () => {
    expect(read(TOOLHIVE, custom({ status: { url: host, phase: 'Terminating' } }))).toMatchObject({
      candidates: [],
      problems: [],
    })
  })

  it('say that they have no address yet', () => {
    const { problems } = read(
      TOOLHIVE,
      custom({ status: { phase: 'Pending', message: 'pulling the image' } }),
    )
    expect(problems.map(({ message }) => message)).toEqual([
      'MCPServer tools/files: it has no address yet (status.url); its phase is Pending: pulling the image',
    ])
  })

  it('never share a name with one another', () => {
    const status = { url: host, phase: 'Ready' }
    const names = [TOOLHIVE, PROXY, VIRTUAL].map(
      (kind) => read(kind, custom({ status })).candidates[0]?.spec.name,
    )
    expect(names).toEqual([
      'files.tools_toolhive',
      'files.tools_toolhive-proxy',
      'files.tools_toolhive-virtual',
    ])
  })
})

describe('a RemoteMCPServer of kagent', () => {
  const url = 'http://files.tools:8084/mcp'

  it('is the server at its url', () => {
    const { candidates, problems } = read(
      KAGENT,
      custom({
        spec: {
          description: 'Files',
          protocol: 'STREAMABLE_HTTP',
          url,
          timeout: '1m30s',
          headersFrom: [{ name: 'X-Team', value: 'search' }],
        },
        status: { observedGeneration: 1, conditions: [condition('Accepted', 'True')], discoveredTools: [] },
      }),
    )
    expect(problems).toEqual([])
    expect(candidates[0]).toMatchObject({
      spec: {
        name: 'files.tools_kagent',
        description: 'Files',
        endpoint: { transport: 'streamable-http', url, headers: { 'X-Team': 'search' } },
        policy: { callTimeoutMs: 90_000 },
        metadata: { kubernetes: { readiness: 'ready', object: 'RemoteMCPServer tools/files' } },
      },
      warnings: [],
    })
  })

  it.each([
    ['SSE', 'sse'],
    ['STREAMABLE_HTTP', 'streamable-http'],
    [undefined, 'streamable-http'],
  ])('speaks %s', (protocol, transport) => {
    expect(endpointOf(KAGENT, { spec: { url, protocol } })).toEqual([transport, url])
  })

  it('says which header it can not send, and what to do', () => {
    const headersFrom = [
      { name: 'Authorization', valueFrom: { type: 'Secret', name: 'files-token', key: 'token' } },
    ]
    const { candidates, problems } = read(KAGENT, custom({ spec: { url, headersFrom } }))
    expect(candidates[0]?.spec.endpoint).toMatchObject({ headers: {} })
    expect(problems[0]?.message).toMatch(
      /header Authorization comes from the Secret files-token.*configuration file/,
    )
  })

  it('leaves out a header that no request could carry', () => {
    const headersFrom = [
      { name: 'X Team', value: 'a' },
      { name: 'X-Team', value: 'a\r\nHost: elsewhere' },
      { name: 'X-Good', value: 'b' },
    ]
    const { candidates, problems } = read(KAGENT, custom({ spec: { url, headersFrom } }))
    expect(candidates[0]?.spec.endpoint).toMatchObject({ headers: { 'X-Good': 'b' } })
    expect(problems.map(({ message }) => message)).toEqual([
      expect.stringMatching(/header "X Team" can't be sent/) as string,
      expect.stringMatching(/header "X-Team" can't be sent/) as string,
    ])
  })

  it.each<[string, unknown, RegExp]>([
    ['has no url', {}, /spec\.url is missing/],
    ['has a url that is none', { url: 'files/mcp' }, /spec\.url is "files\/mcp"/],
    ['has a url of another kind', { url: 'file:///etc/passwd' }, /spec\.url is "file:/],
    [
      'has an unknown protocol',
      { url, protocol: 'STDIO' },
      /spec\.protocol is "STDIO"; write STREAMABLE_HTTP or SSE/,
    ],
  ])('is an error that names the field when it %s', (_, spec, expected) => {
    const { candidates, problems, unreadable } = read(KAGENT, custom({ spec }))
    expect(candidates).toEqual([])
    expect(problems[0]?.message).toMatch(expected)
    expect(unreadable).toEqual(['kubernetes RemoteMCPServer tools/files'])
  })

  it('says that kagent does not accept it', () => {
    const status = { conditions: [condition('Accepted', 'False', 'ReconcileFailed', 'connection refused')] }
    const [candidate] = read(KAGENT, custom({ spec: { url }, status })).candidates
    expect(candidate?.warnings).toEqual(['Not Accepted (ReconcileFailed: connection refused)'])
  })

  it.each([
    ['30s', 30_000],
    ['1m30s', 90_000],
    ['1.5h', 5_400_000],
    ['250ms', 250],
    ['soon', undefined],
    ['', undefined],
    ['30', undefined],
  ])('reads the duration %s', (text, expected) => {
    expect(durationMs(text)).toBe(expected)
  })

  it.each(['soon', '0s', '3h'])('keeps the usual time limit for %s, and says so', (timeout) => {
    const { candidates, problems } = read(KAGENT, custom({ spec: { url, timeout } }))
    expect(candidates[0]?.spec.policy.callTimeoutMs).toBe(60_000)
    expect(problems[0]?.message).toMatch(/spec\.timeout.*write a duration/)
  })
})

import { describe, expect, it } from 'vitest'
import { parseServersText } from '../parse-servers-text'

const variables = (name: string) => ({ GITHUB_TOKEN: 'gh', X: 'x', API_KEY: 'k' })[name]

function read(value: unknown, place = 'a.json') {
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  const { format, snapshot } = parseServersText(text, { place, variables })
  return {
    format,
    problems: snapshot.problems,
    candidates: snapshot.candidates,
    first: snapshot.candidates[0],
  }
}

describe('the file of each client is recognised and read', () => {
  it('Claude: a remote server says its type', () => {
    const { format, candidates } = read({
      mcpServers: {
        github: { command: 'npx', args: ['-y', 'server-github'], env: { GITHUB_TOKEN: '${GITHUB_TOKEN}' } },
        http: { type: 'http', url: 'https://a.example/mcp', headers: { 'X-Key': '${API_KEY:-none}' } },
        sse: { type: 'sse', url: 'https://b.example/sse' },
      },
    })
    expect(format).toBe('claude')
    expect(candidates.map(({ spec }) => spec.endpoint)).toEqual([
      { kind: 'stdio', command: 'npx', args: ['-y', 'server-github'], env: { GITHUB_TOKEN: 'gh' } },
      {
        kind: 'remote',
        transport: 'streamable-http',
        url: 'https://a.example/mcp',
        headers: { 'X-Key': 'k' },
      },
      { kind: 'remote', transport: 'sse', url: 'https://b.example/sse', headers: {} },
    ])
  })

  it('VS Code: servers with comments, inputs become variables', () => {
    const { format, first, candidates } = read(`{
      // asked for once
      "inputs": [{ "type": "promptString", "id": "github-token", "password": true }],
      "servers": {
        "github": { "type": "http", "url": "https://g.example/mcp", "headers": { "Authorization": "Bearer \${input:github-token}" } },
        "other": { "type": "stdio", "command": "x", "env": { "K": "\${input:never-set}" }, "envFile": ".env", },
      },
    }`)
    expect(format).toBe('vscode')
    expect(first?.spec.endpoint).toMatchObject({ headers: { Authorization: 'Bearer gh' } })
    expect(first?.declared).toMatchObject({ headers: { Authorization: 'Bearer ${input:github-token}' } })
    expect(candidates[1]?.blocked).toContain('NEVER_SET')
    expect(candidates[1]?.warnings).toEqual(
      expect.arrayContaining([expect.stringContaining('envFile is not read')]),
    )
    expect(candidates[1]?.spec.extra).toEqual({ envFile: '.env' })
  })

  it('VS Code without inputs, by its type', () => {
    expect(read({ servers: { a: { type: 'stdio', command: 'x' } } }).format).toBe('vscode')
    expect(read({ servers: { a: { command: 'x', tags: ['t'] } } }).format).toBe('portolan')
  })

  it('Cursor: a url without a type', () => {
    const { format, first } = read({
      mcpServers: { a: { url: 'https://a.example/mcp', headers: { K: '${env:API_KEY}' } } },
    })
    expect(format).toBe('cursor')
    expect(first?.spec.endpoint).toEqual({
      kind: 'remote',
      transport: 'streamable-http',
      url: 'https://a.example/mcp',
      headers: { K: 'k' },
    })
  })

  it('Windsurf: a serverUrl, and servers that are disabled', () => {
    const { format, first } = read({
      mcpServers: { a: { serverUrl: 'https://a.example/mcp', disabled: true, disabledTools: ['x'] } },
    })
    expect(format).toBe('windsurf')
    expect(first?.spec).toMatchObject({
      enabled: false,
      endpoint: { url: 'https://a.example/mcp' },
      extra: { disabledTools: ['x'] },
    })
  })

  it('Gemini: httpUrl is Streamable HTTP, url is SSE, timeout is in ms', () => {
    const { format, candidates } = read({
      mcpServers: {
        a: { httpUrl: 'https://a.example/mcp', timeout: 5_000, includeTools: ['t'] },
        b: { url: 'https://b.example/sse' },
        c: { command: 'x' },
      },
    })
    expect(format).toBe('gemini')
    expect(
      candidates.map(({ spec }) => (spec.endpoint.kind === 'remote' ? spec.endpoint.transport : 'stdio')),
    ).toEqual(['streamable-http', 'sse', 'stdio'])
    expect(candidates.map(({ spec }) => spec.policy.callTimeoutMs)).toEqual([5_000, 600_000, 600_000])
    expect(candidates[0]?.spec.extra).toEqual({ includeTools: ['t'] })
  })

  it('Zed: context_servers, in the older shape too', () => {
    const { format, candidates } = read({
      theme: 'One Dark',
      context_servers: {
        a: { source: 'custom', command: 'x', args: ['y'], enabled: false },
        b: { command: { path: 'x', args: ['y'], env: { A: 'b' } } },
        c: { url: 'https://c.example/mcp' },
      },
    })
    expect(format).toBe('zed')
    expect(candidates.map(({ spec }) => [spec.enabled, spec.endpoint])).toEqual([
      [false, { kind: 'stdio', command: 'x', args: ['y'], env: {} }],
      [true, { kind: 'stdio', command: 'x', args: ['y'], env: { A: 'b' } }],
      [true, { kind: 'remote', transport: 'streamable-http', url: 'https://c.example/mcp', headers: {} }],
    ])
    expect(candidates.flatMap(({ warnings }) => warnings)).toEqual([])
  })

  it('Codex: TOML, with values from named variables', () => {
    const { format, candidates, problems } = read(
      `model = "o3"
[mcp_servers.a]
command = "npx"
args = ["-y", "a"]
env_vars = ["GITHUB_TOKEN"]
startup_timeout_sec = 20
enabled_tools = ["t"]
[mcp_servers.a.env]
LOG = "debug"
[mcp_servers.b]
url = "https://b.example/mcp"
bearer_token_env_var = "GITHUB_TOKEN"
http_headers = { "X-Team" = "core" }
env_http_headers = { "X-Key" = "API_KEY" }
tool_timeout_sec = 2.5
enabled = false
`,
      'config.toml',
    )
    expect(format).toBe('codex')
    expect(problems.filter(({ severity }) => severity === 'error')).toEqual([])
    expect(candidates[0]).toMatchObject({
      origin: { line: 2 },
      spec: {
        endpoint: { command: 'npx', env: { GITHUB_TOKEN: 'gh', LOG: 'debug' } },
        policy: { connectTimeoutMs: 20_000 },
        extra: { enabled_tools: ['t'] },
      },
    })
    expect(candidates[1]).toMatchObject({
      spec: {
        enabled: false,
        endpoint: { headers: { Authorization: 'Bearer gh', 'X-Team': 'core', 'X-Key': 'k' } },
        policy: { callTimeoutMs: 2_500 },
      },
      declared: { headers: { Authorization: 'Bearer ${GITHUB_TOKEN}' } },
    })
  })

  it('reads a client’s file in YAML as well', () => {
    expect(read('mcpServers:\n  a:\n    command: x\n', 'a.yaml')).toMatchObject({
      format: 'claude',
      first: { spec: { name: 'a' } },
    })
  })

  it.each([[{ mcpServers: 'x' }], [{ mcpServers: ['x'] }], [{ context_servers: 3 }]])(
    'says so when servers do not stand by name: %j',
    (value) => {
      expect(read(value).problems[0]?.message).toMatch(/must hold servers by their names/)
    },
  )

  it.each([[{ mcpServers: { a: null } }], [{ context_servers: { a: 'x' } }], [{ mcp_servers: { a: [1] } }]])(
    'says so when a server is no object: %j',
    (value) => {
      expect(read(value).problems[0]).toMatchObject({
        severity: 'error',
        server: 'a',
        message: expect.stringMatching(/object/) as string,
      })
    },
  )
})

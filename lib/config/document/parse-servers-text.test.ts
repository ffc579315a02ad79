import { describe, expect, it } from 'vitest'
import { parseServersText } from './parse-servers-text'

const variables = (name: string) => ({ TOKEN: 't0ken', HOST: 'files.example', PORT: '8080', EMPTY: '' })[name]

function read(text: string, place = 'mcp.yaml') {
  const result = parseServersText(text, { place, variables })
  return { ...result, ...result.snapshot }
}

const EXAMPLE = `servers:
  hammerspace:
    command: python
    args: ["-m", "hammerspace_mcp_server"]
    env: {}
    description: "HammerSpace MCP Server for tagging and objectives"
    enabled: true
    health_check_url: "http://hammerspace-mcp-server:8080/health"
    health_check_interval: 30
    auto_reconnect: true
    max_retries: 3
    retry_delay: 5
    tags: ["hammerspace", "tagging", "objectives"]
    metadata: { version: "1.0.0", author: "HammerSpace" }
  remote:
    url: https://mcp.example/mcp
    transport: sse
    headers: { Authorization: "Bearer \${TOKEN}" }
`

describe('a configuration file', () => {
  it('becomes candidates with every field and the place of each server', () => {
    const { format, syntax, syntaxValid, candidates, problems } = read(EXAMPLE)
    expect({ format, syntax, syntaxValid, problems }).toEqual({
      format: 'portolan',
      syntax: 'yaml',
      syntaxValid: true,
      problems: [],
    })
    expect(candidates).toHaveLength(2)
    expect(candidates[0]).toMatchObject({
      origin: { place: 'mcp.yaml', line: 2 },
      spec: {
        name: 'hammerspace',
        endpoint: { kind: 'stdio', command: 'python', args: ['-m', 'hammerspace_mcp_server'] },
        description: 'HammerSpace MCP Server for tagging and objectives',
        enabled: true,
        health: { url: 'http://hammerspace-mcp-server:8080/health', intervalMs: 30_000 },
        policy: { autoReconnect: true, maxRetries: 3, firstDelayMs: 5_000 },
        tags: ['hammerspace', 'tagging', 'objectives'],
        metadata: { version: '1.0.0', author: 'HammerSpace' },
      },
    })
    expect(candidates[1]).toMatchObject({ origin: { line: 15 }, spec: { endpoint: { transport: 'sse' } } })
  })

  it('means the same in JSON, in TOML, with camelCase, and as a list', () => {
    const texts: [string, string][] = [
      ['servers:\n  a:\n    url: http://x/mcp\n    health_check_interval: 5', 'a.yaml'],
      ['servers:\n  - name: a\n    url: http://x/mcp\n    health_check_interval: 5', 'a.yaml'],
      ['{"servers": {"a": {"url": "http://x/mcp", "healthCheckInterval": 5}}}', 'a.json'],
      ['[servers.a]\nurl = "http://x/mcp"\nhealth_check_interval = 5', 'a.toml'],
      ['{"a": {"url": "http://x/mcp", "healthCheckInterval": 5}}', 'a.json'],
    ]
    const specs = texts.map(([text, place]) => read(text, place).candidates.map(({ spec }) => spec))
    expect(specs[0]).toHaveLength(1)
    for (const spec of specs) expect(spec).toEqual(specs[0])
  })

  it.each(['servers:', 'servers: {}', '# nothing\n', 'servers: []', '{"mcpServers": {}}'])(
    'may declare none: %j',
    (text) => {
      expect(read(text)).toMatchObject({ syntaxValid: true, candidates: [], problems: [] })
    },
  )

  it('keeps and reports unknown fields, with their line', () => {
    const { candidates, problems } = read(
      'servers:\n  a:\n    url: http://x\n    colour: blue\n    descripton: oops',
    )
    expect(candidates[0]?.spec.extra).toEqual({ colour: 'blue', descripton: 'oops' })
    expect(problems).toEqual([
      expect.objectContaining({
        severity: 'warning',
        server: 'a',
        line: 4,
        message: expect.stringContaining('colour') as string,
      }),
      expect.objectContaining({
        severity: 'warning',
        line: 5,
        message: expect.stringContaining('did you mean description?') as string,
      }),
    ])
  })
})

describe('a server with an error is named with its line, and hinders no other', () => {
  it.each([
    ['an unknown transport', '    url: http://x\n    transport: carrier-pigeon', /Unknown transport/, 4],
    ['both url and command', '    url: http://x\n    command: y', /Both url and command/, 2],
    ['neither of them', '    description: z', /Neither url nor command/, 2],
    ['an address that is none', '    url: not a url', /url/, 3],
    ['an address with a foreign scheme', '    url: ftp://x/y', /http/, 3],
    ['a wrong kind of value', '    command: x\n    args: "a b"', /args must be a list/, 4],
    ['a number out of range', '    command: x\n    max_retries: -1', /max_retries/, 4],
    ['no object', '    - x', /object/, 2],
  ])('%s', (_, body, message, line) => {
    const { syntaxValid, candidates, problems } = read(
      `servers:\n  bad:\n${body}\n  good:\n    command: ok\n`,
    )
    expect(syntaxValid).toBe(true)
    expect(candidates.map(({ spec }) => spec.name)).toEqual(['good'])
    expect(problems[0]).toMatchObject({ severity: 'error', server: 'bad', place: 'mcp.yaml', line })
    expect(problems[0]?.message).toMatch(message)
  })

  it.each([
    ['My Server', 'My-Server'],
    ['team/files', 'team-files'],
    ['../../etc', 'etc'],
    ['a'.repeat(300), 'a'.repeat(128)],
    ['Ünïcode', 'U-ni-code'],
    ['-x-', 'x'],
  ])('a name that can’t be one, with a suggestion: %j', (name, suggestion) => {
    const { candidates, problems } = read(
      JSON.stringify({ servers: { [name]: { command: 'x' }, good: { command: 'x' } } }),
      'a.json',
    )
    expect(candidates.map(({ spec }) => spec.name)).toEqual(['good'])
    expect(problems[0]).toMatchObject({ severity: 'error', line: 1 })
    expect(problems[0]?.message).toContain(`Try ${suggestion}`)
  })

  it.each(['', '日本語', '🙂'])('a name of which nothing usable is left: %j', (name) => {
    const { candidates, problems } = read(JSON.stringify({ servers: { [name]: { command: 'x' } } }), 'a.json')
    expect(candidates).toEqual([])
    expect(problems[0]?.severity).toBe('error')
  })

  it('keeps Unicode in everything but names', () => {
    const { candidates, problems } = read(
      'servers:\n  a:\n    command: x\n    description: "日本語 🙂"\n    tags: ["größe"]\n    env: { NAME: "žluť" }',
    )
    expect(problems).toEqual([])
    expect(candidates[0]?.spec).toMatchObject({
      description: '日本語 🙂',
      tags: ['größe'],
      endpoint: { env: { NAME: 'žluť' } },
    })
  })
})

describe('a file that is refused whole', () => {
  it.each([
    [
      'a server twice',
      'servers:\n  a: {command: x}\n  a: {command: y}',
      /"a" is declared twice; first in line 2/,
      3,
    ],
    [
      'a server twice in a list',
      'servers:\n  - {name: a, command: x}\n  - {name: a, command: y}',
      /"a" is declared twice/,
      3,
    ],
    ['a server in a list without a name', 'servers:\n  - {command: x}', /needs a name/, 2],
    ['no servers, but a slip of the pen', 'server:\n  a: {command: x}', /Did you mean “servers”/, 1],
    ['something else', 'kind: ConfigMap\ndata: {}', /No servers are declared here/, 1],
    ['a list', '- a\n- b', /No servers/, 1],
    ['a text', 'hello', /No servers/, 1],
    ['servers of a wrong kind', 'x: 1\nservers: many', /must hold servers by their names/, 2],
  ])('%s', (_, text, message, line) => {
    const { syntaxValid, candidates, problems } = read(text)
    expect({ syntaxValid, candidates }).toEqual({ syntaxValid: false, candidates: [] })
    expect(problems[0]).toMatchObject({ severity: 'error', place: 'mcp.yaml', line })
    expect(problems[0]?.message).toMatch(message)
  })
})

describe('references to variables', () => {
  it('are filled in the endpoint and the health address, and the endpoint is kept as declared too', () => {
    const { candidates, problems } = read(
      'servers:\n  a:\n    url: http://${HOST}:${PORT}/mcp\n    headers: { Authorization: "Bearer ${TOKEN}" }\n    health_check_url: http://${HOST}/health\n    description: "${HOST}"',
    )
    expect(problems).toEqual([])
    expect(candidates[0]).toMatchObject({
      spec: {
        endpoint: { url: 'http://files.example:8080/mcp', headers: { Authorization: 'Bearer t0ken' } },
        health: { url: 'http://files.example/health' },
        description: '${HOST}',
      },
      declared: { url: 'http://${HOST}:${PORT}/mcp', headers: { Authorization: 'Bearer ${TOKEN}' } },
    })
    expect(candidates[0]?.blocked).toBeUndefined()
  })

  it('take the default when the variable is missing or empty', () => {
    const { candidates } = read(
      'servers:\n  a:\n    command: x\n    args: ["${NOPE:-a}", "${EMPTY:-b}", "${EMPTY}", "${TOKEN:-c}"]',
    )
    expect(candidates[0]?.spec.endpoint).toMatchObject({ args: ['a', 'b', '', 't0ken'] })
  })

  it('block their server alone when a variable is missing, and say which', () => {
    const { candidates, problems, syntaxValid } = read(
      'servers:\n  a:\n    command: x\n    env: { T: "${NOPE}", U: "${NADA}" }\n  b:\n    command: y\n',
    )
    expect(syntaxValid).toBe(true)
    expect(candidates[0]).toMatchObject({
      spec: { name: 'a', enabled: true },
      declared: { env: { T: '${NOPE}' } },
    })
    expect(candidates[0]?.blocked).toMatch(
      /The variable NOPE is not set. The variable NADA is not set. Set it/,
    )
    expect(candidates[1]?.blocked).toBeUndefined()
    expect(problems).toEqual([expect.objectContaining({ severity: 'warning', server: 'a', line: 2 })])
  })

  it('that can’t be filled in an address leave one that leads nowhere', () => {
    const { candidates } = read('servers:\n  a:\n    url: ${BASE}/mcp\n    health_check_url: ${BASE}/health')
    expect(candidates[0]).toMatchObject({
      declared: { url: '${BASE}/mcp' },
      blocked: expect.stringContaining('BASE') as string,
    })
    const { endpoint, health } = candidates[0]!.spec
    expect(endpoint.kind === 'remote' && new URL(endpoint.url).hostname).toBe('unset.invalid')
    expect(health.url).toBeUndefined()
  })

  it('are not told apart by how the endpoint is written', () => {
    const { candidates } = read(
      'servers:\n  a:\n    endpoint:\n      kind: remote\n      url: http://${HOST}/mcp\n    health:\n      url: http://${HOST}/h',
    )
    expect(candidates[0]).toMatchObject({
      spec: { endpoint: { url: 'http://files.example/mcp' }, health: { url: 'http://files.example/h' } },
      declared: { url: 'http://${HOST}/mcp' },
    })
  })

  it('leave no declared endpoint where there was nothing to fill', () => {
    expect(read('servers:\n  a:\n    command: x').candidates[0]).not.toHaveProperty('declared')
  })

  it('are not filled from the environment for a text that is no configuration, and a person is told', () => {
    const result = parseServersText(
      'servers:\n  a:\n    command: x\n    env: { T: "${TOKEN}", D: "${A:-b}" }',
      { place: 'pasted.yaml' },
    )
    const [candidate] = result.snapshot.candidates
    expect(candidate?.spec.endpoint).toMatchObject({ env: { T: '${TOKEN}', D: '${A:-b}' } })
    expect(candidate).not.toHaveProperty('blocked')
    expect(candidate?.warnings[0]).toContain('filled in configuration files only')
  })

  it('never put a variable’s value into a problem', () => {
    const { problems } = read(
      'servers:\n  a:\n    url: "${TOKEN}"\n  b:\n    url: "${TOKEN}"\n    command: "${TOKEN}"\n  c:\n    command: x\n    env: { "a=b": "${TOKEN}" }',
    )
    expect(problems.length).toBeGreaterThan(2)
    expect(JSON.stringify(problems)).not.toContain('t0ken')
  })
})

it('never throws, whatever the text', async () => {
  const { default: fc } = await import('fast-check')
  const place = fc.constantFrom('a.yaml', 'a.json', 'a.toml', 'MCP_SERVERS')
  const scrap = fc.constantFrom(
    'servers:',
    'mcpServers',
    '\n',
    '  ',
    '"',
    '{',
    '}',
    '[',
    ']',
    ':',
    ',',
    'a',
    '${',
    '}',
    '&a',
    '*a',
    '- ',
    '#',
    '=',
    '\t',
    'url',
    'command',
    'null',
    '1',
  )
  const text = fc.oneof(
    fc.string(),
    fc.array(scrap).map((scraps) => scraps.join('')),
    fc.json(),
  )
  fc.assert(
    fc.property(text, place, (text, place) => {
      const { snapshot, syntaxValid } = parseServersText(text, { place, variables })
      expect(syntaxValid || snapshot.problems.length > 0).toBe(true)
    }),
    { numRuns: 500 },
  )
})

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readServerDocument, toServerDocument } from './server-document'
import { type ServerSpecInput, serverSpecSchema } from './server'

const read = (document: unknown, name = 'files') => readServerDocument(name, document)
const errorsOf = (document: unknown, name = 'files') =>
  read(document, name)
    .problems.filter((problem) => problem.severity === 'error')
    .map((problem) => problem.message)
const specOf = (document: unknown) => {
  const { candidate, problems } = read(document)
  if (!candidate) throw new Error(problems.map((problem) => problem.message).join('; '))
  return candidate.spec
}

const EXAMPLE = {
  command: 'python',
  args: ['-m', 'hammerspace_mcp_server'],
  env: {},
  description: 'HammerSpace MCP Server for tagging and objectives',
  enabled: true,
  health_check_url: 'http://hammerspace-mcp-server:8080/health',
  health_check_interval: 30,
  auto_reconnect: true,
  max_retries: 3,
  retry_delay: 5,
  tags: ['hammerspace', 'tagging', 'objectives'],
  metadata: { version: '1.0.0', author: 'HammerSpace' },
}

describe('reading a server document', () => {
  it('reads the documented example, seconds becoming milliseconds', () => {
    expect(specOf(EXAMPLE)).toEqual(
      serverSpecSchema.parse({
        name: 'files',
        endpoint: { kind: 'stdio', command: 'python', args: ['-m', 'hammerspace_mcp_server'] },
        description: EXAMPLE.description,
        tags: EXAMPLE.tags,
        metadata: EXAMPLE.metadata,
        health: { url: EXAMPLE.health_check_url, intervalMs: 30_000 },
        policy: { autoReconnect: true, maxRetries: 3, firstDelayMs: 5_000 },
      }),
    )
  })

  it('reads the same in camelCase, in kebab-case and nested', () => {
    const camel = {
      command: 'x',
      healthCheckUrl: 'http://h/health',
      healthCheckInterval: 10,
      healthCheckTimeout: 2,
      maxRetries: 1,
      idleStop: 60,
    }
    const nested = {
      endpoint: { kind: 'stdio', command: 'x' },
      health: { url: 'http://h/health', intervalMs: 10_000, timeout: 2 },
      policy: { maxRetries: 1, idleStopMs: 60_000 },
    }
    const kebab = {
      command: 'x',
      'health-check-url': 'http://h/health',
      'health-check-interval': 10,
      'health-check-timeout': 2,
      'max-retries': 1,
      'idle-stop': 60,
    }
    expect(specOf(nested)).toEqual(specOf(camel))
    expect(specOf(kebab)).toEqual(specOf(camel))
  })

  it.each([
    [undefined, 'streamable-http'],
    ['http', 'streamable-http'],
    ['streamable_http', 'streamable-http'],
    ['streamableHttp', 'streamable-http'],
    ['Streamable HTTP', 'streamable-http'],
    ['SSE', 'sse'],
  ])('takes the transport %s as %s', (transport, expected) => {
    expect(specOf({ url: 'https://h/mcp', transport }).endpoint).toMatchObject({ transport: expected })
    expect(specOf({ url: 'https://h/mcp', type: transport }).endpoint).toMatchObject({ transport: expected })
  })

  it('takes disabled as the inverse of enabled', () => {
    expect(specOf({ command: 'x', disabled: true }).enabled).toBe(false)
    expect(specOf({ command: 'x', disabled: false }).enabled).toBe(true)
    expect(errorsOf({ command: 'x', disabled: true, enabled: true })[0]).toMatch(/enabled and disabled/)
  })

  it('keeps unknown fields, reports them and guesses what was meant', () => {
    const { candidate, problems } = readServerDocument(
      'a',
      { command: 'x', max_retrys: 3, team: { a: 1 } },
      'f.yaml',
    )
    expect(candidate?.spec.extra).toEqual({ max_retrys: 3, team: { a: 1 } })
    expect(candidate?.warnings).toEqual([
      'Unknown field max_retrys, kept as it is; did you mean max_retries?',
      'Unknown field team, kept as it is',
    ])
    expect(problems).toEqual(
      candidate?.warnings.map((message) => ({ severity: 'warning', message, place: 'f.yaml', server: 'a' })),
    )
    expect(candidate?.origin).toEqual({ place: 'f.yaml' })
  })

  it('keeps unknown fields of an inner object inside it, and leads them back', () => {
    const spec = specOf({ command: 'x', health: { interval: 5, retries: 2 } })
    expect(spec.extra).toEqual({ health: { retries: 2 } })
    expect(read(toServerDocument(spec)).candidate?.spec).toEqual(spec)
  })

  it('reads numbers and booleans of YAML where texts are meant', () => {
    const spec = specOf({
      command: 'x',
      args: ['--port', 8080],
      env: { PORT: 8080, DEBUG: true },
      version: 1.5,
    })
    expect(spec.endpoint).toMatchObject({ args: ['--port', '8080'], env: { PORT: '8080', DEBUG: 'true' } })
    expect(spec.version).toBe('1.5')
  })

  it.each([
    ['30', 30_000],
    [0.5, 500],
    ['500ms', 500],
    ['2m', 120_000],
    ['1 h', 3_600_000],
  ])('reads the duration %j as %d ms', (retry_delay, expected) => {
    expect(specOf({ command: 'x', retry_delay }).policy.firstDelayMs).toBe(expected)
  })

  it('accepts an address that waits for its variables', () => {
    expect(specOf({ url: 'http://${HOST}:${PORT:-80}/mcp' }).endpoint).toMatchObject({
      url: 'http://${HOST}:${PORT:-80}/mcp',
    })
    expect(specOf({ url: '${BASE}/mcp' }).endpoint.kind).toBe('remote')
  })

  it('splits tags at commas, trims them and drops doubles', () => {
    expect(specOf({ command: 'x', tags: 'a, b,,a' }).tags).toEqual(['a', 'b'])
    expect(specOf({ command: 'x', tags: ['a ', 'a', 'ünï'] }).tags).toEqual(['a', 'ünï'])
  })

  it('says nothing about null and empty fields', () => {
    const document = { url: 'http://h/', command: '', args: [], env: {}, title: null, cwd: '', health: null }
    expect(read(document).problems).toEqual([])
    expect(specOf(document).endpoint.kind).toBe('remote')
  })
})

describe('refusing a server document', () => {
  it.each<[string, unknown, RegExp]>([
    ['both', { url: 'http://h/', command: 'x' }, /Both url and command/],
    ['both, nested', { endpoint: { url: 'http://h/' }, command: 'x' }, /Both url and command/],
    ['neither', { description: 'x' }, /Neither url nor command/],
    ['nothing at all', {}, /Neither url nor command/],
    [
      'an unknown transport',
      { url: 'http://h/', transport: 'websocket' },
      /Unknown transport "websocket"; it can be stdio, streamable-http, sse/,
    ],
    ['a misspelt transport', { url: 'http://h/', transport: 'ssee' }, /Did you mean sse\?/],
    [
      'a transport of a wrong kind',
      { url: 'http://h/', transport: { type: 'sse' } },
      /Unknown transport \(an object\)/,
    ],
    ['stdio with a url', { url: 'http://h/', transport: 'stdio' }, /stdio needs a command/],
    ['sse with a command', { command: 'x', transport: 'sse' }, /sse needs a url/],
    [
      'two transports',
      { url: 'http://h/', transport: 'sse', type: 'http' },
      /transport says sse and type says streamable-http/,
    ],
    ['a url without scheme', { url: 'h/mcp' }, /url is not a complete http:\/\/ or https:\/\/ address/],
    ['a url of another scheme', { url: 'ftp://h/mcp' }, /url is not a complete/],
    ['args as a text', { command: 'x', args: '-m y' }, /args must be a list of texts; it is a text/],
    ['an object in args', { command: 'x', args: ['a', {}] }, /args\[1\] must be a text; it is an object/],
    [
      'env as a list',
      { command: 'x', env: ['A=1'] },
      /env must be an object of names and texts; it is a list/,
    ],
    [
      'an empty value in env',
      { command: 'x', env: { A: null } },
      /env\.A must be a text; write "" for an empty one/,
    ],
    ['a bad name in env', { command: 'x', env: { 'A=B': '1' } }, /env\.A=B is not a name/],
    [
      'a header with a line break',
      { url: 'http://h/', headers: { A: 'x\r\nB: y' } },
      /headers\.A must be one line/,
    ],
    ['a header with a space', { url: 'http://h/', headers: { 'A B': 'x' } }, /headers\.A B is not a name/],
    ['headers with a command', { command: 'x', headers: { A: 'b' } }, /headers belongs to a remote server/],
    ['args with a url', { url: 'http://h/', args: ['b'] }, /args belongs to a server with a command/],
    [
      'an interval in words',
      { command: 'x', health_check_interval: 'often' },
      /health_check_interval must be a number of seconds; it is a text/,
    ],
    [
      'an interval of 0',
      { command: 'x', health_check_interval: 0 },
      /health_check_interval must be from 1 to 86400 seconds, not 0/,
    ],
    [
      'an inner interval in ms',
      { command: 'x', health: { intervalMs: 'x' } },
      /health\.intervalMs must be a number of milliseconds/,
    ],
    ['half a retry', { command: 'x', maxRetries: 1.5 }, /maxRetries must be a whole number/],
    ['enabled as a word', { command: 'x', enabled: 'perhaps' }, /enabled must be true or false/],
    [
      'two spellings',
      { command: 'x', max_retries: 1, maxRetries: 2 },
      /max_retries and maxRetries are the same field/,
    ],
    ['metadata as a list', { command: 'x', metadata: [] }, /metadata must be an object; it is a list/],
    ['health as a text', { command: 'x', health: 'http://h' }, /health must be an object/],
    ['a long tag', { command: 'x', tags: ['t'.repeat(65)] }, /at most 64/],
    ['101 tags', { command: 'x', tags: Array.from({ length: 101 }, (_, i) => `t${i}`) }, /101 tags/],
    ['an icon over http', { command: 'x', icon: 'http://h/i.png' }, /icon must be an https/],
    ['a NUL in the command', { command: 'x\0y' }, /command must not contain/],
    ['a list instead of a server', [], /this is a list/],
    ['a text instead of a server', 'python', /this is a text/],
    ['nothing instead of a server', null, /this is empty/],
  ])('names what is wrong with %s', (_, document, message) => {
    const reading = read(document)
    expect(reading.candidate).toBeUndefined()
    expect(errorsOf(document).join('\n')).toMatch(message)
  })

  it('tells every mistake at once', () => {
    expect(errorsOf({ command: 'x', args: 1, env: 2, tags: 3, max_retries: 'x' })).toHaveLength(4)
  })

  it.each([
    ['my server', 'my-server'],
    ['team/files', 'team-files'],
    ['Ünïted', 'U-ni-ted'],
    ['.hidden', 'hidden'],
  ])('suggests a name for %j', (name, suggestion) => {
    expect(errorsOf({ command: 'x' }, name)[0]).toContain(`Try ${suggestion}`)
  })

  it('stays short about a very long name and about one with nothing usable', () => {
    const [long = ''] = errorsOf({ command: 'x' }, 'n'.repeat(100_000))
    expect(long.length).toBeLessThan(500)
    expect(errorsOf({ command: 'x' }, '文件')[0]).not.toContain('Try')
  })

  it('lets no key reach the prototype', () => {
    const document: unknown = JSON.parse(
      '{"command":"x","__proto__":{"a":1},"metadata":{"__proto__":{"b":1}}}',
    )
    const spec = specOf(document)
    expect(Object.getPrototypeOf(spec.metadata)).toBe(Object.prototype)
    expect('a' in spec.extra || 'b' in spec.metadata).toBe(false)
  })

  it('survives a document nested a thousand levels deep', () => {
    let deep: unknown = 1
    for (let level = 0; level < 1_000; level++) deep = { deep }
    expect(errorsOf({ command: 'x', metadata: deep })[0]).toMatch(/nested too deeply/)
  })

  it('never throws, whatever it is given', () => {
    fc.assert(
      fc.property(fc.string(), fc.anything({ withDate: true, withBigInt: true }), (name, document) => {
        const { candidate, problems } = readServerDocument(name, document)
        expect(candidate !== undefined || problems.some((problem) => problem.severity === 'error')).toBe(true)
      }),
    )
  })
})

describe('writing a server document', () => {
  const name = fc.stringMatching(/^[a-z][a-z0-9-]{0,20}[a-z0-9]$/)
  const words = fc.dictionary(
    fc.stringMatching(/^[A-Z_]{1,8}$/),
    fc.string().map((text) => text.replace(/[\0\r\n]/g, '')),
  )
  const endpoint = fc.oneof(
    fc.record({
      kind: fc.constant('stdio' as const),
      command: name,
      args: fc.array(fc.string().map((text) => text.replace(/\0/g, ''))),
      env: words,
    }),
    fc.record({
      kind: fc.constant('remote' as const),
      transport: fc.constantFrom('sse' as const, 'streamable-http' as const),
      url: fc.webUrl({ withQueryParameters: true }),
      headers: words,
    }),
  )
  const spec: fc.Arbitrary<ServerSpecInput> = fc.record(
    {
      name,
      endpoint,
      enabled: fc.boolean(),
      tags: fc.uniqueArray(name),
      title: name,
      description: fc.string().filter((text) => text !== '' && !text.includes('\0')),
      metadata: fc.dictionary(name, fc.jsonValue() as fc.Arbitrary<string>),
      health: fc.record(
        { url: fc.webUrl(), intervalMs: fc.integer({ min: 1_000, max: 86_400_000 }) },
        { requiredKeys: [] },
      ),
      policy: fc.record({ maxRetries: fc.nat(1_000), idleStopMs: fc.nat(86_400_000) }, { requiredKeys: [] }),
      extra: fc.dictionary(
        name.map((key) => `x-${key}`),
        fc.string(),
      ),
    },
    { requiredKeys: ['name', 'endpoint'] },
  )

  it.each(['snake', 'camel'] as const)('is read back as the same server (%s)', (style) => {
    fc.assert(
      fc.property(spec, (input) => {
        const whole = serverSpecSchema.parse(input)
        const document: unknown = JSON.parse(JSON.stringify(toServerDocument(whole, { style })))
        expect(readServerDocument(whole.name, document).candidate?.spec).toEqual(
          JSON.parse(JSON.stringify(whole)),
        )
      }),
    )
  })

  it('leaves out what equals its default', () => {
    expect(toServerDocument(specOf({ command: 'x' }))).toEqual({ command: 'x' })
    expect(toServerDocument(specOf({ url: 'http://h/', retry_delay: 2 }))).toEqual({
      url: 'http://h/',
      transport: 'streamable-http',
      retry_delay: 2,
    })
  })

  it('lets a field win over an unknown key of the same name', () => {
    const whole = { ...specOf({ command: 'x' }), extra: { command: 'y', team: 'a' } }
    expect(toServerDocument(whole)).toEqual({ command: 'x', team: 'a' })
  })
})

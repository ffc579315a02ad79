import net from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { PoolHarness, until } from '@/e2e/servers/pool-harness'

let harness: PoolHarness

beforeAll(() => {
  harness = new PoolHarness({ maxMessageBytes: 30 * 1024 * 1024 })
})
afterAll(() => harness.dispose())

const once = { connectTimeoutMs: 2_500, maxRetries: 0 }
const remote = (url: string, transport: 'streamable-http' | 'sse' = 'streamable-http') => ({
  kind: 'remote' as const,
  transport,
  url,
})

/** A URL on which nothing listens. */
async function closedUrl(): Promise<string> {
  const server = net.createServer().listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  const { port } = server.address() as net.AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return `http://127.0.0.1:${port}/mcp`
}

describe('a command that can not be connected says why', () => {
  const cases = [
    ['a command that does not exist', 'no-such-command', [], 'unreachable', /no such command/],
    ['a folder instead of a command', '/tmp', [], 'unreachable', /not a program/],
    [
      'a command that ends at once',
      'sh',
      ['-c', 'echo "no licence" >&2; exit 9'],
      'unreachable',
      /code 9.*no licence/,
    ],
    ['a command that ends at once without a word', 'true', [], 'unreachable', /code 0.*said nothing/],
    [
      'a command that is no server and never answers',
      'sleep',
      ['60'],
      'timed-out',
      /did not answer within 2.5 s/,
    ],
    ['a command that only echoes', 'cat', [], 'protocol-error', /./],
  ] as const
  for (const [what, command, args, code, words] of cases) {
    it(what, async () => {
      const name = `bad-${command.replaceAll('/', '')}`
      harness.declare(name, { endpoint: harness.command(command, [...args]), policy: once })
      const state = await harness.pool.open(name)
      expect(state).toMatchObject({ kind: 'failed', error: { code } })
      expect(state.kind === 'failed' && state.error.message).toMatch(words)
    })
  }

  it('quotes the last words of one that hangs', async () => {
    const endpoint = harness.command('sh', ['-c', 'echo "waiting for the licence server" >&2; sleep 60'])
    harness.declare('hangs', { endpoint, policy: once })
    expect(await harness.pool.open('hangs')).toMatchObject({
      error: {
        code: 'timed-out',
        message: expect.stringContaining('waiting for the licence server') as string,
      },
    })
  })

  it('names the folder that does not exist', async () => {
    harness.declare('folder', {
      endpoint: { kind: 'stdio', command: 'cat', args: [], env: {}, cwd: '/no/such/folder' },
      policy: once,
    })
    expect(await harness.pool.open('folder')).toMatchObject({
      error: { message: expect.stringContaining('/no/such/folder') as string },
    })
  })

  it('connects one that prints rubbish on stdout, and reports the rubbish', async () => {
    harness.declare('rubbish', { endpoint: harness.stdio(['--rubbish']) })
    expect(await harness.call('rubbish', 'echo', { text: 'still here' })).toBe('still here')
    const log = harness.pool.log('rubbish').map(({ text }) => text)
    expect(log).toContain('Not a message on stdout: Welcome to the server!')
  })
})

describe('a URL that can not be connected says why', () => {
  const cases = [
    ['401', 'needs-auth', 'needs-auth', /asks for sign-in \(HTTP 401\)/],
    ['403', 'needs-auth', 'needs-auth', /denies access \(HTTP 403\)/],
    ['404', 'failed', 'protocol-error', /No MCP endpoint/],
    ['500', 'failed', 'unreachable', /HTTP 500/],
    ['redirect', 'failed', 'protocol-error', /redirect.*example\.invalid/],
    ['html', 'failed', 'protocol-error', /web page/],
    ['text', 'failed', 'protocol-error', /not JSON/],
    ['hang', 'failed', 'timed-out', /did not answer/],
    ['reset', 'failed', 'unreachable', /broke the connection/],
  ] as const
  for (const [mode, kind, code, words] of cases) {
    for (const transport of ['streamable-http', 'sse'] as const) {
      it(`${mode}, as ${transport}`, async () => {
        const server = await harness.http(['--mode', mode])
        const name = `${mode}-${transport}`
        harness.declare(name, { endpoint: remote(server.url, transport), policy: once })
        const state = await harness.pool.open(name)
        // The event stream's client tells a body that is no event stream by its type alone.
        const expected = ['html', 'text'].includes(mode) && transport === 'sse' ? /no event stream/ : words
        expect(state).toMatchObject({ kind, error: { code } })
        expect('error' in state && state.error.message).toMatch(expected)
      })
    }
  }

  it('refuses', async () => {
    harness.declare('refuses', { endpoint: remote(await closedUrl()), policy: once })
    const state = await harness.pool.open('refuses')
    expect(state).toMatchObject({ kind: 'failed', error: { code: 'unreachable' } })
    expect(state.kind === 'failed' && state.error.message).toMatch(/Nothing listens at 127\.0\.0\.1:\d+/)
  })

  it('has a host name that nobody knows', async () => {
    harness.declare('unknown-host', { endpoint: remote('http://harbour.invalid/mcp'), policy: once })
    expect(await harness.pool.open('unknown-host')).toMatchObject({
      error: {
        code: 'unreachable',
        message: expect.stringContaining('harbour.invalid is not known') as string,
      },
    })
  })

  it('shows neither the secrets of its query nor those of its headers', async () => {
    const server = await harness.http(['--mode', '500'])
    const endpoint = { ...remote(`${server.url}?key=query-secret`), headers: { 'X-Key': 'header-secret' } }
    harness.declare('secret', { endpoint, policy: once })
    const shown = JSON.stringify([
      await harness.pool.open('secret'),
      harness.pool.log('secret'),
      harness.events,
    ])
    expect(shown).not.toContain('query-secret')
    expect(shown).not.toContain('header-secret')
  })
})

describe('a server declared as Streamable HTTP that only speaks SSE', () => {
  it('is connected all the same, and without the detour the next time', async () => {
    const server = await harness.http(['--mode', 'sse'])
    harness.declare('disguised', { endpoint: remote(server.url) })
    expect(await harness.pool.open('disguised')).toMatchObject({ kind: 'ready', era: 'legacy' })
    await harness.pool.close('disguised')
    expect(await harness.pool.open('disguised')).toMatchObject({ kind: 'ready' })
    expect(await harness.call('disguised', 'echo', { text: 'by SSE' })).toBe('by SSE')
  })
})

describe('what a server sends', () => {
  const MB = 1024 * 1024

  it('takes a result of 20 MB over every transport', async () => {
    const servers = {
      stdio: harness.stdio(),
      json: remote((await harness.http()).url),
      stream: remote((await harness.http(['--stream'])).url),
      sse: remote((await harness.http(['--mode', 'sse'])).url, 'sse'),
      modern: remote((await harness.http(['--mode', 'modern'])).url),
    }
    for (const [kind, endpoint] of Object.entries(servers)) {
      const name = `big-${kind}`
      harness.declare(name, { endpoint })
      const text = await harness.call(name, 'big', { bytes: 20 * MB })
      expect(text).toHaveLength(20 * MB)
      await harness.pool.close(name)
    }
  })

  it('refuses one over the limit, over every transport, and goes on working', async () => {
    const servers = {
      stdio: harness.stdio(),
      json: remote((await harness.http()).url),
      stream: remote((await harness.http(['--stream'])).url),
      modern: remote((await harness.http(['--mode', 'modern'])).url),
    }
    for (const [kind, endpoint] of Object.entries(servers)) {
      const name = `over-${kind}`
      harness.declare(name, { endpoint })
      const meanwhile = harness.call(name, 'echo', { text: 'meanwhile' })
      await expect(harness.call(name, 'big', { bytes: 31 * MB })).rejects.toMatchObject({ code: 'too-large' })
      expect(await meanwhile).toBe('meanwhile')
      expect(await harness.call(name, 'echo', { text: 'afterwards' })).toBe('afterwards')
      expect(harness.history(name).filter((state) => state === 'ready')).toHaveLength(1)
      await harness.pool.close(name)
    }
  })

  it('lists 2,000 tools', async () => {
    harness.declare('many', { endpoint: harness.stdio(['--tools', '2000']) })
    const { items } = await harness.pool.tools('many')
    expect(items.filter(({ name }) => name.startsWith('tool_'))).toHaveLength(2_000)
  })

  it('lists a tool whose schema is 1 MB', async () => {
    harness.declare('huge', { endpoint: harness.stdio(['--schema', 'huge']) })
    const { items } = await harness.pool.tools('huge')
    const tool = items.find(({ name }) => name === 'huge_schema')
    expect(JSON.stringify(tool).length).toBeGreaterThan(MB)
  })

  it('lists tools whose schemas are invalid, and warns of each', async () => {
    harness.declare('invalid', { endpoint: harness.stdio(['--schema', 'invalid']) })
    const names = (await harness.pool.tools('invalid')).items.map(({ name }) => name)
    const flawed = ['no_schema', 'string_schema', 'wrong_type', 'bad_pattern', 'network_ref', 'bad_output']
    expect(names).toEqual(expect.arrayContaining(flawed))
    const log = harness.pool.log('invalid').map(({ text }) => text)
    for (const name of flawed) expect(log.some((line) => line.startsWith(`Tool "${name}"`))).toBe(true)
    expect(log).toContain('A tool without a name was left out')
    expect(await harness.call('invalid', 'bad_output')).toBe('bad_output')
  })

  it('keeps the result of a tool that has run, though it breaks its own output schema', async () => {
    const server = await harness.http(['--mode', 'modern'])
    harness.declare('mismatched', { endpoint: remote(server.url) })
    await harness.pool.tools('mismatched')
    expect(await harness.call('mismatched', 'mismatched')).toBe('ran')
  })
})

describe('a crashing server', () => {
  it('takes no other down', async () => {
    harness.declare('steady', { endpoint: harness.stdio() })
    harness.declare('flapping', {
      endpoint: harness.stdio(['--crash-after', '100']),
      policy: { firstDelayMs: 10, maxDelayMs: 20, maxRetries: 6 },
    })
    harness.pool.begin('flapping')
    const pid = await harness.call('steady', 'pid')
    await until(() => harness.pool.stateOf('flapping').kind === 'failed')
    expect(await harness.call('steady', 'pid')).toBe(pid)
  })
})

import { describe, expect, it } from 'vitest'
import { HIDDEN } from './endpoint'
import { maskArguments, maskEndpoint, maskJson, maskLine, maskUrl } from './hiding'
import { isSecretName } from './secret-shape'

const H = HIDDEN

describe('what a URL shows', () => {
  it.each([
    ['https://h/mcp', 'https://h/mcp'],
    ['https://u:p@h:8443/mcp', `https://${H}@h:8443/mcp`],
    ['https://u:p@ss@h/', `https://${H}@h/`],
    ['https://token@h/', `https://${H}@h/`],
    ['https://${USER}:${PASS}@h/', 'https://${USER}:${PASS}@h/'],
    ['https://h/mcp?api_key=abc&x=1', `https://h/mcp?api_key=${H}&x=1`],
    ['https://h/mcp?apiKey=a%20b#frag', `https://h/mcp?apiKey=${H}#frag`],
    ['https://h/mcp?api%5Fkey=abc', `https://h/mcp?api%5Fkey=${H}`],
    ['https://h/mcp?token=${TOKEN}', 'https://h/mcp?token=${TOKEN}'],
    ['https://h/mcp?token=${TOKEN:-abc}', `https://h/mcp?token=${H}`],
    ['https://h/mcp?token=', 'https://h/mcp?token='],
    ['https://h/cb#access_token=abc', `https://h/cb#access_token=${H}`],
    ['https://h/api/mcp/s/NGE2ZjM4MTQtYjA5ZC00/mcp', `https://h/api/mcp/s/${H}/mcp`],
    ['https://h/s/7f9c24e8-3b12-4fef-91e0-5600f3c2d1aa/mcp', `https://h/s/${H}/mcp`],
    ['https://h/modelcontextprotocol-2025-11-25/mcp', 'https://h/modelcontextprotocol-2025-11-25/mcp'],
    ['postgresql://u:p@db/x', `postgresql://${H}@db/x`],
    ['${BASE}/mcp', '${BASE}/mcp'],
  ])('%s as %s', (url, shown) => {
    expect(maskUrl(url)).toBe(shown)
  })
})

describe('what a command line shows', () => {
  it.each<[string[], string[]]>([
    [
      ['-m', 'server', '--port', '80'],
      ['-m', 'server', '--port', '80'],
    ],
    [['--api-key=abc'], [`--api-key=${H}`]],
    [
      ['--token', 'x', 'y'],
      ['--token', H, 'y'],
    ],
    [
      ['--token', '--verbose', 'y'],
      ['--token', '--verbose', 'y'],
    ],
    [['--token=${TOKEN}'], ['--token=${TOKEN}']],
    [
      ['--token', '${TOKEN}'],
      ['--token', '${TOKEN}'],
    ],
    [
      ['--header', 'Authorization: Bearer abc'],
      ['--header', `Authorization: ${H}`],
    ],
    [
      ['-H', 'Authorization: Bearer ${T}'],
      ['-H', 'Authorization: Bearer ${T}'],
    ],
    [['--header=X-Api-Key:abc'], [`--header=X-Api-Key:${H}`]],
    [
      ['-e', 'GITHUB=abc', '-e', 'NAME', 'img'],
      ['-e', `GITHUB=${H}`, '-e', 'NAME', 'img'],
    ],
    [['--env=A=b'], [`--env=A=${H}`]],
    [
      ['API_KEY=abc', 'MODE=fast'],
      [`API_KEY=${H}`, 'MODE=fast'],
    ],
    [['postgres://u:p@db/x'], [`postgres://${H}@db/x`]],
    [['--url=https://h/?key=1'], [`--url=https://h/?key=${H}`]],
    [['sk-abcdefghijklmnop'], [H]],
    [['ghp_abcdefghij0123456789'], [H]],
    [
      ['--max-tokens', '100'],
      ['--max-tokens', '100'],
    ],
    [
      ['@scope/package@1.2.3', '/srv/data'],
      ['@scope/package@1.2.3', '/srv/data'],
    ],
    [
      ['-c', 'curl -H "Authorization: Bearer abc" --token x'],
      ['-c', `curl -H "Authorization: Bearer ${H}" --token ${H}`],
    ],
    [
      ['-c', 'API_TOKEN=abc npx foo'],
      ['-c', `API_TOKEN=${H} npx foo`],
    ],
  ])('%j as %j', (args, shown) => {
    const result = maskArguments(args)
    for (const secret of ['abc', 'u:p']) expect(result.join(' ')).not.toContain(secret)
    if (args[0] !== '-c') expect(result).toEqual(shown)
    else expect(result[1]).toContain(H)
  })

  it('keeps the spaces of a line', () => {
    expect(maskLine('run  --token x\t--port 1')).toBe(`run  --token ${H}\t--port 1`)
  })
})

describe('what an endpoint shows', () => {
  it('hides every value of env and headers but references and empty ones', () => {
    const env = { PLAIN: 'x', REF: '${TOKEN}', EMPTY: '', MIXED: 'a${TOKEN}', DEFAULT: '${A:-secret}' }
    expect(maskEndpoint({ kind: 'stdio', command: 'x', args: [], env }).env).toEqual({
      PLAIN: H,
      REF: '${TOKEN}',
      EMPTY: '',
      MIXED: H,
      DEFAULT: H,
    })
    const headers = { Authorization: 'Bearer ${TOKEN}', 'X-Key': 'Bearer abc' }
    const endpoint = { kind: 'remote' as const, transport: 'sse' as const, url: 'http://h/', headers }
    expect(maskEndpoint(endpoint).headers).toEqual({ Authorization: 'Bearer ${TOKEN}', 'X-Key': H })
  })

  it('can put something else where a secret is, knowing what it was found under', () => {
    const shown = maskEndpoint(
      { kind: 'stdio', command: 'x', args: ['--api-key', 'a', '--url', 'http://h/?sig=b'], env: { A: 'c' } },
      (_, name) => `<${name}>`,
    )
    expect(shown).toMatchObject({
      args: ['--api-key', '<api-key>', '--url', 'http://h/?sig=<sig>'],
      env: { A: '<A>' },
    })
  })
})

it('hides credentials in free JSON by the names of keys', () => {
  const json = {
    oauth: { clientId: 'a', clientSecret: 'b' },
    env: { X: 'c' },
    list: [{ password: 'd' }],
    n: 1,
  }
  expect(maskJson(json)).toEqual({
    oauth: { clientId: 'a', clientSecret: H },
    env: { X: H },
    list: [{ password: H }],
    n: 1,
  })
})

it.each(['apiKey', 'X-Auth-Token', 'client_secret', 'PASSWORD', 'accesstoken', 'key', 'Cookie'])(
  'takes %s for the name of a secret',
  (name) => {
    expect(isSecretName(name)).toBe(true)
  },
)

it.each(['author', 'monkey', 'keyboard', 'max-tokens', 'path', 'region', 'passenger'])(
  'does not take %s for one',
  (name) => {
    expect(isSecretName(name)).toBe(false)
  },
)

it('takes no longer than a moment over a hostile text', () => {
  const started = performance.now()
  for (const piece of ['a', '=', '&', '@', '/', '${', ' ', 'Bearer ', '-H ', 'a.', '%']) {
    const text = piece.repeat(100_000 / piece.length)
    maskUrl(`http://h/?${text}`)
    maskUrl(`http://${text}`)
    maskArguments(['--header', text, text, `x://${text}`, `--token=${text}`])
  }
  expect(performance.now() - started).toBeLessThan(5_000)
})

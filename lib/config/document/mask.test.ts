import { describe, expect, it } from 'vitest'
import { HIDDEN } from '@/lib/domain/endpoint'
import { maskText } from './mask'

const S = 'hunter2'

describe('a file as it is shown', () => {
  it('hides the values of env and headers by their places, and leaves all else letter by letter', () => {
    const text = [
      '# hunter2 is in a comment here, without a name',
      'servers:',
      '  a:   # first',
      '    command:   x',
      "    env: { TOKEN: 'hunter2', PORT: 8080, REF: \"${TOKEN}\", EMPTY: '' }",
      '  b:',
      '    url: http://b.example/mcp',
      '    headers:',
      '      Authorization: Bearer ${TOKEN}',
      '      X-Key: hunter2',
      '    description: not secret',
      '',
    ].join('\n')
    expect(maskText(text, 'mcp.yaml').text).toBe(
      text
        .replace("'hunter2'", `"${HIDDEN}"`)
        .replace('8080', `"${HIDDEN}"`)
        .replace('X-Key: hunter2', `X-Key: "${HIDDEN}"`),
    )
  })

  it('does so in JSON with comments', () => {
    const text =
      '{\n  // mine\n  "servers": {\n    "a": { "command": "x", "env": { "A": "hunter2", "B": "${B}", "N": 5 } },\n  },\n}\n'
    expect(maskText(text, 'mcp.json').text).toBe(
      text.replace('"hunter2"', `"${HIDDEN}"`).replace('5 }', `"${HIDDEN}" }`),
    )
  })

  it('does so in TOML', () => {
    const text =
      '[mcp_servers.a]\ncommand = "x"\nargs = ["--token", "hunter2"]\n[mcp_servers.a.env]\nA = "s3cr3t value"\nB = \'other one\'\n[mcp_servers.b]\nurl = "http://b.example"\nhttp_headers = { "X" = "third" }\n'
    const masked = maskText(text, 'config.toml').text
    for (const secret of ['hunter2', 's3cr3t value', 'other one', 'third'])
      expect(masked).not.toContain(secret)
    expect(masked).toContain('command = "x"')
    expect(masked.split('\n')).toHaveLength(text.split('\n').length)
  })

  it.each([
    [
      'an argument after its flag',
      'args: ["--api-key", "hunter2", "-v"]',
      'args: ["--api-key", "••••••••", "-v"]',
    ],
    ['an argument with its flag', 'args: ["--token=hunter2"]', 'args: ["--token=••••••••"]'],
    ['a password in an address', 'url: https://me:hunter2@x.example/mcp', 'https://••••••••@x.example/mcp'],
    ['a token in an address', 'url: https://x.example/mcp?api_key=hunter2', '?api_key=••••••••'],
    ['a key in metadata', 'metadata: { api_key: hunter2 }', 'api_key: "••••••••"'],
    [
      'a block text',
      'env:\n      KEY: |\n        hunter2\n        hunter2\n    cwd: /',
      'KEY: "••••••••"\n    cwd: /',
    ],
    [
      'a text over two lines',
      'env:\n      KEY: "hunter2\n        hunter2"\n    cwd: /',
      'KEY: "••••••••"\n    cwd: /',
    ],
    ['what was commented out', '# API_KEY: hunter2', '# API_KEY: ••••••••'],
    ['a default', 'env: { KEY: "${KEY:-hunter2}" }', 'KEY: "••••••••"'],
  ])('hides %s', (_, line, shown) => {
    const masked = maskText(`servers:\n  a:\n    command: x\n    ${line}\n`, 'mcp.yaml').text
    expect(masked).toContain(shown)
    expect(masked).not.toContain(S)
  })

  it('hides a secret that stands at an anchor outside of env', () => {
    const { text: masked } = maskText(
      'shared: &t hunter2\nservers:\n  a:\n    command: x\n    env: { T: *t }\n',
      'mcp.yaml',
    )
    expect(masked).not.toContain(S)
  })

  it('hides a secret in a text that declares a name twice, and still shows the rest', () => {
    const { text: masked } = maskText(
      'servers:\n  a: { command: x, env: { A: hunter2 } }\n  a: { command: y }\n',
      'mcp.yaml',
    )
    expect(masked).not.toContain(S)
    expect(masked).toContain('command: y')
  })
})

describe('a text that can’t be parsed', () => {
  it.each([
    ['mcp.yaml', 'servers:\n  a:\n    command: x\n   env:\n      TOKEN: hunter2\n'],
    ['mcp.yaml', 'servers:\n  a:\n    env:\n      TOKEN: "hunter2\n'],
    ['mcp.yaml', 'servers:\n\ta:\n\t\tenv: { T: hunter2 }\n'],
    ['mcp.yaml', 'servers: { a: { env: { T: hunter2 } }\n'],
    ['mcp.yaml', 'servers:\n  a:\n    args:\n      - --token\n      - hunter2\n  b: : :\n'],
    ['mcp.yaml', 'servers:\n  a:\n    env:\n      K: |\n        hunter2\n  b: : :\n'],
    ['mcp.json', '{"servers": {"a": {"env": {"T": "hunter2"}}}'],
    ['mcp.json', '{\n "servers": {\n  "a": {\n   "env": {\n    "T": "hunter2"\n   "U": "hunter2"\n}}}}'],
    ['mcp.json', '{\n "servers": {\n  "a": {\n   "args": [\n    "--token",\n    "hunter2"\n    "x"\n]}}}'],
    ['config.toml', '[mcp_servers.a.env]\nT = "hunter2\n'],
    ['config.toml', '[mcp_servers.a]\nenv = { T = "hunter2" \n'],
    ['MCP_SERVERS', 'hunter2 hunter2'],
  ])('hides whatever might be a secret: %s %j', (place, text) => {
    const masked = maskText(text, place).text
    expect(masked).not.toContain(S)
    expect(masked.split('\n')).toHaveLength(text.split('\n').length)
  })

  it('still shows its structure, so that the error can be found', () => {
    const text = 'servers:\n  a:\n    command: x\n    tags: t\n   env:\n      TOKEN: hunter2\n# note\n'
    expect(maskText(text, 'mcp.yaml').text).toBe(text.replace('hunter2', HIDDEN))
  })
})

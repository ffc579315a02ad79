import { describe, expect, it } from 'vitest'
import { MAX_TEXT_BYTES, parseText, syntaxOf } from './parse-text'

const faultsOf = (text: string, place: string) => parseText(text, place).faults

describe('a malformed text is refused with line, column and a plain reason', () => {
  it.each([
    ['a tab that indents', 'servers:\n\ta: 1', { line: 2, column: 1, message: /tab/ }],
    ['a line out of its column', 'servers:\n  a:\n    url: x\n   b: 1', { line: 4, message: /indented/ }],
    ['a quote that is not closed', 'a: "x\nb: 1', { message: /closing "quote/ }],
    ['a bracket that is not closed', 'servers: {a: [1, 2}', { line: 1, message: /\[ has no closing \]/ }],
    ['a second colon', 'a: b: c', { line: 1, message: /second colon/ }],
    ['an alias of nothing', 'a:\n  b: *nowhere', { line: 2, column: 6, message: /&nowhere/ }],
    ['an unknown tag', 'a: !vault x', { line: 1, column: 4, message: /tag/ }],
    ['a second document', 'a: 1\n---\nb: 2', { line: 2, message: /second document/ }],
    [
      'a name twice',
      'servers:\n  a: {}\n  b: {}\n  a: {}',
      { line: 4, column: 3, message: /"a" is declared twice; first in line 2/ },
    ],
    ['a reserved character', 'a: @x', { line: 1, column: 4, message: /quotes/ }],
  ])('YAML with %s', (_, text, { message, ...position }) => {
    expect(faultsOf(text, 'mcp.yaml')[0]).toMatchObject({
      message: expect.stringMatching(message) as string,
      ...position,
    })
  })

  it.each([
    ['a comma missing', '{"a": 1 "b": 2}', { line: 1, column: 9, message: /comma/ }],
    ['single quotes', "{'a': 1}", { line: 1, column: 2, message: /double quotes/ }],
    ['a word that is no value', '{\n  "a": tru\n}', { line: 2, column: 8, message: /no JSON value/ }],
    ['an end too early', '{"a": {"b": 1}', { line: 1, message: /closing brace/ }],
    [
      'a name twice',
      '{"servers": {"a": {},\n "a": {}}}',
      { line: 2, column: 2, message: /"a" is declared twice; first in line 1/ },
    ],
    ['two documents', '{} {}', { line: 1, column: 4, message: /ended/ }],
  ])('JSON with %s', (_, text, { message, ...position }) => {
    expect(faultsOf(text, 'mcp.json')[0]).toMatchObject({
      message: expect.stringMatching(message) as string,
      ...position,
    })
  })

  it.each([
    ['a value without quotes', '[mcp_servers.x]\ncommand = npx', { line: 2, column: 11 }],
    ['a table twice', '[a]\nb = 1\n[a]\nc = 1', { line: 3 }],
    ['a key twice', 'x = 1\nx = 2', { line: 2 }],
    ['no value', 'a = ', { line: 1 }],
  ])('TOML with %s', (_, text, position) => {
    const [fault] = faultsOf(text, 'config.toml')
    expect(fault).toMatchObject(position)
    expect(fault?.message).not.toContain('\n')
  })

  it('shows one fault for a line, not the echoes of the first', () => {
    expect(faultsOf('{"a": [1, 2', 'a.json')).toHaveLength(1)
  })

  it('never quotes the text, which may hold secrets', () => {
    const texts = [
      'env:\n  TOKEN: "s3cr3t-value\nb: 1',
      '{"env": {"TOKEN": "s3cr3t-value\n}}',
      'a = "s3cr3t-value',
    ]
    const said = texts.flatMap((text, index) => faultsOf(text, ['a.yaml', 'a.json', 'a.toml'][index]!))
    expect(said.length).toBeGreaterThan(2)
    expect(JSON.stringify(said)).not.toContain('s3cr3t')
  })
})

describe('texts made to harm are refused', () => {
  it.each(['yaml', 'json', 'toml'])('of 5 MB, as %s', (syntax) => {
    expect(faultsOf('#'.repeat(MAX_TEXT_BYTES), `a.${syntax}`)).toEqual([
      { message: 'It has 5.0 MB; it must be smaller than 5 MB. Split it into several files' },
    ])
  })

  it('counts bytes, not characters', () => {
    expect(faultsOf('ü'.repeat(MAX_TEXT_BYTES / 2), 'a.yaml')[0]?.message).toContain('smaller than 5 MB')
  })

  it.each([
    ['a.yaml', '['.repeat(20_000)],
    ['a.json', '['.repeat(200_000)],
    ['a.json', `${'{"a":'.repeat(150)}1${'}'.repeat(150)}`],
    ['a.yaml', Array.from({ length: 150 }, (_, depth) => `${' '.repeat(depth)}a:`).join('\n')],
    ['a.toml', `a = ${'['.repeat(5_000)}`],
  ])('nested on purpose, as %s', (place, text) => {
    expect(faultsOf(text, place)[0]?.message).toMatch(/nested/)
  })

  it('with aliases that multiply', () => {
    const lines = ['a0: &a0 [x,x,x,x,x,x,x,x,x,x]']
    for (let level = 1; level < 9; level++) {
      const before = `*a${level - 1}`
      lines.push(`a${level}: &a${level} [${Array(10).fill(before).join(',')}]`)
    }
    expect(faultsOf(lines.join('\n'), 'a.yaml')[0]?.message).toMatch(/multiply/)
  })

  it.each([
    ['NUL bytes', 'a: 1\0\0'],
    ['an executable', '\x7fELF\x02\x01\x01\0'],
  ])('of binary data: %s', (_, text) => {
    expect(faultsOf(text, 'a.yaml')).toEqual([{ message: 'This is binary data, not a text' }])
  })

  it.each(['', ' \n\t\n', '\uFEFF'])('of nothing: %j', (text) => {
    expect(faultsOf(text, 'a.yaml')[0]?.message).toMatch(/It is empty/)
  })

  it('keeps a key named __proto__ from changing anything', () => {
    for (const [text, place] of [
      ['{"__proto__": {"polluted": true}}', 'a.json'],
      ['__proto__:\n  polluted: true', 'a.yaml'],
    ] as const) {
      const { value } = parseText(text, place)
      expect(({} as Record<string, unknown>).polluted).toBeUndefined()
      expect((value as Record<string, unknown>).polluted).toBeUndefined()
    }
  })
})

describe('what a person may write', () => {
  it('comments, anchors and merges in YAML', () => {
    const text = 'base: &base\n  command: npx # run it\nservers:\n  a:\n    <<: *base\n    args: [x]\n'
    expect(parseText(text, 'a.yaml').value).toMatchObject({ servers: { a: { command: 'npx', args: ['x'] } } })
  })

  it('comments and trailing commas in JSON, and a byte order mark', () => {
    expect(parseText('\uFEFF{ // first\n "a": [1,], /* second */ }', 'a.json').value).toEqual({ a: [1] })
  })

  it('numbers in env, headers, args and version as they are written', () => {
    const text = 'version: 1.10\nenv:\n  PIN: 0042\n  ON: yes\nargs: [1.0, 0x10]\nretries: 3'
    expect(parseText(text, 'a.yaml').value).toEqual({
      version: '1.10',
      env: { PIN: '0042', ON: 'yes' },
      args: ['1.0', '0x10'],
      retries: 3,
    })
  })

  it('only comments, which is a document of nothing', () => {
    expect(parseText('# nothing yet\n', 'a.yaml')).toMatchObject({ value: null, faults: [] })
  })

  it.each([
    ['servers:\n  a:\n    command: x', 'yaml'],
    ['{"servers": {}}', 'json'],
    ['// mine\n{"servers": {}}', 'json'],
    ['{servers: {a: {command: x}}}', 'yaml'],
    ['[mcp_servers.a]\ncommand = "x"', 'toml'],
    ['model = "o3"\n[mcp_servers.a]\ncommand = "x"', 'toml'],
    ['mcpServers:\n  a:\n    env:\n      A: "b = c"', 'yaml'],
  ])('without saying the syntax: %j is %s', (text, syntax) => {
    expect(parseText(text)).toMatchObject({ syntax, faults: [] })
  })

  it('gets JSON’s reasons for a text that looks like JSON and is not', () => {
    expect(parseText('{"servers": {"a": {"command": "x"}')).toMatchObject({
      syntax: 'json',
      faults: [{ line: 1 }],
    })
  })
})

describe('finds its way back', () => {
  const texts = {
    'a.yaml': '# c\nservers:\n  one:\n    command: x\n  two:\n    env:\n      A: b\n',
    'a.json': '{\n"servers": {\n  "one": {"command": "x"},\n  "two":\n   {"env":\n    {"A": "b"}}\n}}',
    'a.toml': '[servers.one]\ncommand = "x"\n\n[servers.two]\n[servers.two.env]\nA = "b"\n',
  }
  it.each([
    ['a.yaml', ['servers', 'two'], 5],
    ['a.yaml', ['servers', 'two', 'env', 'A'], 7],
    ['a.json', ['servers', 'two'], 4],
    ['a.json', ['servers', 'two', 'env', 'A'], 6],
    ['a.toml', ['servers', 'one', 'command'], 2],
    ['a.toml', ['servers', 'two'], 4],
    ['a.toml', ['servers', 'two', 'env', 'A'], 6],
  ] as const)('to the line in %s of %j', (place, path, line) => {
    expect(parseText(texts[place], place).locate(path)?.line).toBe(line)
  })

  it('knows no place for what is not there', () => {
    for (const [place, text] of Object.entries(texts)) {
      expect(parseText(text, place).locate(['servers', 'three'])).toBeUndefined()
    }
  })
})

it.each([
  ['/etc/mcp/a.yml', 'yaml'],
  ['a.YAML', 'yaml'],
  ['.mcp.json', 'json'],
  ['config.toml', 'toml'],
  ['MCP_SERVERS', undefined],
  ['notes.txt', undefined],
])('takes %s for %s', (place, syntax) => {
  expect(syntaxOf(place)).toBe(syntax)
})

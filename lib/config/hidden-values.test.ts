import { describe, expect, it } from 'vitest'
import { HIDDEN } from '@/lib/domain/endpoint'
import { parseText } from './document/parse-text'
import type { Syntax } from './document/parsed-text'
import { HiddenValues } from './hidden-values'
import { restoreValues } from './restore-values'
import { Sealer } from './secrets'

const hiding = new HiddenValues(Sealer.fromKeys([Buffer.alloc(32, 1)]))
const FILES: Record<string, string> = {
  'mcp.yaml': `# head
servers:
  b: # first
    command: x
    args: ['--token', 'sw0rdfish', --port, 80]
    env: { A: 'it''s', B: "qu\\"ote", C: plain text, PIN: 0042, REF: "\${REF}", EMPTY: "" }
    # token: c0mmented
  a:
    url: https://user:pass@x.example/mcp?api_key=sw0rdfish
    headers:
      Authorization: Bearer sw0rdfish # why
      X-Long: |
        of several
        lines
`,
  'mcp.json': `{
  // api_key: c0mmented
  "mcpServers": { "a": { "command": "x", "env": { "A": "qu\\"ote \\u00e9", "N": 5 } } },
}
`,
  'mcp.toml': `[mcp_servers.a]
command = "x"
env = { A = "qu\\"ote", B = 'single' }
`,
}
const syntaxOf = (place: string) => place.split('.').at(-1) as Syntax
const restore = (draft: string, place: string, ...texts: string[]) =>
  restoreValues(draft, {
    place,
    syntax: syntaxOf(place),
    sources: texts.map((text) => hiding.hide(text, place)),
  })

describe('hidden values', () => {
  it.each(Object.entries(FILES))('of %s come back byte for byte where nothing was changed', (place, text) => {
    const { text: shown } = hiding.hide(text, place)
    expect(shown).not.toMatch(/sw0rdfish|it''s|ote|plain text|0042|several|c0mmented|single|pass@/)
    expect(restore(shown, place, text)).toMatchObject({ text, problems: [] })
  })

  it('stand for the same value wherever they are moved, copied or renamed to', () => {
    const text = 'servers:\n  a: { command: x, env: { T: hunter2 } }\n'
    const { text: shown } = hiding.hide(text, 'mcp.yaml')
    const [mark] = /•+\w+/.exec(shown) ?? []
    const draft = `servers:\n  other:\n    command: y\n    env:\n      RENAMED: "${mark}"\n      URL: "postgres://u:${mark}@db"\n      BARE: ${mark}\n      WORD: Bearer ${mark}\n      SINGLE: 'x ${mark}'\n`
    const { text: restored, problems, secrets } = restore(draft, 'mcp.yaml', text)
    expect(problems).toEqual([])
    expect([...secrets]).toEqual(['hunter2'])
    expect(parseText(restored, 'mcp.yaml').value).toEqual({
      servers: {
        other: {
          command: 'y',
          env: {
            RENAMED: 'hunter2',
            URL: 'postgres://u:hunter2@db',
            BARE: 'hunter2',
            WORD: 'Bearer hunter2',
            SINGLE: 'x hunter2',
          },
        },
      },
    })
  })

  it('are escaped for the quotes that they come to stand in', () => {
    const secret = `a'b"c\\d # e: f`
    const text = `servers:\n  a: { command: x, env: { T: ${JSON.stringify(secret)} } }\n`
    const mark = /•+\w+/.exec(hiding.hide(text, 'mcp.yaml').text)?.[0] ?? ''
    for (const value of [`"Bearer ${mark}"`, `'Bearer ${mark}'`]) {
      const { text: restored } = restore(`T: ${value}\n`, 'mcp.yaml', text)
      expect(parseText(restored, 'mcp.yaml').value).toEqual({ T: `Bearer ${secret}` })
    }
    expect(restore(`T: Bearer ${mark}\n`, 'mcp.yaml', text).problems).toMatchObject([
      { severity: 'error', line: 1, message: expect.stringContaining('double quotes') as string },
    ])
  })

  it.each([`"${HIDDEN}"`, `"${HIDDEN}abcdef"`])(
    'that nobody knows are an error with its place: %s',
    (value) => {
      const { problems } = restore(
        `servers:\n  a: { command: x, env: { T: ${value} } }\n`,
        'mcp.yaml',
        'servers: {}',
      )
      expect(problems).toMatchObject([{ severity: 'error', line: 2, column: 31 }])
    },
  )

  it('of an earlier version are known when that is at hand', () => {
    const before = 'servers:\n  a: { command: x, env: { T: older } }\n'
    const now = 'servers:\n  a: { command: x, env: { T: newer } }\n'
    const { text: shown } = hiding.hide(before, 'mcp.yaml')
    expect(restore(shown, 'mcp.yaml', now).problems).toHaveLength(1)
    expect(restore(shown, 'mcp.yaml', now, before).text).toBe(before)
  })

  it('leave every place in the draft findable', () => {
    const text =
      'servers:\n  a:\n    command: x\n    env:\n      T: |\n        two\n        lines\n  b: { command: y, oops: 1 }\n'
    const { text: shown } = hiding.hide(text, 'mcp.yaml')
    expect(shown.split('\n')[5]).toContain('oops')
    const { positionOf } = restore(shown, 'mcp.yaml', text)
    expect(positionOf({ line: 8, column: 20 })).toEqual({ line: 6, column: 20 })
    expect(positionOf({ line: 1, column: 1 })).toEqual({ line: 1, column: 1 })
  })

  it('of a broken file come back too', () => {
    const text = 'servers:\n  a:\n    command: x\n    env: { T: hunter2\n  b: { command: y }\n'
    const { text: shown, isBroken } = hiding.hide(text, 'mcp.yaml')
    expect(isBroken).toBe(true)
    expect(shown).not.toContain('hunter2')
    expect(restore(shown, 'mcp.yaml', text).text).toBe(text)
  })

  it('of a large file are found in parts as in the whole', () => {
    const servers = Array.from(
      { length: 300 },
      (_, index) =>
        `  s${index}:\n    command: x\n    env: { T: secret-${index % 9}, PIN: 00${index} }\n    # token: c${index}\n`,
    ).join('')
    const text = `# api_key: head\nservers:\n${servers}discovery:\n  http: { headers: { X: tail } }\n`
    const small = hiding.hide(text, 'mcp.yml'.replace('yml', 'txt'))
    const large = hiding.hide(text, 'mcp.yaml')
    expect(large.text).toBe(small.text)
    expect([...large.secrets].toSorted()).toEqual([...small.secrets].toSorted())
    expect(restore(large.text, 'mcp.yaml', text).text).toBe(text)
  })
})

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isAppError } from '@/lib/kit/app-error'
import { editText } from './edit-text'
import { parseText } from './parse-text'

const YAML = `# The fleet of team Ocean

servers:
    # the old one
    alpha:   # do not touch
        command: npx
        args:
        - -y      # yes to all
        - alpha
        env: { TOKEN: "\${TOKEN}" }


    # the new one
    beta:
        url: 'http://beta.example/mcp'   # internal
        tags: [a,   b]

# the end
other: kept
`
const set = (
  text: string,
  name: string,
  entry: Record<string, unknown> | undefined,
  syntax: 'yaml' | 'json' = 'yaml',
  root = 'servers',
) => editText(text, syntax, { root, name, entry: entry as never })

describe('a server in a YAML file', () => {
  it('is added below the last one, in the file’s own indentation, and nothing else changes', () => {
    const edited = set(YAML, 'gamma', { command: 'uvx', args: ['gamma'], env: { A: 'b' } })
    const added =
      '    gamma:\n        command: uvx\n        args:\n          - gamma\n        env:\n            A: b\n'
    expect(edited).toBe(YAML.replace('tags: [a,   b]\n', `tags: [a,   b]\n${added}`))
  })

  it('is changed field by field: its comments and the rest of the file stay', () => {
    const edited = set(YAML, 'alpha', {
      command: 'bunx',
      args: ['-y', 'alpha'],
      env: { TOKEN: '${TOKEN}' },
      enabled: false,
    })
    expect(edited).toContain(
      '    alpha:   # do not touch\n        command: bunx\n        args:\n        - -y      # yes to all\n        - alpha\n',
    )
    expect(edited).toContain('        enabled: false\n\n\n    # the new one\n')
    const [before] = YAML.split('    alpha:')
    const [, after] = YAML.split('# the new one')
    expect(edited.startsWith(before!)).toBe(true)
    expect(edited.endsWith(after!)).toBe(true)
  })

  it('keeps a list in brackets', () => {
    const edited = set(YAML, 'beta', { url: 'http://beta.example/mcp', tags: ['a', 'c'] })
    expect(edited).toContain("        url: 'http://beta.example/mcp'   # internal\n        tags: [a, c]\n")
  })

  it('is taken out with its own lines only', () => {
    const edited = set(YAML, 'beta', undefined)
    expect(edited).toContain('    # the new one\n\n# the end\nother: kept\n')
    expect(parseText(edited, 'a.yaml').value).toMatchObject({ servers: { alpha: {} }, other: 'kept' })
  })

  it('is the last one and goes: an empty map stays', () => {
    const edited = set('servers:\n  a:\n    command: x\n', 'a', undefined)
    expect(parseText(edited, 'a.yaml').value).toEqual({ servers: {} })
  })

  it('that is not there changes nothing when it is taken out', () => {
    expect(set(YAML, 'nobody', undefined)).toBe(YAML)
  })

  it.each([
    ['an empty file', ''],
    ['only comments', '# mine\n'],
    ['no servers yet', '# mine\nother: kept # yes\n'],
    ['an empty root', '# mine\nservers:\nother: kept\n'],
    ['an empty root with a comment', 'servers: # none yet\nother: kept\n'],
    ['an empty map', 'servers: {}\nother: kept\n'],
    ['a map in braces', 'servers: { a: { command: y } }\n'],
    ['a document in braces', '{ other: kept }\n'],
    ['no line break at the end', 'servers:\n  a:\n    command: y'],
    ['a comment at the end', 'servers:\n  a:\n    command: y\n  # more to come\n'],
    ['Windows line ends', 'servers:\r\n  a:\r\n    command: y\r\n'],
  ])('finds its place in %s', (_, text) => {
    const edited = set(text, 'new', { command: 'x', env: { A: '1' } })
    const before = parseText(text || 'servers:', 'a.yaml').value as {
      servers?: object
      other?: string
    } | null
    expect(parseText(edited, 'a.yaml')).toMatchObject({
      faults: [],
      value: { ...before, servers: { ...before?.servers, new: { command: 'x', env: { A: '1' } } } },
    })
    for (const comment of text.match(/# .*/g) ?? []) expect(edited).toContain(comment.trim())
    if (text.includes('\r\n')) expect(edited.replaceAll('\r\n', '')).not.toContain('\n')
  })

  it('is refused when others lean on it', () => {
    const text = 'servers:\n  a: &a\n    command: x\n  b:\n    <<: *a\n'
    expect(() => set(text, 'a', undefined)).toThrow(/by hand/)
  })

  it('is refused in a file with errors', () => {
    try {
      set('servers:\n\ta: 1', 'b', { command: 'x' })
      expect.unreachable()
    } catch (error) {
      expect(isAppError(error) && error.code).toBe('bad-input')
    }
  })
})

describe('a server in a JSON file', () => {
  const JSONC =
    '{\n    // mine\n    "servers": {\n        "a": { "command": "x", /* inner */ "env": { "A": "b" } }\n    }\n}\n'

  it('is added in the file’s own indentation, and comments stay', () => {
    const edited = set(JSONC, 'b', { url: 'http://x' }, 'json')
    expect(edited).toBe(
      JSONC.replace(
        '"A": "b" } }\n',
        '"A": "b" } },\n        "b": {\n            "url": "http://x"\n        }\n',
      ),
    )
  })

  it('is changed field by field', () => {
    expect(set(JSONC, 'a', { command: 'y', env: { A: 'b' } }, 'json')).toBe(JSONC.replace('"x"', '"y"'))
  })

  it('is taken out', () => {
    expect(parseText(set(JSONC, 'a', undefined, 'json'), 'a.json').value).toEqual({ servers: {} })
  })

  it('stands under the root that the file has', () => {
    const edited = set('{"mcpServers":{}}', 'a', { command: 'x' }, 'json', 'mcpServers')
    expect(JSON.parse(edited)).toEqual({ mcpServers: { a: { command: 'x' } } })
  })

  it('makes an empty file a document', () => {
    expect(JSON.parse(set('', 'a', { command: 'x' }, 'json'))).toEqual({ servers: { a: { command: 'x' } } })
  })
})

const name = fc.stringMatching(/^[a-z][a-z0-9-]{0,8}[a-z]$/)
const value = fc.oneof(
  fc.string(),
  fc.constantFrom('yes', '1.0', '# x', 'a: b', ' lead', '- x', '"q"', 'multi\nline\n', '${A}', '日本'),
  fc.integer(),
  fc.boolean(),
)
const entry = fc.record({
  command: fc.string({ minLength: 1 }),
  args: fc.array(fc.string(), { maxLength: 3 }),
  metadata: fc.dictionary(name, value, { maxKeys: 3, noNullPrototype: true }),
})

it.each(['yaml', 'json'] as const)('keeps every other server through any edits, in %s', (syntax) => {
  fc.assert(
    fc.property(fc.array(fc.tuple(name, fc.option(entry, { nil: undefined })), { maxLength: 8 }), (edits) => {
      let text =
        syntax === 'yaml'
          ? '# head\nservers:\n  first: { command: x } # keep\nother: 1\n'
          : '{ /* head */ "servers": {"first": {"command": "x"}}, "other": 1 }'
      const expected = new Map<string, unknown>([['first', { command: 'x' }]])
      for (const [name, entry] of edits) {
        text = set(text, name, entry, syntax)
        if (entry) expected.set(name, entry)
        else expected.delete(name)
      }
      expect(parseText(text, `a.${syntax}`)).toMatchObject({ faults: [] })
      expect(parseText(text, `a.${syntax}`).value).toEqual({
        servers: Object.fromEntries(expected),
        other: 1,
      })
      expect(text).toContain('head')
    }),
    { numRuns: 100 },
  )
})

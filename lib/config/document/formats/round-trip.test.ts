import fc from 'fast-check'
import { parse as parseToml, stringify as stringifyToml } from 'smol-toml'
import { describe, expect, it } from 'vitest'
import { type ServerSpec, type ServerSpecInput, serverSpecSchema } from '@/lib/domain/server'
import type { ExportFormat, JsonObject } from '../format'
import { parseServersText } from '../parse-servers-text'
import { WRITABLE_FORMATS } from './all'

const word = fc
  .string({ minLength: 1, maxLength: 12 })
  .map((text) => text.replaceAll('$', 'S'))
  .filter((text) => text.trim() !== '')
const name = fc.stringMatching(/^[A-Za-z][A-Za-z0-9_]{0,12}[a-z]$/)
const pairs = fc.dictionary(name, word, { maxKeys: 3, noNullPrototype: true })
const header = word.map((text) => text.replace(/[^\x20-\x7e]/g, 'x').trim() || 'x')
const endpoint = fc.oneof(
  fc.record({
    kind: fc.constant('stdio' as const),
    command: word.map((text) => text.trim()),
    args: fc.array(word, { maxLength: 4 }),
    env: pairs,
  }),
  fc.record({
    kind: fc.constant('remote' as const),
    transport: fc.constantFrom('streamable-http' as const, 'sse' as const),
    url: fc.webUrl({ withQueryParameters: true }).filter((url) => !url.includes('$')),
    headers: fc.dictionary(name, header, { maxKeys: 3, noNullPrototype: true }),
  }),
)

/** Whatever every format can say. */
const plainServer = fc.record({ name, endpoint }).map((input) => serverSpecSchema.parse(input))

function throughFile(specs: ServerSpec[], format: ExportFormat): ServerSpec[] {
  const writable = WRITABLE_FORMATS[format]
  const servers = Object.fromEntries(
    specs.map((spec) => [spec.name, writable.write(spec).entry]),
  ) as JsonObject
  const document = writable.frame?.(servers) ?? { [writable.root]: servers }
  const text = writable.syntax === 'toml' ? stringifyToml(document) : JSON.stringify(document)
  if (writable.syntax === 'toml') parseToml(text)
  const { snapshot } = parseServersText(text, { place: `file.${writable.syntax}` })
  expect(snapshot.problems.filter(({ severity }) => severity === 'error')).toEqual([])
  return snapshot.candidates.map(({ spec }) => spec)
}

const withoutSse = ({ endpoint }: ServerSpec) => endpoint.kind === 'stdio' || endpoint.transport !== 'sse'

describe('what is written can be read again', () => {
  it.each(['portolan', 'claude', 'vscode', 'gemini'] as const)('by %s, with every transport', (format) => {
    fc.assert(
      fc.property(
        fc.uniqueArray(plainServer, { selector: (spec) => spec.name, minLength: 1, maxLength: 4 }),
        (specs) => {
          // Gemini's shape shows only when something in it is Gemini's own.
          const marked =
            format === 'gemini' ? specs.map((spec) => ({ ...spec, extra: { trust: true } })) : specs
          expect(throughFile(marked, format)).toEqual(marked)
        },
      ),
      { numRuns: 60 },
    )
  })

  it.each(['cursor', 'windsurf', 'zed', 'codex'] as const)('by %s, which knows no SSE', (format) => {
    fc.assert(
      fc.property(
        fc.uniqueArray(plainServer.filter(withoutSse), {
          selector: (spec) => spec.name,
          minLength: 1,
          maxLength: 4,
        }),
        (specs) => {
          expect(throughFile(specs, format)).toEqual(specs)
        },
      ),
      { numRuns: 60 },
    )
  })

  const rich: ServerSpecInput = {
    name: 'rich',
    title: 'Rich',
    description: 'All of it',
    endpoint: { kind: 'stdio', command: 'x', args: ['1'], env: { A: 'b' }, cwd: '/tmp' },
    enabled: false,
    tags: ['a', 'b'],
    metadata: { deep: { er: [1, null, 'x'] } },
    version: '1.10',
    icon: 'https://x.example/i.png',
    health: { url: 'http://x.example/h', intervalMs: 5_000, timeoutMs: 1_500 },
    policy: {
      autoReconnect: false,
      maxRetries: 1,
      firstDelayMs: 250,
      maxDelayMs: 9_000,
      connectTimeoutMs: 4_000,
      callTimeoutMs: 2_500,
      idleStopMs: 60_000,
    },
    extra: { colour: 'blue' },
  }

  it('by Portolan, with every field there is', () => {
    const spec = serverSpecSchema.parse(rich)
    expect(throughFile([spec], 'portolan')).toEqual([spec])
  })

  it.each([
    [
      'claude',
      [
        'title',
        'description',
        'enabled',
        'tags',
        'metadata',
        'version',
        'icon',
        'health',
        'policy',
        'colour',
      ],
    ],
    [
      'windsurf',
      ['title', 'description', 'tags', 'metadata', 'version', 'icon', 'health', 'policy', 'colour'],
    ],
    ['gemini', ['title', 'enabled', 'tags', 'metadata', 'version', 'icon', 'health', 'policy', 'colour']],
    ['codex', ['title', 'description', 'tags', 'metadata', 'version', 'icon', 'health', 'policy', 'colour']],
  ] as const)('and what %s has no word for is named', (format, lost) => {
    expect(WRITABLE_FORMATS[format].write(serverSpecSchema.parse(rich)).lost).toEqual(lost)
  })

  it.each(['claude', 'vscode', 'cursor', 'windsurf', 'gemini', 'zed', 'codex'] as const)(
    '%s loses nothing of a plain server',
    (format) => {
      const spec = serverSpecSchema.parse({ name: 'plain', endpoint: { kind: 'stdio', command: 'x' } })
      expect(WRITABLE_FORMATS[format].write(spec).lost).toEqual([])
    },
  )
})

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseServersText } from './parse-servers-text'
import { parseYamlText } from './yaml-text'
import { ReadingCache } from './reading-cache'
import { blocksOf } from './yaml-blocks'

const variables = (name: string) => (name === 'SET' ? 'value' : undefined)
const FEW = '  filler-0: { command: x }\n  filler-1: { command: x }\n'
/** Large enough to be read in parts. */
const FILLER = Array.from(
  { length: 400 },
  (_, index) =>
    `  filler-${index}:\n    command: x\n    description: One of many that make the text a large one\n`,
).join('')

/** Servers as people write them, right and wrong. */
const SERVERS = [
  '  NAME: { command: x }\n',
  '  NAME: # why\n    command: x\n    args:\n    - a\n    - "b # no comment"\n\n    # a comment inside\n    env: { PIN: 0042, TOKEN: "${UNSET}" }\n',
  '  "NAME":\n    url: https://x.example/mcp\n    headers:\n      Authorization: Bearer ${SET}\n',
  '  NAME:\n    command: x\n    description: |\n      Two lines:\n\n      the second\n',
  '  NAME:\n    command: x\n    description: "folded\n      over lines"\n    args: [a,\n      b]\n',
  '  NAME:\n    command: x\n    url: http://both.example\n',
  '  NAME:\n    command: x\n    tgas: [a]\n    max_retries: many\n',
  '  NAME:\n    command: [\n',
  '  NAME: 1\n',
  '  NAME:\n',
  '# at the margin\n  NAME: { command: y }\r\n',
  '  <<: *NAME\n',
  '  NAME: &a { command: x }\n  NAMEb: *a\n',
  ' NAME: { command: x }\n',
  '  NAME:\n    command: x\n   args: []\n',
  '  - NAME\n',
  'NAME: 1\n',
  'discovery:\n  dns: { domains: [a.example] }\n',
  '  filler-1: { command: twice }\n',
]

const text = fc
  .array(fc.tuple(fc.integer({ min: 0, max: SERVERS.length - 1 }), fc.integer({ min: 0, max: 3 })), {
    maxLength: 5,
  })
  .map((picks) =>
    picks.map(([kind, name]) => (SERVERS[kind] ?? '').replaceAll('NAME', `s${kind}-${name}`)).join(''),
  )

const read = (source: string, cache?: ReadingCache) => {
  const { settings, ...whole } = parseServersText(source, {
    place: 'mcp.yaml',
    variables,
    ...(cache && { cache }),
  })
  return { ...whole, settings: settings?.values }
}

describe('a large text that is read in parts', () => {
  it('is understood as if it were read in one, whatever stands in it and whatever was read before', () => {
    const cache = new ReadingCache({ largeFrom: 0 })
    fc.assert(
      fc.property(text, text, fc.boolean(), (before, after, first) => {
        const source = first
          ? `servers:\n${before}${FEW}${after}`
          : `# head\n\nservers:\n${FEW}${before}${after}`
        expect(read(source, cache)).toEqual(read(source))
      }),
      { numRuns: 300 },
    )
  })

  it('costs only what has changed', () => {
    const cache = new ReadingCache()
    const before = read(`servers:\n${FILLER}`, cache)
    const after = read(`# a line more\nservers:\n${FILLER}  fresh: { command: x }\n`, cache)
    // The very same objects: nothing was read anew.
    expect(after.snapshot.candidates[7]?.spec).toBe(before.snapshot.candidates[7]?.spec)
    expect(after.snapshot.candidates[7]?.origin?.line).toBe(
      (before.snapshot.candidates[7]?.origin?.line ?? 0) + 1,
    )
    expect(after.snapshot.candidates.at(-1)).toMatchObject({ spec: { name: 'fresh' } })
  })

  it('lets others have their turn while it is read for the first time', async () => {
    const cache = new ReadingCache()
    let turns = 0
    const other = setInterval(() => turns++, 0)
    await cache.warm(`servers:\n${FILLER}${FILLER.replaceAll('filler', 'more')}`)
    clearInterval(other)
    expect(turns).toBeGreaterThan(0)
  })

  it('is cut where servers begin, and only where that is plainly safe', () => {
    const cut = blocksOf('# one\nservers: # two\n\n  a: { x: 1 }\n  # three\n  b:\n    y: 2\nother: 3\n')
    expect(cut?.servers).toEqual([
      { text: '  a: { x: 1 }\n  # three\n', line: 3, offset: 22 },
      { text: '  b:\n    y: 2\n', line: 5, offset: 46 },
    ])
    expect(parseYamlText(cut?.rest ?? '').value).toEqual({ other: 3 })
    for (const entangled of [
      'servers:\n  a: &x 1\n  b: *x\n',
      '---\nservers:\n  a: 1\n',
      'servers: { a: 1 }\n',
    ])
      expect(blocksOf(entangled)).toBeUndefined()
  })
})

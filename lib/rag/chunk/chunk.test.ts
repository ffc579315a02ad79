import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Block } from '@/lib/domain/api/documents'
import { chunkSettingsSchema } from '@/lib/domain/document'
import { DocumentBuilder } from '../extract/document-builder'
import { EXTRACT_LIMITS } from '../extract/extract'
import { readMarkdown } from '../extract/readers/markdown'
import { type Chunk, chunk } from './chunk'

const words = (text: string) => text.match(/\S+/g)?.length ?? 0
/** Like an embedder's: words of up to four letters, each sign, and two of its own. */
const pieces = (text: string) => (text.match(/[\p{L}\p{N}]{1,4}|[^\s\p{L}\p{N}]/gu)?.length ?? 0) + 2
const settings = (some: object = {}) => chunkSettingsSchema.parse(some)

const markdown = (source: string) => ({
  ...readMarkdown({
    bytes: new TextEncoder().encode(source),
    name: 'a.md',
    limits: EXTRACT_LIMITS,
    signal: new AbortController().signal,
  }),
  kind: 'markdown' as const,
  language: 'en',
})
const cut = (source: string, some: object = {}) => chunk(markdown(source), settings(some), words)
const sentences = (count: number, about: string) =>
  Array.from({ length: count }, (_, at) => `Sentence ${at + 1} tells of ${about} at length.`).join(' ')

describe('cutting a document', { timeout: 60_000 }, () => {
  it('keeps what stands below one heading together, with the path to it', () => {
    const found = cut(
      `# Guide\n\n${sentences(20, 'all')}\n\n## Setup\n\n${sentences(9, 'one')}\n\n${sentences(9, 'two')}`,
    )
    expect(found.map(({ heading }) => heading)).toEqual([['Guide'], ['Guide', 'Setup']])
    expect(found[1]!.text).toContain('two')
  })

  it('tells the lines of a passage', () => {
    expect(cut('# Guide\n\nFirst.\nSecond.\n').map(({ place }) => place.lines)).toEqual([[3, 4]])
  })

  it('splits a long paragraph at sentences, and repeats some words', () => {
    const found = cut(sentences(60, 'harbours'), { targetTokens: 64, maxTokens: 80, overlapTokens: 10 })
    expect(found.length).toBeGreaterThan(5)
    for (const one of found) expect(one.text).toMatch(/^Sentence .*length\.$/s)
    expect(found[1]!.place.start).toBeLessThan(found[0]!.place.end)
  })

  it('repeats caption and head with the rows of a long table', () => {
    const rows = Array.from({ length: 60 }, (_, at) => `| Berth ${at} | ${at * 10} m |`).join('\n')
    const found = cut(`Table 1: Berths\n\n| Name | Length |\n| --- | --- |\n${rows}`, {
      targetTokens: 64,
      maxTokens: 80,
    })
    expect(found.length).toBeGreaterThan(3)
    for (const one of found) {
      expect(one.kind).toBe('table')
      expect(one.text.startsWith('Table 1: Berths\n\n| Name | Length |\n| --- | --- |\n| Berth')).toBe(true)
      expect(one.tokens).toBeLessThanOrEqual(80)
    }
    for (let at = 0; at < 60; at++)
      expect(found.filter(({ text }) => text.includes(`| Berth ${at} |`))).toHaveLength(1)
  })

  it('splits code between its parts, and keeps indentation', () => {
    const parts = Array.from(
      { length: 20 },
      (_, at) => `  def f${at}(self):\n    return ${at} + self.x`,
    ).join('\n\n')
    const found = cut(`\`\`\`python\nclass A:\n${parts}\n\`\`\``, { targetTokens: 32, maxTokens: 64 })
    expect(found.length).toBeGreaterThan(2)
    expect(found.slice(1).every(({ text, kind }) => kind === 'code' && text.startsWith('  def f'))).toBe(true)
  })

  it('puts sections that are too short together, and says their headings in the text', () => {
    const found = cut('# API\n\n## get\n\nReads one.\n\n## put\n\nWrites one.\n\n## drop\n\nRemoves one.')
    expect(found).toHaveLength(1)
    expect(found[0]).toMatchObject({ heading: ['API'], ordinal: 0 })
    expect(found[0]!.text).toBe('## get\n\nReads one.\n\n## put\n\nWrites one.\n\n## drop\n\nRemoves one.')
  })

  it('does not lose a heading with nothing below it', () => {
    expect(
      cut('# One\n\n# Two\n\nText.\n\n# Three')
        .map(({ text }) => text)
        .join('\n'),
    ).toMatch(/One[^]*Text[^]*Three/)
  })

  it('never joins sheets', () => {
    const builder = new DocumentBuilder(10_000)
    for (const sheet of ['A', 'B']) {
      builder.add(sheet, { kind: 'heading', level: 2, where: { page: 1, sheet } })
      builder.addTable(
        [
          ['x', 'y'],
          ['1', '2'],
        ],
        { page: 1, sheet },
      )
    }
    const found = chunk(
      { text: builder.text, blocks: builder.blocks, kind: 'xlsx', language: null },
      settings(),
      words,
    )
    expect(found.map(({ place }) => place.sheet)).toEqual(['A', 'B'])
  })

  it('cuts text without words or ends in time that grows with its length', () => {
    const text = 'x'.repeat(2_000_000)
    const blocks: Block[] = [{ kind: 'prose', place: { start: 0, end: text.length } }]
    let counted = 0
    const found = chunk({ text, blocks, kind: 'text', language: null }, settings(), (part) => {
      counted += part.length
      return Math.ceil(part.length / 4)
    })
    expect(found.at(-1)!.place.end).toBe(text.length)
    expect(counted).toBeLessThan(text.length * 20)
  })

  it('never cuts a character in two', () => {
    const text = '👩‍👩‍👧‍👧'.repeat(400) + 'é̂'.repeat(400)
    const blocks: Block[] = [{ kind: 'prose', place: { start: 0, end: text.length } }]
    const found = chunk(
      { text, blocks, kind: 'text', language: null },
      settings({ targetTokens: 40, maxTokens: 64 }),
      (part) => part.length,
    )
    for (const one of found) expect(one.text.isWellFormed()).toBe(true)
  })
})

const word = fc.stringMatching(/^[a-zA-ZäöüéßЖ汉😀.,|()]{1,14}$/u)
const phrase = (maxLength: number) =>
  fc.array(word, { minLength: 1, maxLength }).map((some) => some.join(' '))
const block = fc.oneof(
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('heading' as const),
      level: fc.integer({ min: 1, max: 4 }),
      text: phrase(6),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({ kind: fc.constantFrom('prose' as const, 'caption' as const), text: phrase(300) }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constantFrom('list' as const, 'code' as const),
      text: fc.array(phrase(20), { minLength: 1, maxLength: 20 }).map((lines) => lines.join('\n  ')),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('table' as const),
      text: fc.array(phrase(12), { minLength: 1, maxLength: 40 }).map((rows) => rows.join('\n')),
    }),
  },
)
const document = fc.array(block, { minLength: 1, maxLength: 12 }).map((blocks) => {
  const builder = new DocumentBuilder(10_000_000)
  for (const { text, ...rest } of blocks) builder.add(text, rest)
  return { text: builder.text, blocks: builder.blocks, kind: 'text' as const, language: 'en' }
})
const anySettings = fc
  .record({
    targetTokens: fc.integer({ min: 32, max: 400 }),
    maxTokens: fc.integer({ min: 64, max: 500 }),
    overlapTokens: fc.integer({ min: 0, max: 100 }),
  })
  .map((some) => settings(some))

describe('any document, any settings, any counter', { timeout: 60_000 }, () => {
  const check =
    (promise: (found: Chunk[], text: string, max: number, count: (text: string) => number) => void) => () => {
      fc.assert(
        fc.property(document, anySettings, fc.constantFrom(words, pieces), (some, chosen, count) => {
          promise(chunk(some, chosen, count), some.text, chosen.maxTokens, count)
        }),
        { numRuns: 60 },
      )
    }

  it(
    'gives the exact place of each passage',
    check((found, text) => {
      for (const one of found) {
        expect(one.place.start).toBeLessThan(one.place.end)
        expect(one.text.endsWith(text.slice(one.place.start, one.place.end))).toBe(true)
      }
    }),
  )

  it(
    'loses nothing',
    check((found, text) => {
      const seen = new Uint8Array(text.length)
      for (const { place } of found) seen.fill(1, place.start, place.end)
      const paths = new Set(found.flatMap(({ heading }) => heading))
      const lost = rangesOf(seen)
        .map(([start, end]) => text.slice(start, end))
        .flatMap((part) => part.split('\n\n'))
      for (const part of lost) {
        const plain = part.replaceAll(/\s+/g, ' ').trim()
        if (plain !== '') expect(paths.has(plain), plain).toBe(true)
      }
    }),
  )

  it(
    'holds the limit, and counts right',
    check((found, _text, max, count) => {
      for (const one of found) {
        expect(one.tokens).toBeLessThanOrEqual(max)
        expect(Math.abs(one.tokens - count(one.text))).toBeLessThanOrEqual(2)
      }
    }),
  )

  it(
    'keeps the order of the text',
    check((found) => {
      expect(found.map(({ ordinal }) => ordinal)).toEqual(found.map((_, at) => at))
      for (const [at, one] of found.entries()) {
        if (at > 0) expect(one.place.end).toBeGreaterThan(found[at - 1]!.place.end)
      }
    }),
  )
})

function rangesOf(seen: Uint8Array): [number, number][] {
  const ranges: [number, number][] = []
  for (let at = 0; at < seen.length; at++) {
    if (seen[at] === 1) continue
    const last = ranges.at(-1)
    if (last !== undefined && last[1] === at) last[1] = at + 1
    else ranges.push([at, at + 1])
  }
  return ranges
}

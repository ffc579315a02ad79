import { describe, expect, it } from 'vitest'
import { bestSentences, fromBest, piecesOf, whereWords } from './passage-words'

describe('a text cut at its marks', () => {
  it('loses nothing, whatever the marks are', () => {
    const pieces = piecesOf('one two three', [
      { start: 4, end: 7 },
      { start: 0, end: 5 },
      { start: 100, end: 120 },
    ])
    expect(pieces.map((piece) => piece.text).join('')).toBe('one two three')
    expect(pieces.filter(({ isMarked }) => isMarked).map((piece) => piece.text)).toEqual(['one t', 'wo'])
  })
})

describe('the best sentences', () => {
  const text = 'Nothing here. TTL is 300 seconds. The TTL of SRV records is in seconds. End.'
  const marks = ['TTL', 'seconds', 'SRV', 'records'].flatMap((word) =>
    [...text.matchAll(new RegExp(word, 'g'))].map(({ index }) => ({
      start: index,
      end: index + word.length,
    })),
  )

  it('are those with most of the marked words, in their order', () => {
    expect(bestSentences(text, marks).map(({ start, end }) => text.slice(start, end))).toEqual([
      'TTL is 300 seconds.',
      'The TTL of SRV records is in seconds.',
    ])
    expect(bestSentences(text, marks, 1).map(({ start }) => start)).toEqual([34])
  })

  it('are none where nothing is marked', () => {
    expect(bestSentences(text, [])).toEqual([])
  })
})

describe('a folded text', () => {
  const rows = Array.from({ length: 40 }, (_, row) => `| row ${row} | some value |`).join('\n')

  it('begins at the line of what is marked where that is out of sight, and marks the same there', () => {
    const text = `${rows}\n| port | 8443 is the port |\n${rows}`
    const start = text.indexOf('8443')
    const marks = [{ start, end: start + 4 }]
    const folded = fromBest(text, { marks, sentences: bestSentences(text, marks) })
    expect(folded.text.startsWith('…| port | 8443')).toBe(true)
    const read = ({ start, end }: { start: number; end: number }) => folded.text.slice(start, end)
    expect(folded.marks.map(read)).toEqual(['8443'])
    expect(folded.sentences.map(read)[0]).toContain('8443')
  })

  it('begins where the text does when that shows what is marked, or nothing is', () => {
    const near = { marks: [{ start: 2, end: 5 }], sentences: [{ start: 0, end: 20 }] }
    expect(fromBest(rows, near)).toEqual({ text: rows, ...near })
    expect(fromBest(rows, { marks: [], sentences: [] }).text).toBe(rows)
  })

  it('begins at the words themselves in a line without end', () => {
    const text = `${'x '.repeat(500)}port`
    const sentences = [{ start: 1_000, end: 1_004 }]
    expect(fromBest(text, { marks: sentences, sentences })).toEqual({
      text: '…port',
      marks: [{ start: 1, end: 5 }],
      sentences: [{ start: 1, end: 5 }],
    })
  })
})

describe('where a passage stands', () => {
  const place = { start: 0, end: 1 }
  const document = { id: 'd', name: 'a.md', title: 'Title', kind: 'markdown' as const, collection: 'c' }
  it.each([
    [{ heading: ['Title', 'A'], place }, 'A'],
    [{ heading: ['A', 'B'], place: { ...place, page: 3 } }, 'A › B · page 3'],
    [{ heading: [], place: { ...place, sheet: 'Prices' } }, 'sheet Prices'],
    [{ heading: [], place: { ...place, lines: [4, 9] as [number, number] } }, 'lines 4–9'],
    [{ heading: [], place }, ''],
  ])('%o', (given, words) => expect(whereWords({ document, ...given })).toBe(words))
})

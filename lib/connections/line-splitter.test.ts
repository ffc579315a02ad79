import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { LineSplitter, type OversizeLine } from './line-splitter'

function split(chunks: Buffer[], maxBytes = 1_000_000) {
  const lines: string[] = []
  const oversize: OversizeLine[] = []
  const splitter = new LineSplitter(maxBytes, {
    onLine: (line) => lines.push(line),
    onOversize: (line) => oversize.push(line),
  })
  for (const chunk of chunks) splitter.push(chunk)
  return { lines, oversize }
}

/** Cuts a buffer at any places, as a pipe would. */
function cut(whole: Buffer, places: number[]): Buffer[] {
  const sorted = [...new Set(places.map((place) => place % (whole.length + 1)))].sort((a, b) => a - b)
  return [0, ...sorted].map((start, i) => whole.subarray(start, sorted[i]))
}

describe('LineSplitter', () => {
  it('gives the same lines wherever the stream is cut, also within a character', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'grapheme' })), fc.array(fc.nat()), (texts, places) => {
        const expected = texts.map((text) => text.replace(/[\r\n]/g, '')).filter((text) => text !== '')
        const whole = Buffer.from(expected.map((text) => `${text}\n`).join(''))
        expect(split(cut(whole, places)).lines).toEqual(expected)
      }),
    )
  })

  it('keeps an unfinished line to itself', () => {
    expect(split([Buffer.from('one\ntwo')]).lines).toEqual(['one'])
  })

  it('takes \\r\\n for a line’s end and passes over empty lines', () => {
    expect(split([Buffer.from('one\r\n\r\n\ntwo\n')]).lines).toEqual(['one', 'two'])
  })

  it('drops a line over the limit, tells its size and both its ends, and goes on with the next', () => {
    const long = `{"id":7,${'x'.repeat(5_000)}"end":1}`
    const { lines, oversize } = split([Buffer.from('before\n'), Buffer.from(`${long}\nafter\n`)], 2_000)
    expect(lines).toEqual(['before', 'after'])
    expect(oversize).toHaveLength(1)
    expect(oversize[0]).toMatchObject({ bytes: long.length })
    expect(oversize[0]?.head.startsWith('{"id":7,')).toBe(true)
    expect(oversize[0]?.tail.endsWith('"end":1}')).toBe(true)
  })

  it('finds the ends of an oversize line wherever it is cut', () => {
    fc.assert(
      fc.property(fc.array(fc.nat()), (places) => {
        const whole = Buffer.from(`HEAD${'x'.repeat(3_000)}TAIL\nnext\n`)
        const { lines, oversize } = split(cut(whole, places), 1_000)
        expect(lines).toEqual(['next'])
        expect(oversize[0]?.head.startsWith('HEAD')).toBe(true)
        expect(oversize[0]?.tail.endsWith('TAIL')).toBe(true)
      }),
    )
  })

  it('reads 50 MB in small parts in a moment: a part is copied once', () => {
    const part = Buffer.alloc(64 * 1024, 'x')
    const started = performance.now()
    const { lines } = split([...Array.from({ length: 800 }, () => part), Buffer.from('\n')], 100_000_000)
    expect(lines[0]).toHaveLength(800 * 64 * 1024)
    expect(performance.now() - started).toBeLessThan(2_000)
  })
})

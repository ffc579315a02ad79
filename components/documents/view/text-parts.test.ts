import { describe, expect, it } from 'vitest'
import { paragraphsOf, spanOf, windowFor } from './text-parts'

const marked = (text: string, from: number, span: { start: number; end: number } | null) =>
  paragraphsOf(text, from, span).map(({ parts }) =>
    parts.map((part) => (part.isMarked ? `[${part.text}]` : part.text)).join(''),
  )

describe('the text of a document in a window', () => {
  it('is shown by paragraphs, each with its place', () => {
    expect(paragraphsOf('one\n\ntwo', 100, null).map(({ start }) => start)).toEqual([100, 105])
  })

  it('marks a span across paragraphs', () => {
    expect(marked('one\n\ntwo\n\nthree', 0, { start: 1, end: 7 })).toEqual(['o[ne]', '[tw]o', 'three'])
  })

  it('marks a span that began before the window', () => {
    expect(marked('one two', 50, { start: 10, end: 53 })).toEqual(['[one] two'])
  })

  it('draws a long text without blank lines in parts, and loses none of it', () => {
    const text = 'word '.repeat(5_000)
    const parts = paragraphsOf(text, 0, null)
    expect(parts.length).toBeGreaterThan(5)
    expect(parts.flatMap((one) => one.parts.map((part) => part.text)).join('')).toBe(text)
  })
})

describe('a link to a span', () => {
  it('opens the window before it', () => {
    expect(windowFor({ start: 100_000, end: 100_100 })).toBeLessThan(100_000)
    expect(windowFor({ start: 10, end: 20 })).toBe(0)
  })

  it('says nothing when it makes no sense', () => {
    expect(spanOf(null, 5)).toBeNull()
    expect(spanOf(-3, 5)).toBeNull()
    expect(spanOf(10, 5)).toEqual({ start: 10, end: 11 })
  })
})

import { describe, expect, it } from 'vitest'
import { resultText, shownContent } from './result-text'

const text = (words: string) => ({ type: 'text', text: words })

describe('a result', () => {
  it('is copied as its text', () => {
    expect(resultText({ content: [text('a'), { type: 'image' }, text('b')], isError: false })).toBe('a\nb')
  })

  it('is copied as JSON when it has no text', () => {
    expect(resultText({ content: [], structuredContent: { a: 1 }, isError: false })).toBe('{\n  "a": 1\n}')
  })

  it('is shown once when its text only repeats its structure', () => {
    const same = { content: [text('{"b":2,"a":1}')], structuredContent: { a: 1, b: 2 }, isError: false }
    expect(shownContent(same)).toEqual([])
  })

  it('is shown whole when its text says more', () => {
    const more = { content: [text('Two things')], structuredContent: { a: 1 }, isError: false }
    expect(shownContent(more)).toEqual(more.content)
    expect(shownContent({ content: [text('x')], isError: false })).toEqual([text('x')])
  })
})

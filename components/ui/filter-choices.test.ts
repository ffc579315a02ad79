import { describe, expect, it } from 'vitest'
import { choicesFor, type FilterChoices } from './filter-choices'

const of = ({ q = '', ...part }: Partial<FilterChoices> & { q?: string }) =>
  choicesFor({ counts: {}, chosen: [], wordsOf: (value) => value, ...part }, q)
const values = (part: Partial<FilterChoices> & { q?: string }) =>
  of(part).choices.map((choice) => choice.value)

describe('what a filter offers', () => {
  it('puts the most used first, then by name', () => {
    expect(values({ counts: { b: 1, a: 1, c: 9 } })).toEqual(['c', 'a', 'b'])
  })

  it('offers values that are given in their own order, each with its count', () => {
    const { choices } = of({ values: ['idle', 'ready'], counts: { ready: 3 } })
    expect(choices[0]).toEqual({ value: 'idle', count: 0, isChosen: false })
    expect(choices.find((choice) => choice.value === 'ready')?.count).toBe(3)
  })

  it('keeps a chosen value that no server has any more', () => {
    expect(of({ counts: { a: 1 }, chosen: ['gone'] }).choices[0]).toEqual({
      value: 'gone',
      count: 0,
      isChosen: true,
    })
  })

  it('finds by the value and by its words', () => {
    const wordsOf = (value: string) => (value === 'needs-auth' ? 'Needs sign-in' : value)
    expect(values({ values: ['ready', 'needs-auth'], wordsOf, q: 'sign' })).toEqual(['needs-auth'])
    expect(values({ counts: { 'streamable-http': 1, sse: 1 }, q: 'HTTP' })).toEqual(['streamable-http'])
  })

  it('shows a hundred of thousands and says how many are left', () => {
    const counts = Object.fromEntries(Array.from({ length: 5_000 }, (_, index) => [`t${index}`, 1]))
    expect(of({ counts }).choices).toHaveLength(100)
    expect(of({ counts }).hidden).toBe(4_900)
    expect(values({ counts, q: 't4999' })).toEqual(['t4999'])
  })
})

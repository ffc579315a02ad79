import { describe, expect, it } from 'vitest'
import { choicesFor } from './filter-choices'

const of = (part: Partial<Parameters<typeof choicesFor>[0]>) =>
  choicesFor({ filter: 'tag', counts: {}, chosen: [], words: '', ...part })
const values = (part: Partial<Parameters<typeof choicesFor>[0]>) =>
  of(part).choices.map((choice) => choice.value)

describe('what a filter offers', () => {
  it('puts the most used first, then by name', () => {
    expect(values({ counts: { b: 1, a: 1, c: 9 } })).toEqual(['c', 'a', 'b'])
  })

  it('offers every state, in the order of a connection, with its count', () => {
    const { choices } = of({ filter: 'state', counts: { ready: 3 } })
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
    expect(values({ filter: 'state', words: 'sign' })).toEqual(['needs-auth'])
    expect(values({ filter: 'transport', counts: { 'streamable-http': 1, sse: 1 }, words: 'HTTP' })).toEqual([
      'streamable-http',
    ])
  })

  it('shows a hundred of thousands and says how many are left', () => {
    const counts = Object.fromEntries(Array.from({ length: 5_000 }, (_, index) => [`t${index}`, 1]))
    expect(of({ counts }).choices).toHaveLength(100)
    expect(of({ counts }).hidden).toBe(4_900)
    expect(values({ counts, words: 't4999' })).toEqual(['t4999'])
  })
})

import { describe, expect, it } from 'vitest'
import { rangeWords, readNumber } from './number-text'

const share = { from: 0, to: 1, isWhole: false }
const count = { from: 1, to: 1_000, isWhole: true }

describe('a number as it is typed', () => {
  it.each([
    ['0.5', share, 0.5],
    [' 0,5 ', share, 0.5],
    ['1000', count, 1_000],
  ])('reads %j', (text, range, value) => {
    expect(readNumber(text, range)).toBe(value)
  })

  it.each([
    ['', share],
    ['many', share],
    ['1.1', share],
    ['2.5', count],
    ['0', count],
  ])('does not take %j', (text, range) => {
    expect(readNumber(text, range)).toBeUndefined()
  })

  it('is told what it may be', () => {
    expect(rangeWords(count)).toBe('A whole number from 1 to 1,000')
    expect(rangeWords({ from: 0.1, to: 600, isWhole: false })).toBe('A number from 0.1 to 600')
  })
})

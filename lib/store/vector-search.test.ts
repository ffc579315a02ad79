import { expect, it } from 'vitest'
import { isCompared } from './vector-search'

it.each([
  ['few', 4_000, 4_000, true],
  ['all of many', 10_000, 10_000, false],
  ['a tenth, which the walk would look for far and wide', 5_000, 50_000, true],
  ['half, which it finds soon', 25_000, 50_000, false],
  ['a tenth of very many', 100_000, 1_000_000, false],
])('compares what a filter leaves where that is less work: %s', (_, matching, total, compared) => {
  expect(isCompared({ matching, total }, 100)).toBe(compared)
})

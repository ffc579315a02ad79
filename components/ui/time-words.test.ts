import { describe, expect, it } from 'vitest'
import { durationWords, relativeWords } from './time-words'

const MINUTE = 60_000

describe('durationWords', () => {
  it.each([
    [0.4, '<1 ms'],
    [1, '1 ms'],
    [850, '850 ms'],
    [999.6, '1.0 s'],
    [1_250, '1.2 s'],
    [9_999, '9.9 s'],
    [42_000, '42 s'],
    [3 * MINUTE, '3 min'],
    [5 * 60 * MINUTE, '5 h'],
    [50 * 60 * MINUTE, '2 d'],
  ])('says %d ms as "%s"', (ms, words) => {
    expect(durationWords(ms)).toBe(words)
  })
})

describe('relativeWords', () => {
  const now = Date.parse('2026-11-22T08:00:00Z')

  it.each([
    [0, 'just now'],
    [-1_500, 'just now'],
    [-5_000, '5 s ago'],
    [-90_000, '1 min ago'],
    [-3 * 60 * MINUTE, '3 h ago'],
    [12_000, 'in 12 s'],
    [5 * MINUTE, 'in 5 min'],
  ])('says %d ms from now as "%s"', (distance, words) => {
    expect(relativeWords(now + distance, now)).toBe(words)
  })

  it('gives the date of what is older than a month', () => {
    expect(relativeWords(now - 40 * 24 * 60 * MINUTE, now)).toMatch(/2026/)
  })
})

import { describe, expect, it } from 'vitest'
import { amountWords, bytesWords, countWords, listWords, shareWords } from './number-words'

describe('number words', () => {
  it('groups digits', () => {
    expect(countWords(10_000)).toBe('10,000')
  })

  it('counts one in the singular', () => {
    expect(amountWords(1, 'server')).toBe('1 server')
    expect(amountWords(0, 'server')).toBe('0 servers')
    expect(amountWords(2, 'entry', 'entries')).toBe('2 entries')
  })

  it('never rounds a share that is something to nothing', () => {
    expect(shareWords(0, 5)).toBe('0%')
    expect(shareWords(1, 3)).toBe('33.3%')
    expect(shareWords(1, 1_000_000)).toBe('<0.1%')
    expect(shareWords(0, 0)).toBe('–')
  })

  it('lists names as a sentence does', () => {
    expect(listWords([])).toBe('')
    expect(listWords(['a'])).toBe('a')
    expect(listWords(['a', 'b'])).toBe('a and b')
    expect(listWords(['a', 'b', 'c'])).toBe('a, b and c')
    expect(listWords(['a', 'b', 'c', 'd'])).toBe('a, b and 2 more')
    expect(listWords(['a', 'b', 'c', 'd'], 6)).toBe('a, b, c and d')
  })

  it('says sizes in the unit that tells most', () => {
    expect(bytesWords(0)).toBe('0 B')
    expect(bytesWords(999)).toBe('999 B')
    expect(bytesWords(1_500)).toBe('1.5 kB')
    expect(bytesWords(340_000_000)).toBe('340 MB')
  })
})

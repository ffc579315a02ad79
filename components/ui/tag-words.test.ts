import { describe, expect, it } from 'vitest'
import { withTyped } from './tag-words'

describe('withTyped', () => {
  it('adds each tag of a typed text once', () => {
    expect(withTyped(['a'], ' b, a ,,c')).toEqual({ tags: ['a', 'b', 'c'] })
  })

  it('adds nothing for blanks', () => {
    expect(withTyped(['a'], ' , ')).toEqual({ tags: ['a'] })
  })

  it('refuses a tag that is too long and keeps what was there', () => {
    expect(withTyped(['a'], 'x'.repeat(65))).toEqual({
      tags: ['a'],
      problem: 'A tag has at most 64 characters',
    })
  })
})

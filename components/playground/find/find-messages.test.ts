import { describe, expect, it } from 'vitest'
import type { TurnMessage } from '../message'
import { findMessages, patternOf, stepIn } from './find-messages'

const said = (id: string, ...texts: string[]): TurnMessage => ({
  id,
  role: 'user',
  parts: texts.map((text) => ({ type: 'text', text })),
})

describe('finding in a conversation', () => {
  const messages = [
    said('a', 'Where is the Northern Quay?'),
    said('b', 'The **northern** quay is', 'behind the light'),
    said('c', 'It costs $5 (or more).'),
  ]

  it('finds words whatever their case, and through what marks them up', () => {
    expect(findMessages(messages, 'northern quay')).toEqual(['a', 'b'])
  })

  it('takes signs as they are', () => {
    expect(findMessages(messages, '$5 (or')).toEqual(['c'])
    expect(findMessages(messages, '.*')).toEqual([])
    expect(findMessages([said('d', 'a **.* b')], '.*')).toEqual(['d'])
  })

  it('finds across a line end', () => {
    expect(findMessages([said('d', 'the outer\nharbour')], 'outer harbour')).toEqual(['d'])
  })

  it('finds nothing for no words', () => {
    expect(findMessages(messages, '   ')).toEqual([])
    expect(patternOf('')).toBeUndefined()
  })

  it('begins at the newest and goes round the ends', () => {
    expect(stepIn(['a', 'b', 'c'], undefined, -1)).toBe('c')
    expect(stepIn(['a', 'b', 'c'], 'a', -1)).toBe('c')
    expect(stepIn(['a', 'b', 'c'], 'c', 1)).toBe('a')
    expect(stepIn(['a', 'b'], 'gone', 1)).toBe('b')
    expect(stepIn([], 'a', 1)).toBeUndefined()
  })
})

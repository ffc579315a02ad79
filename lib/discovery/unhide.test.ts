import { describe, expect, it } from 'vitest'
import { HIDDEN } from '@/lib/domain/endpoint'
import { unhidden } from './unhide'

const stored = [
  { url: 'https://one.test', token: 'token-one' },
  { url: 'https://two.test', token: 'token-two', headers: { 'X-Team': 'sky' } },
  'https://three.test/?api_key=key-three',
]
const shown = [
  { url: 'https://one.test', token: HIDDEN },
  { url: 'https://two.test', token: HIDDEN, headers: { 'X-Team': HIDDEN } },
  `https://three.test/?api_key=${HIDDEN}`,
]

describe('what a page sends back hidden', () => {
  it('is what was stored, in any order and beside what is new', () => {
    expect(unhidden('urls', shown, stored)).toEqual(stored)
    expect(unhidden('urls', shown, stored.slice(0, 1))).toBeUndefined()
    expect(unhidden('urls', [shown[2] ?? '', 'https://new.test', shown[0] ?? ''], stored)).toEqual([
      stored[2],
      'https://new.test',
      stored[0],
    ])
  })

  it('keeps each token with its URL, and what else was changed', () => {
    const changed = {
      url: 'https://two.test',
      headers: { 'X-Team': HIDDEN, 'X-New': 'n' },
      token: HIDDEN,
      include: ['a'],
    }
    expect(unhidden('urls', [changed, shown[0] ?? ''], stored)).toEqual([
      { ...changed, token: 'token-two', headers: { 'X-Team': 'sky', 'X-New': 'n' } },
      stored[0],
    ])
  })

  it('is refused where two look the same', () => {
    const twice = ['https://x.test/?key=a', 'https://x.test/?key=b']
    expect(unhidden('urls', [`https://x.test/?key=${HIDDEN}`], twice)).toBeUndefined()
  })

  it('goes to no other host than the one it was stored for', () => {
    expect(unhidden('urls', [{ url: 'https://evil.test', token: HIDDEN }], stored)).toBeUndefined()
    expect(unhidden('urls', [`https://evil.test/?api_key=${HIDDEN}`], stored)).toBeUndefined()
    expect(unhidden('urls', [HIDDEN], stored)).toBeUndefined()
  })

  it('outside of lists is the only text that looks so', () => {
    expect(unhidden('token', HIDDEN, 'secret')).toBe('secret')
    expect(unhidden('note', 'plain', 'other')).toBe('plain')
  })
})

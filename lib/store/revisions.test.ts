import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { findMisfits, revisionConflict } from './revisions'

const stored = new Map([
  ['a', 1],
  ['b', 5],
])
const at = (name: string, revision: number) => ({ name, revision })

describe('a batch of servers', () => {
  it('fits when each record follows what is stored', () => {
    const batch = { upserts: [at('a', 2), at('new', 1)], removals: [at('b', 5)] }
    expect(findMisfits(batch, stored)).toEqual([])
  })

  it.each([
    ['a first revision over a stored one', at('a', 1), { expected: 0, stored: 1 }],
    ['a skipped revision', at('a', 3), { expected: 2, stored: 1 }],
    ['a later revision of nothing', at('new', 2), { expected: 1, stored: 0 }],
  ])('does not fit with %s', (_, record, misfit) => {
    expect(findMisfits({ upserts: [record], removals: [] }, stored)).toEqual([
      { name: record.name, ...misfit },
    ])
  })

  it('does not fit when it removes another revision than the stored one', () => {
    expect(findMisfits({ upserts: [], removals: [at('b', 4), at('new', 1)] }, stored)).toEqual([
      { name: 'b', expected: 4, stored: 5 },
      { name: 'new', expected: 1, stored: 0 },
    ])
  })

  it('may remove a server and register it anew', () => {
    expect(findMisfits({ upserts: [at('a', 1)], removals: [at('a', 1)] }, stored)).toEqual([])
  })

  it('goes through a name that comes twice in order', () => {
    expect(findMisfits({ upserts: [at('a', 2), at('a', 3)], removals: [] }, stored)).toEqual([])
    expect(findMisfits({ upserts: [at('a', 2), at('a', 2)], removals: [] }, stored)).toHaveLength(1)
  })

  it('fits for any store when every record is one above it', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.integer({ min: 1, max: 1e6 })), (revisions) => {
        const upserts = Object.entries(revisions).map(([name, revision]) => at(name, revision + 1))
        expect(findMisfits({ upserts, removals: [] }, new Map(Object.entries(revisions)))).toEqual([])
      }),
    )
  })
})

describe('the sentence of a conflict', () => {
  it('names one server and both revisions', () => {
    expect(revisionConflict([{ name: 'a', expected: 3, stored: 4 }]).message).toBe(
      'The server a has changed meanwhile: it is at revision 4, not 3. Load it again and repeat the change',
    )
    expect(revisionConflict([{ name: 'a', expected: 3, stored: 0 }]).message).toContain(
      'it is not there any more',
    )
    expect(revisionConflict([{ name: 'a', expected: 0, stored: 1 }]).message).toContain('it is there already')
  })

  it('counts several', () => {
    const misfit = { name: 'a', expected: 3, stored: 4 }
    expect(revisionConflict([misfit, misfit]).message).toContain('2 servers have changed meanwhile')
  })
})

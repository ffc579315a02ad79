import { describe, expect, it } from 'vitest'
import { nextReadOf } from './document-intake'

const at = (ms: number) => new Date(ms)
const note = { begunAt: at(100), readNextAt: at(500) }

describe('when a document is read again', () => {
  it('is when the reading says, and not at all where it says never', () => {
    expect(nextReadOf({ readNextAt: at(50) }, note)).toEqual(at(500))
    expect(nextReadOf({ readNextAt: null }, note)).toEqual(at(500))
    expect(nextReadOf({ readNextAt: at(200) }, { ...note, readNextAt: null })).toBeNull()
  })

  it('is at once where it became due again while it was read', () => {
    expect(nextReadOf({ readNextAt: at(150) }, note)).toEqual(at(150))
    expect(nextReadOf({ readNextAt: at(900) }, note)).toEqual(at(500))
  })
})

import { describe, expect, it } from 'vitest'
import { outcomeOf, tallyOf, type Upload } from './uploads'

const none = { queued: [], known: [], refused: [] }

describe('an upload', () => {
  it('keeps the reason for which a file was refused', () => {
    const refused = [{ name: 'a.pdf', code: 'too-large', message: 'It has 200 MB, more than 100 MB' }]
    expect(outcomeOf({ ...none, refused })).toEqual({
      state: 'refused',
      why: 'It has 200 MB, more than 100 MB',
    })
    expect(outcomeOf(none)).toMatchObject({ state: 'refused' })
  })

  it('is counted by bytes, and over when each file is', () => {
    const one: Upload = { key: 1, name: 'a', size: 300, state: 'sending', share: 0.5 }
    const other: Upload = { key: 2, name: 'b', size: 100, state: 'queued', document: 'x' }
    expect(tallyOf([one, other])).toMatchObject({ total: 2, over: 1, share: 250 / 400 })
    expect(tallyOf([{ key: 1, name: 'a', size: 0, state: 'refused', why: 'empty' }])).toMatchObject({
      over: 1,
      share: 1,
    })
  })
})

import { describe, expect, it } from 'vitest'
import { storedPassage } from './candidate.fixture'
import { grown, isNeighbour, mergeStretch } from './merge-neighbours'

const at = (ordinal: number, text: string, over = {}) =>
  storedPassage(ordinal + 1, text, { document: 1, ordinal, ...over })

describe('neighbours', () => {
  it('stand right before or after, in the same document', () => {
    const stretch = [at(3, 'three'), at(4, 'four')]
    expect([2, 3, 5, 6].map((ordinal) => isNeighbour(stretch, at(ordinal, '')))).toEqual([
      true,
      false,
      true,
      false,
    ])
    expect(isNeighbour(stretch, storedPassage(9, '', { document: 2, ordinal: 5 }))).toBe(false)
  })

  it('are no more than four: what so many make together is no passage', () => {
    const stretch = [1, 2, 3, 4].map((ordinal) => at(ordinal, String(ordinal)))
    expect(isNeighbour(stretch, at(5, 'five'))).toBe(false)
  })

  it('come in the order of the text, under the id of the one that was found', () => {
    const stretch = grown([at(4, 'four')], at(3, 'three'))
    expect(mergeStretch(stretch, '5')).toMatchObject({ id: '5', ordinal: 3, text: 'three\n\nfour' })
  })

  it('say once what the second repeats of the first', () => {
    const one = at(1, 'The anchor holds. It is made of iron.')
    const two = at(2, 'It is made of iron. Sand holds it best.')
    expect(mergeStretch([one, two], '2').text).toBe(
      'The anchor holds. It is made of iron. Sand holds it best.',
    )
  })

  it('do not lose a text whose few first letters happen to end the one before', () => {
    const merged = mergeStretch([at(1, 'a list of: the'), at(2, 'the anchor')], '2')
    expect(merged.text).toBe('a list of: the\n\nthe anchor')
  })

  it('stand under the headings that are common to them, from the first place to the last', () => {
    const one = at(1, 'one', { heading: ['Guide', 'DNS'], place: { start: 10, end: 20, lines: [1, 2] } })
    const two = at(2, 'two', { heading: ['Guide', 'HTTP'], place: { start: 20, end: 44, lines: [3, 9] } })
    expect(mergeStretch([one, two], '2')).toMatchObject({
      heading: ['Guide'],
      place: { start: 10, end: 44, lines: [1, 9] },
    })
  })

  it('are left as they are where there is one alone', () => {
    const one = at(1, 'one')
    expect(mergeStretch([one], one.id)).toBe(one)
  })
})

import { describe, expect, it } from 'vitest'
import { candidatesOf, storedPassage } from './candidate.fixture'
import { choose } from './choose'

const SETTINGS = { limit: 3, tokenLimit: 1_000, diversity: 0, mergeNeighbours: true, minScore: null }
const SUBJECTS = ['harbour', 'lighthouse', 'anchor', 'compass', 'sextant', 'rudder', 'galley', 'mast']
const about = (subject: string) => `${subject} one ${subject} two ${subject}ward three`
const some = (count: number) =>
  SUBJECTS.slice(0, count).map((subject, at) => storedPassage(at + 1, about(subject)))
const outcome = ({ taken, cut }: ReturnType<typeof choose>) => ({
  taken: taken.map(({ passage }) => passage.id),
  cut: cut.map(({ passage, why }) => `${passage.id} ${why}`),
})

describe('choosing passages', () => {
  it('takes the best, as many as are asked for', () => {
    expect(outcome(choose(candidatesOf(some(5)), SETTINGS))).toEqual({
      taken: ['1', '2', '3'],
      cut: ['4 limit', '5 limit'],
    })
  })

  it('cuts what is below the floor, by the score that is shown', () => {
    expect(outcome(choose(candidatesOf(some(3)), { ...SETTINGS, minScore: 99 }))).toEqual({
      taken: ['1', '2'],
      cut: ['3 score'],
    })
  })

  it('drops what says the same as a better one', () => {
    const [one, two] = some(2)
    const again = storedPassage(8, one!.text)
    const nearly = storedPassage(9, `${one!.text}.`)
    expect(outcome(choose(candidatesOf([one!, again, nearly, two!]), SETTINGS))).toEqual({
      taken: ['1', '2'],
      cut: ['8 duplicate', '9 duplicate'],
    })
  })

  it('makes one passage of neighbours, which takes one place', () => {
    const passages = [
      storedPassage(1, about('harbour'), { document: 1, ordinal: 4 }),
      storedPassage(2, about('anchor'), { document: 1, ordinal: 5 }),
      storedPassage(3, about('mast'), { document: 1, ordinal: 3 }),
      storedPassage(4, about('compass'), { document: 1, ordinal: 9 }),
    ]
    const chosen = choose(candidatesOf(passages), { ...SETTINGS, limit: 2 })
    expect(outcome(chosen)).toEqual({ taken: ['1', '4'], cut: ['2 merged', '3 merged'] })
    expect(chosen.taken[0]?.passage.text).toBe(
      [about('mast'), about('harbour'), about('anchor')].join('\n\n'),
    )
    const apart = choose(candidatesOf(passages), { ...SETTINGS, limit: 2, mergeNeighbours: false })
    expect(outcome(apart).taken).toEqual(['1', '2'])
  })

  it('never takes more tokens than all may have, and passes over what does not fit', () => {
    const [one, two, three] = some(3)
    const candidates = candidatesOf([
      { ...one!, tokens: 60 },
      { ...two!, tokens: 60 },
      { ...three!, tokens: 30 },
    ])
    expect(outcome(choose(candidates, { ...SETTINGS, tokenLimit: 100 }))).toEqual({
      taken: ['1', '3'],
      cut: ['2 tokens'],
    })
  })

  it('takes the best however long it is, since nothing would be the worse answer', () => {
    const [one, two] = some(2)
    const candidates = candidatesOf([{ ...one!, tokens: 5_000 }, two!])
    expect(outcome(choose(candidates, { ...SETTINGS, tokenLimit: 100 }))).toEqual({
      taken: ['1'],
      cut: ['2 tokens'],
    })
  })

  it('prefers something else to more of the same, when diversity is asked for, and says so', () => {
    const alike = [
      storedPassage(1, 'harbour depth pier crane'),
      storedPassage(2, 'harbour depth pier tide'),
      storedPassage(3, 'harbour depth pier wind'),
      storedPassage(4, 'lighthouse lamp keeper'),
    ]
    const settings = { ...SETTINGS, limit: 2 }
    expect(outcome(choose(candidatesOf(alike), settings)).taken).toEqual(['1', '2'])
    expect(outcome(choose(candidatesOf(alike), { ...settings, diversity: 0.7 }))).toEqual({
      taken: ['1', '4'],
      cut: ['2 diversity', '3 limit'],
    })
  })

  it('takes nothing of nothing', () => {
    expect(choose([], SETTINGS)).toEqual({ taken: [], cut: [] })
  })
})

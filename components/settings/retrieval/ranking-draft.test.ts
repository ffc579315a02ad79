import { describe, expect, it } from 'vitest'
import { rankSettingsSchema } from '@/lib/domain/retrieval'
import { draftOf, GROUPS, isSame, type RankingDraft, readDraft } from './ranking-draft'

const DEFAULTS = rankSettingsSchema.parse({})
const read = (change: Partial<RankingDraft>) => readDraft({ ...draftOf(DEFAULTS), ...change })

describe('the ranking as it is typed', () => {
  it('has a field for each setting', () => {
    const names = GROUPS.flatMap(({ numbers, switches }) => [...numbers, ...switches].map(({ name }) => name))
    expect(names.sort()).toEqual(Object.keys(DEFAULTS).sort())
  })

  it('comes back as it was', () => {
    const settings = { ...DEFAULTS, minScore: 0.25, rerank: false, lexicalWeight: 1.5 }
    expect(readDraft(draftOf(settings))).toEqual({ value: settings })
    expect(isSame(draftOf(settings), draftOf({ ...settings }))).toBe(true)
    expect(isSame(draftOf(settings), draftOf(DEFAULTS))).toBe(false)
  })

  it('takes a comma for a point, and nothing for no floor', () => {
    expect(read({ diversity: '0,5', minScore: ' ' })).toMatchObject({
      value: { diversity: 0.5, minScore: null },
    })
  })

  it.each([
    ['limit', '0', 'A whole number from 1 to 50'],
    ['limit', '2.5', 'A whole number from 1 to 50'],
    ['tokenLimit', 'many', 'A whole number from 100 to 100,000'],
    ['diversity', '1.1', 'A number from 0 to 1'],
    ['candidates', '', 'A whole number from 10 to 1,000'],
  ] as const)('says what %s may be, given %j', (name, text, message) => {
    expect(read({ [name]: text })).toEqual({ errors: { [name]: message } })
  })

  it('does not let both weights be nothing: nothing would ever be found', () => {
    expect(read({ lexicalWeight: '0', vectorWeight: '0' })).toMatchObject({
      errors: { lexicalWeight: expect.any(String) as string },
    })
    expect(read({ lexicalWeight: '0' })).toHaveProperty('value')
  })
})

import { describe, expect, it } from 'vitest'
import { type HealthRules, healthLimitsSchema } from '@/lib/domain/health'
import { draftOf, emptyTag, isSame, LIMIT_FIELDS, moved, readDraft } from './rules-draft'

const rules: HealthRules = {
  all: { intervalMs: 45_000, fall: 3 },
  tags: [
    { tag: 'slow', limits: { timeoutMs: 30_500 } },
    { tag: 'prod', limits: { intervalMs: 5_000 } },
  ],
}

describe('the rules of checks as they are typed', () => {
  it('have a field for each limit that there is', () => {
    expect(LIMIT_FIELDS.map(({ name }) => name).sort()).toEqual(Object.keys(healthLimitsSchema.shape).sort())
  })

  it('come back as they were', () => {
    expect(readDraft(draftOf(rules))).toEqual({ value: rules })
    expect(draftOf(rules).tags[0]?.limits.timeoutMs).toBe('30.5')
  })

  it('leave open what is empty', () => {
    const draft = draftOf(rules)
    expect(readDraft({ ...draft, all: { ...draft.all, intervalMs: ' ' } })).toMatchObject({
      value: { all: { fall: 3 } },
    })
  })

  it('say what is wrong with each field, in the unit in which it is typed', () => {
    const draft = draftOf(rules)
    const read = readDraft({
      all: { ...draft.all, intervalMs: '0.5', fall: '1.5', rise: 'two' },
      tags: [
        { ...draft.tags[0]!, tag: ' prod ' },
        draft.tags[1]!,
        { ...emptyTag('new'), tag: 'x' },
        emptyTag('newer'),
      ],
    })
    expect(read).toEqual({
      errors: {
        'all.intervalMs': 'A number from 1 to 86,400',
        'all.fall': 'A whole number from 1 to 100',
        'all.rise': 'A whole number from 1 to 100',
        'stored-1.tag': 'This tag has limits already',
        'new.tag': 'Set at least one limit, or remove the tag',
        'newer.tag': 'Name a tag, of 64 characters at most',
      },
    })
  })

  it('can be put in another order, not beyond the ends', () => {
    const { tags } = draftOf(rules)
    const order = (rows: typeof tags) => rows.map(({ tag }) => tag)
    expect(order(moved(tags, 'stored-0', 1))).toEqual(['prod', 'slow'])
    expect(order(moved(tags, 'stored-0', -1))).toEqual(['slow', 'prod'])
    expect(isSame({ ...draftOf(rules), tags: moved(tags, 'stored-0', 1) }, draftOf(rules))).toBe(false)
  })
})

import { describe, expect, it } from 'vitest'
import { chunkSettingsSchema } from '@/lib/domain/document'
import { draftOf, settingsOf } from './cutting-draft'

const usual = chunkSettingsSchema.parse({})

describe('how a collection is cut, as it is typed', () => {
  it('comes back as it went in', () => {
    expect(settingsOf(draftOf(usual))).toEqual({ settings: usual, problems: {} })
    const danish = { ...usual, language: 'da' }
    expect(settingsOf(draftOf(danish)).settings).toEqual(danish)
  })

  it.each([
    [{ targetTokens: '' }, 'targetTokens'],
    [{ targetTokens: '12.5' }, 'targetTokens'],
    [{ targetTokens: '500', maxTokens: '400' }, 'maxTokens'],
    [{ overlapTokens: '300' }, 'overlapTokens'],
    [{ language: 'english' }, 'language'],
  ])('says what is wrong with %j', (typed, field) => {
    const { settings, problems } = settingsOf({ ...draftOf(usual), ...typed })
    expect(settings).toBeNull()
    expect(Object.keys(problems)).toEqual([field])
  })
})

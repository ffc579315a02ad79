import { describe, expect, it } from 'vitest'
import { indexTerms } from './index-terms'

const counts = (text: string, heading: string[] = [], title: string | null = null, language = 'en') =>
  Object.fromEntries(indexTerms({ text, heading }, { language, title }))

describe('what the index holds of a passage', () => {
  it('is how often each of its words stands there', () => {
    expect(counts('Anchors hold. The anchor is iron.')).toEqual({ anchor: 2, hold: 1, iron: 1 })
  })

  it('has the words of its headings and of its title, which count twice', () => {
    expect(counts('iron', ['Anchors'], 'Guide')).toEqual({ guid: 2, anchor: 2, iron: 1 })
  })

  it('has the title once where it is a heading too', () => {
    expect(counts('iron', ['Guide'], 'Guide')).toEqual({ guid: 2, iron: 1 })
  })

  it('knows Chinese characters alone too', () => {
    expect(counts('数据库', [], null, 'zh')).toEqual({ 数据: 1, 据库: 1, 数: 1, 据: 1, 库: 1 })
  })

  it('is nothing for an empty text', () => {
    expect(counts('')).toEqual({})
  })
})

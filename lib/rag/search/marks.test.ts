import { describe, expect, it } from 'vitest'
import { parseQuery } from '@/lib/rag/lexical/parse-query'
import { marksOf } from './marks'

function marked(query: string, text: string, language: string | null = 'en'): string[] {
  const { terms } = parseQuery(query, [language ?? 'en'])
  return marksOf(text, new Set(terms), language).map(({ start, end }) => text.slice(start, end))
}

describe('marks', () => {
  it('stand on words with the same stem', () => {
    expect(marked('retrying connections', 'Retries: each connection is retried.')).toEqual([
      'Retries',
      'connection',
      'retried',
    ])
  })

  it('stand on an identifier as a whole, and on the part of it that was asked for', () => {
    expect(marked('getUserName', 'call getUserName() now')).toEqual(['getUserName'])
    expect(marked('name', 'call getUserName() now')).toEqual(['Name'])
    expect(marked('ERR-4012', 'see ERR-4012, not 4013')).toEqual(['ERR-4012'])
  })

  it('do not stand on stop words', () => {
    expect(marked('what is the anchor', 'The anchor is what holds.')).toEqual(['anchor'])
  })

  it('hold their places in text with accents, emoji and Chinese', () => {
    expect(marked('cafe', '☕️ au Café', 'fr')).toEqual(['Café'])
    expect(marked('数据库', '一个数据库。', 'zh')).toEqual(['数据库'])
  })
})

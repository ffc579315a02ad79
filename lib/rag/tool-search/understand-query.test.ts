import { describe, expect, it } from 'vitest'
import { understandQuery } from './understand-query'

const said = (query: string) =>
  understandQuery(query)
    .filter((term) => term.said)
    .map(({ term }) => term)

describe('understandQuery', () => {
  it('leaves out talk, and keeps what is wished for', () => {
    expect(said('Please help me find the weather, I want to know')).toEqual(['find', 'weather'])
  })

  it('keeps a query that is talk alone', () => {
    expect(said('help')).toEqual(['help'])
  })

  it('takes a path for the kind of file it names, not for its words', () => {
    expect(said('Summarize /root/reports/quarterly-mongoose.xlsx')).toEqual([
      ...['summar', 'file', 'excel', 'spreadsheet'],
    ])
    expect(said('What is in ~/music/old?')).toEqual(['directori', 'folder'])
    expect(said('Open C:\\Users\\me\\plan.docx')).toEqual(['open', 'file', 'word', 'document'])
    expect(said('send report.pdf to Ann')).toEqual(['send', 'ann', 'file', 'pdf', 'document'])
  })

  it('keeps words with a dot that are no file', () => {
    expect(said('node.js 2.4.0')).toContain('node.js')
  })

  it('takes a URL for a page of its site', () => {
    expect(said('Read https://www.youtube.com/watch?v=xyz')).toEqual([
      ...['read', 'youtub', 'url', 'web', 'page'],
    ])
  })

  it('looks for related words for less, and never twice', () => {
    const terms = understandQuery('remove a picture image')
    expect(terms).toContainEqual({ term: 'delet', weight: 0.6, said: false })
    expect(terms).toContainEqual({ term: 'imag', weight: 1, said: true })
    expect(new Set(terms.map(({ term }) => term)).size).toBe(terms.length)
  })

  it('does not take an encoded image for words', () => {
    expect(said(`What is this image? ${'iVBORw0KGgoAAA'.repeat(5_000)}`)).toEqual(['imag'])
  })

  it('reads text that is written without spaces', () => {
    const sentence = '请帮我查找北京的天气'.repeat(10)
    expect(said(sentence)).toContain('天气')
  })

  it('answers nothing to nothing', () => {
    expect(understandQuery('')).toEqual([])
    expect(understandQuery(' ?! ')).toEqual([])
  })
})

import { describe, expect, it } from 'vitest'
import { documentHref, kindWords, nameParts, placeWords } from './document-words'

describe('the words of documents', () => {
  it('tell the folder of a file from its name', () => {
    expect(nameParts('guides/net/dns.md')).toEqual({ folder: 'guides/net/', base: 'dns.md' })
    expect(nameParts('dns.md')).toEqual({ folder: '', base: 'dns.md' })
  })

  it('count pages, slides and sheets', () => {
    expect(kindWords({ kind: 'pdf', pages: 12 })).toBe('PDF, 12 pages')
    expect(kindWords({ kind: 'xlsx', pages: 1 })).toBe('Excel, 1 sheet')
    expect(kindWords({ kind: 'docx', pages: null })).toBe('Word')
  })

  it('say where in the file a passage stands', () => {
    const at = { start: 0, end: 1 }
    expect(placeWords({ place: { ...at, page: 3 } }, 'pdf')).toBe('page 3')
    expect(placeWords({ place: { ...at, page: 3 } }, 'pptx')).toBe('slide 3')
    expect(placeWords({ place: { ...at, page: 1, sheet: 'Tides' } }, 'xlsx')).toBe('sheet Tides')
    expect(placeWords({ place: { ...at, lines: [4, 9] } }, 'code')).toBe('lines 4 to 9')
    expect(placeWords({ place: at }, 'html')).toBe('')
  })

  it('link to a span', () => {
    expect(documentHref('x', { start: 3, end: 9 })).toBe('/documents/x?start=3&end=9')
  })
})

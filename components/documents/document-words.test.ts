import { describe, expect, it } from 'vitest'
import { documentHref, kindWords, nameParts, originWords, placeWords } from './document-words'

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

  it('say how a server’s resource is kept up to date', () => {
    const origin = { kind: 'resource', server: 'notes', uri: 'note://a', kept: true } as const
    const by = (everyMs: number, told: boolean) =>
      originWords({ origin: { ...origin, upkeep: { by: 'time', everyMs, told } } })
    expect(originWords({ origin: { ...origin, kept: false } })).toBe('from notes')
    expect(originWords({ origin: { ...origin, upkeep: { by: 'subscription' } } })).toBe(
      'from notes, kept up to date by subscription',
    )
    expect(by(600_000, false)).toBe('from notes, kept up to date every 10 minutes')
    expect(by(300_000, true)).toBe('from notes, kept up to date every 5 minutes as the server says')
    expect(by(60_000, true)).toBe('from notes, kept up to date every minute as the server says')
    expect(by(86_400_000, true)).toBe('from notes, kept up to date every 24 hours as the server says')
  })

  it('link to a span', () => {
    expect(documentHref('x', { start: 3, end: 9 })).toBe('/documents/x?start=3&end=9')
  })
})

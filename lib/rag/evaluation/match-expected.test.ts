import { describe, expect, it } from 'vitest'
import { ranksOfPassages, ranksOfTools } from './match-expected'

const passage = (name: string, text: string, ...heading: string[]) => ({ document: { name }, heading, text })
const found = [
  passage('docs/guides/health.md', 'A server is *degraded* when it is slow.', 'Health', 'Verdicts'),
  passage('docs/guides/dns.md', 'SRV records say where;\n  TXT records `say` how.', 'DNS', 'TXT records'),
  passage('README.md', 'Portolan’s “chart” – of servers', 'Portolan'),
]

describe('ranksOfPassages', () => {
  it('finds a document by its name, with or without the folders it was dropped with', () => {
    const ranks = (...names: string[]) =>
      ranksOfPassages(
        names.map((document) => ({ document })),
        found,
      )
    expect(ranks('docs/guides/dns.md', 'guides/dns.md', 'dns.md', './README.md')).toEqual([2, 2, 2, 3])
    expect(ranks('/srv/docs/guides/dns.md', 'ns.md')).toEqual([2, null])
  })

  it('finds what stands under a heading at any height', () => {
    const under = (heading: string) => ranksOfPassages([{ document: 'health.md', heading }], found)
    expect(under('verdicts')).toEqual([1])
    expect(under('Health')).toEqual([1])
    expect(under('TXT records')).toEqual([null])
  })

  it('finds a quote whatever line breaks, case, Markdown and typesetting did to it', () => {
    const holding = (document: string, quote: string) => ranksOfPassages([{ document, quote }], found)
    expect(holding('health.md', 'is degraded when')).toEqual([1])
    expect(holding('dns.md', 'say where; txt records say how')).toEqual([2])
    expect(holding('README.md', 'Portolan\'s "chart" - of servers')).toEqual([3])
    expect(holding('dns.md', 'is degraded')).toEqual([null])
  })

  it('wants heading and quote both where both are given', () => {
    const expected = { document: 'dns.md', heading: 'DNS', quote: 'no such words' }
    expect(ranksOfPassages([expected], found)).toEqual([null])
  })
})

describe('ranksOfTools', () => {
  const tools = [
    { server: 'a', tool: 'search' },
    { server: 'b', tool: 'search' },
  ]

  it('finds a tool of one server, or of whichever', () => {
    expect(
      ranksOfTools(
        [{ server: 'b', tool: 'search' }, { tool: 'search' }, { server: 'c', tool: 'search' }],
        tools,
      ),
    ).toEqual([2, 1, null])
  })
})

import { describe, expect, it } from 'vitest'
import type { Evidence } from '@/lib/domain/chat'
import type { FoundPassage, RankedTool } from '@/lib/domain/retrieval'
import { movesOf, rankingRows } from './ranking-rows'

const none = { lexical: null, vector: null, fused: null, rerank: null }
const passage = (id: string): FoundPassage => ({
  ...{ id, ordinal: 0, kind: 'prose', heading: [], text: id, tokens: 1, place: { start: 0, end: 1 } },
  document: { id, name: `${id}.md`, title: null, kind: 'markdown', collection: 'c' },
  ...{ scores: none, ranks: none, marks: [] },
})
const tool = (name: string, taken: boolean): RankedTool => ({
  ...{ server: 's', tool: name, scores: none, ranks: none, taken },
  ...(!taken && { why: 'limit' }),
})
const evidence: Evidence = {
  query: 'q',
  passages: [
    { ...passage('p1'), number: 1 },
    { ...passage('p2'), number: 2 },
  ],
  cut: [{ ...passage('p3'), why: 'duplicate' }],
  timings: { embed: null, lexical: 1, vector: null, rerank: null, total: 1 },
  ranker: { lexical: 'portolan-bm25', vector: null, reranker: null, notes: [] },
  terms: [],
  notes: [],
}
const ranking = [tool('t1', true), tool('t2', false)]
const names = (part?: 'passages' | 'tools') =>
  rankingRows({ evidence, ranking }, part).map(({ name, taken }) => `${name}${taken ? '' : ' cut'}`)

describe('the ranking of a turn', () => {
  it('shows passages and tools together, all that was taken above all that was not', () => {
    expect(names()).toEqual(['p1.md', 't1', 'p2.md', 'p3.md cut', 't2 cut'])
  })

  it('shows one of them alone', () => {
    expect(names('passages')).toEqual(['p1.md', 'p2.md', 'p3.md cut'])
    expect(names('tools')).toEqual(['t1', 't2 cut'])
  })

  it('says in words why something was cut', () => {
    expect(rankingRows({ evidence, ranking }).find(({ name }) => name === 'p3.md')?.why).toBe(
      'says the same as one above',
    )
  })

  it('says what speaks for a tool, where that was told', () => {
    const because = {
      words: ['port', 'ship'],
      fromServer: { lexical: 0.2, vector: null },
      part: 'find the nearest port',
    }
    const rows = rankingRows({
      evidence: undefined,
      ranking: [{ ...tool('t3', true), because }, tool('t4', true)],
    })
    expect(rows.map((row) => row.because)).toEqual([
      'shares port, ship; its server fits; nearest to “find the nearest port”',
      undefined,
    ])
  })
})

describe('moves', () => {
  it('are told by places', () => {
    expect([...movesOf(['a', 'b', 'c'], ['c', 'a', 'd'])]).toEqual([
      ['c', 2],
      ['a', -1],
      ['d', 'new'],
    ])
  })
})

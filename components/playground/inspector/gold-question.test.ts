import { describe, expect, it } from 'vitest'
import type { Citation, Evidence } from '@/lib/domain/chat'
import { goldQuestion } from './gold-question'

const none = { lexical: null, vector: null, fused: null, rerank: null }
const passage = (number: number, text: string): Evidence['passages'][number] => ({
  ...{ number, id: String(number), ordinal: 0, kind: 'prose', heading: [], text, tokens: 1 },
  place: { start: 0, end: text.length },
  document: { id: 'd', name: `${number}.md`, title: null, kind: 'markdown', collection: 'c' },
  ...{ scores: none, ranks: none, marks: [] },
})
const evidence: Evidence = {
  query: 'What is the TTL?',
  passages: [passage(1, 'Something else.'), passage(2, 'First. The TTL is 300. Last.')],
  cut: [],
  timings: { embed: null, lexical: 1, vector: null, rerank: null, total: 1 },
  ranker: { lexical: 'portolan-bm25', vector: null, reranker: null, notes: [] },
  terms: [],
  notes: [],
}
const cites = (number: number, verdict: Citation['verdict']): Citation => ({
  ...{ number, at: 0, claim: 'c', verdict, shared: [], lacking: [] },
  marks: [{ start: 11, end: 14 }],
})

describe('a turn as a gold question', () => {
  it('expects the passages that support the answer, by the sentence that does, and the tools that worked', () => {
    const calls = [
      { server: 's', tool: 'a', state: 'done' },
      { server: 's', tool: 'b', state: 'failed' },
    ]
    expect(goldQuestion(evidence, [cites(1, 'doubtful'), cites(2, 'supported')], calls)).toEqual({
      question: 'What is the TTL?',
      passages: [{ document: '2.md', quote: 'The TTL is 300.' }],
      tools: [{ server: 's', tool: 'a' }],
    })
  })

  it('begins with the first passage where nothing was cited', () => {
    expect(goldQuestion(evidence, [], []).passages).toEqual([{ document: '1.md' }])
  })
})

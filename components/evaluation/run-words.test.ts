import { describe, expect, it } from 'vitest'
import type { EvaluationRun, QuestionOutcome } from '@/lib/domain/evaluation'
import { rankSettingsSchema } from '@/lib/domain/retrieval'
import {
  changeWords,
  chartPoints,
  collectionWords,
  compareOutcomes,
  differences,
  rankWords,
  scoreWords,
} from './run-words'

const outcome = (id: string, ...passageRanks: (number | null)[]): QuestionOutcome => ({
  question: { id, question: id, passages: [], tools: [], note: '' },
  ...{ passageRanks, toolRanks: [], found: [], passages: null, tools: null },
})
const metrics = {
  ...{ recallAt1: 0, recallAt3: 0, recallAt5: 0.4861, recallAt10: 0 },
  ...{ mrr: 0.5, ndcgAt10: 1, completenessAt10: 0 },
}
const run = (id: string, part: Partial<EvaluationRun> = {}): EvaluationRun => ({
  ...{
    id,
    goldSet: 'g',
    settings: rankSettingsSchema.parse({}),
    ranker: 'x',
    state: 'done',
    done: 1,
    total: 1,
  },
  ...{ passages: metrics, tools: null, medianMs: 1, passedGate: null, error: null },
  ...{ requestedAt: '2026-11-22T00:00:00Z', finishedAt: null },
  ...part,
})

describe('comparing two runs', () => {
  it('shows first what became worse, then what became better, then what stayed', () => {
    const before = [
      outcome('same', 1),
      outcome('better', null, 4),
      outcome('worse', 1, 2),
      outcome('lost', 1),
    ]
    const now = [
      outcome('same', 1),
      outcome('better', 2, 4),
      outcome('new', 1),
      outcome('worse', 2, 2),
      outcome('lost', null),
    ]
    const compared = compareOutcomes(now, before)
    expect(compared.map(({ outcome: { question } }) => question.id)).toEqual([
      'lost',
      'worse',
      'better',
      'same',
      'new',
    ])
    expect(compared.map(({ change }) => change)).toEqual([-1, -0.25, 0.25, 0, 0])
    expect(compared[4]?.before).toBeUndefined()
  })

  it('says what was set differently', () => {
    const settings = rankSettingsSchema.parse({})
    expect(differences({ ...settings, diversity: 0, rerank: false, minScore: 0.5 }, settings)).toEqual([
      'reranker off instead of on',
      'diversity 0 instead of 0.2',
      'least score 0.5 instead of none',
    ])
    expect(differences(settings, settings)).toEqual([])
  })
})

describe('words of a run', () => {
  it('tells scores in percent, and what is not there as not there', () => {
    expect([scoreWords(0.4861), scoreWords(0), scoreWords(null)]).toEqual(['48.6', '0.0', '–'])
    expect([changeWords(0.028), changeWords(-0.014), changeWords(0.0001)]).toEqual(['+2.8', '−1.4', '±0'])
    expect(rankWords(outcome('q', 1, null, 12))).toBe('1, not found, 12')
  })

  it('charts finished runs, oldest first', () => {
    const points = chartPoints([
      run('c'),
      run('b', { state: 'failed' }),
      run('a', { passages: null, tools: metrics }),
    ])
    expect(points.map(({ run: { id }, index, recallAt5 }) => [id, index, recallAt5])).toEqual([
      ['a', 0, 48.6],
      ['c', 1, 48.6],
    ])
  })
})

describe('the collections of a set', () => {
  const known = [
    { id: 'a', name: 'Rules' },
    { id: 'b', name: 'Tides' },
  ]

  it('are told by name, and one that is gone as such', () => {
    expect(collectionWords(['b', 'a'], known)).toBe('Rules, Tides')
    expect(collectionWords(['a', 'x'], known)).toBe('Rules, 1 collection that is gone')
  })

  it('are counted while their names are not known', () => {
    expect(collectionWords(['a', 'x'], undefined)).toBe('2 collections')
  })
})

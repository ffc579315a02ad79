import { describe, expect, it } from 'vitest'
import { isEmbeddingModel } from './detect-models'
import { batchesOf } from './endpoint/batches'
import { retryAfterMs } from './endpoint/retry-after'
import { estimateTokens } from './estimate-tokens'
import { type Candidate, chooseIndex } from './index/choose-index'
import { nextPiece } from './index/piece-size'
import { padded, roundsOf, shortened } from './onnx/encode'
import { pooled, scoresOf } from './onnx/pooling'
import { noticeOf } from './words'

describe('batchesOf', () => {
  it('keeps to both limits, and lets a text that is over them go alone', () => {
    const sizes = [5, 5, 20, 1, 1, 1, 1]
    expect(batchesOf(sizes, (size) => size, { texts: 3, tokens: 10 })).toEqual([[5, 5], [20], [1, 1, 1], [1]])
    expect(batchesOf([], () => 1, { texts: 3, tokens: 10 })).toEqual([])
  })
})

describe('retryAfterMs', () => {
  const now = Date.parse('2026-01-01T00:00:00Z')
  it.each([
    ['3', 3_000],
    ['0', 0],
    ['3600', 60_000],
    ['Thu, 01 Jan 2026 00:00:05 GMT', 5_000],
    ['Thu, 01 Jan 2025 00:00:05 GMT', 0],
    ['soon', undefined],
    [undefined, undefined],
  ])('understands %s', (header, delay) => {
    expect(retryAfterMs(header, now)).toBe(delay)
  })
})

describe('estimateTokens', () => {
  it.each([
    ['', 0],
    ['The pilot reads the chart.', 6],
    ['東京は日本の首都', 8],
    ['internationalization', 4],
    ['1234567', 3],
    ['a.b(c)', 6],
  ])('counts %j', (text, tokens) => {
    expect(estimateTokens(text)).toBe(tokens)
  })
})

describe('chooseIndex', () => {
  const index = (id: number, state: Candidate['state'], probe = [1, 0], fingerprint = 'a'): Candidate => ({
    ...{ id, state, fingerprint, dimension: probe.length },
    probe: Float32Array.from(probe),
  })
  const wanted = { fingerprint: 'a', probe: Float32Array.of(1, 0) }
  const ids = (indexes: readonly Candidate[]) => indexes.map(({ id }) => id)

  it('goes on with the index of the same model', () => {
    const { target, superseded } = chooseIndex([index(1, 'active')], wanted)
    expect([target?.id, ids(superseded)]).toEqual([1, []])
  })

  it('takes a model of the same name whose vectors are others for another model', () => {
    const { target, superseded } = chooseIndex([index(1, 'active', [0, 1])], wanted)
    expect([target, ids(superseded)]).toEqual([undefined, []])
  })

  it('keeps what serves until the new one is whole, and drops what was begun for yet another', () => {
    const indexes = [
      index(1, 'active', [1, 0], 'old'),
      index(2, 'building', [1, 0], 'other'),
      index(3, 'building'),
    ]
    const { target, superseded } = chooseIndex(indexes, wanted)
    expect([target?.id, ids(superseded)]).toEqual([3, [2]])
  })

  it('drops all others once it serves', () => {
    const indexes = [index(1, 'retired', [1, 0], 'old'), index(2, 'active')]
    expect(ids(chooseIndex(indexes, wanted).superseded)).toEqual([1])
  })
})

describe('nextPiece', () => {
  it('grows while the database is quick, and shrinks to one row when it is not', () => {
    expect([
      nextPiece(8, 5),
      nextPiece(8, 40),
      nextPiece(8, 90),
      nextPiece(1, 500),
      nextPiece(128, 1),
    ]).toEqual([16, 8, 4, 1, 128])
  })
})

describe('texts as a model reads them', () => {
  it('are cut with the sign of the end kept', () => {
    expect(shortened({ ids: [101, 5, 6, 7, 102], types: [0, 0, 0, 0, 1] }, 3)).toEqual({
      ids: [101, 5, 102],
      types: [0, 0, 1],
    })
  })

  it('are read beside others of their length, never too many tokens at once', () => {
    expect(roundsOf([9, 1, 2, 9, 1], 10)).toEqual([[1, 4, 2], [0], [3]])
  })

  it('are padded at their ends', () => {
    expect([...padded([[1, 2, 3], [4]], 7)]).toEqual([1n, 2n, 3n, 4n, 7n, 7n])
  })

  it('are pooled over their own tokens alone', () => {
    const output = { data: Float32Array.of(1, 0, 3, 0, 0, 2, 9, 9), dims: [2, 2, 2] }
    expect(pooled(output, [2, 1], 'mean').map((vector) => [...vector])).toEqual([
      [1, 0],
      [0, 1],
    ])
    expect([...pooled(output, [2, 1], 'cls')[0]!]).toEqual([1, 0])
  })

  it('are scored by one number, or by two classes', () => {
    expect(scoresOf({ data: Float32Array.of(2, -1), dims: [2, 1] }, 2)).toEqual([2, -1])
    expect(scoresOf({ data: Float32Array.of(0, 2, 1, -1), dims: [2, 2] }, 2)).toEqual([2, -2])
    expect(() => scoresOf({ data: new Float32Array(6), dims: [2, 3] }, 2)).toThrow(/2 × 3/)
  })
})

it('tells an embedding model of Ollama by what Ollama says, or by its family or name', () => {
  const models = [
    { name: 'llama3.2' },
    { name: 'nomic-embed-text' },
    { name: 'x', details: { family: 'nomic-bert' } },
    { name: 'embedding-talk', capabilities: ['completion'] },
    { name: 'y', capabilities: ['embedding'] },
  ]
  expect(models.map(isEmbeddingModel)).toEqual([false, true, true, false, true])
})

it('says why vectors take no part, the nearest reason first', () => {
  const state = { model: 'm', unusable: null, missing: null, isServed: false, building: null, problem: null }
  expect(noticeOf({ ...state, isServed: true })).toBeNull()
  expect(noticeOf({ ...state, model: null })).toMatch(/No embedding model/)
  expect(noticeOf({ ...state, model: null, unusable: 'Nobody has m' })).toMatch(/^Nobody has m\. Until then/)
  expect(noticeOf({ ...state, missing: 'No pgvector' })).toBe('No pgvector')
  expect(noticeOf({ ...state, building: { passages: 4, total: 9 } })).toMatch(/4 of 9/)
  expect(noticeOf({ ...state, problem: 'It sleeps.' })).toMatch(/It sleeps\. Until then/)
})

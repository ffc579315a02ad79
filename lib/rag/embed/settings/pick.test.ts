import { describe, expect, it } from 'vitest'
import type { EmbeddingSettings } from '@/lib/domain/api/search'
import { embeddingViewOf, fingerprintOf, mergeEmbedding, pickEmbedding } from './pick-embedding'
import { mergeReranker, pickReranker } from './pick-reranker'

const around = (variables = {}, openaiApiKey?: string) => ({
  ...{ variables, openaiApiKey, ollamaUrl: 'http://127.0.0.1:11434' },
  hasFolder: (name: string) => name === 'e5/small',
})
const service = (part: object = {}): EmbeddingSettings => ({
  ...{ provider: 'openai-compatible', baseUrl: 'https://a.example/v1', model: 'm' },
  ...{ queryPrefix: '', passagePrefix: '', ...part },
})

describe('the embedding model', () => {
  it('is the one that a person chose, else the one that the environment names, else none', () => {
    expect(pickEmbedding(service(), around({ model: 'onnx/x' }))).toMatchObject({ origin: 'settings' })
    expect(pickEmbedding(undefined, around({ model: 'onnx/x/y' }))).toMatchObject({
      ...{ origin: 'environment', settings: { provider: 'onnx', model: 'x/y' } },
    })
    expect(pickEmbedding(undefined, around())).toBeNull()
  })

  it('is read from the environment wherever it is', () => {
    const of = (variables: object, key?: string) => pickEmbedding(undefined, around(variables, key))?.settings
    expect(of({ model: 'ollama/nomic-embed-text' })).toMatchObject({
      ...{ baseUrl: 'http://127.0.0.1:11434/v1', model: 'nomic-embed-text' },
    })
    expect(of({ model: 'm', baseUrl: 'http://tei/v1/', apiKey: 'k', dimension: 256 })).toMatchObject({
      ...{ baseUrl: 'http://tei/v1', apiKey: 'k', dimension: 256 },
    })
    expect(of({ model: 'text-embedding-3-small' }, 'sk-openai')).toMatchObject({
      ...{ baseUrl: 'https://api.openai.com/v1', apiKey: 'sk-openai' },
    })
  })

  it('is a folder of models by its name alone, unless a service is said to have it', () => {
    const of = (variables: object, key?: string) => pickEmbedding(undefined, around(variables, key))?.settings
    expect(of({ model: 'e5/small' }, 'sk-openai')).toMatchObject({ provider: 'onnx', model: 'e5/small' })
    expect(of({ model: 'e5/small', baseUrl: 'http://tei/v1' })).toMatchObject({ baseUrl: 'http://tei/v1' })
    expect(pickReranker(undefined, around({ reranker: 'e5/small' }))).toMatchObject({ provider: 'onnx' })
  })

  it('is refused with what is missing when nothing says where it is', () => {
    const of = (variables: object) => () => pickEmbedding(undefined, around(variables))
    expect(of({ model: 'm' })).toThrow(/PORTOLAN_EMBEDDING_BASE_URL .* need PORTOLAN_MODELS/)
    expect(of({ model: 'm', models: '/models' })).toThrow(/In \/models .* no model has this name/)
  })

  it('never has the key of OpenAI sent elsewhere', () => {
    expect(pickEmbedding(service(), around({}, 'sk-openai'))?.settings).not.toHaveProperty('apiKey')
    expect(
      pickEmbedding(undefined, around({ model: 'm', baseUrl: 'http://x/v1' }, 'sk-openai'))?.settings,
    ).not.toHaveProperty('apiKey')
  })

  it('keeps its key for the place that it was given for alone', () => {
    const stored = service({ apiKey: 'k' })
    expect(mergeEmbedding(stored, service({ model: 'n' }))).toMatchObject({ model: 'n', apiKey: 'k' })
    for (const next of [service({ baseUrl: 'https://b.example/v1' }), service({ apiKey: '' })])
      expect(mergeEmbedding(stored, next)).not.toHaveProperty('apiKey')
    expect(mergeEmbedding(stored, service({ apiKey: 'n' }))).toMatchObject({ apiKey: 'n' })
  })

  it('refuses addresses where no model can be', () => {
    for (const baseUrl of ['http://169.254.169.254/v1', 'https://user:password@a.example/v1'])
      expect(() => mergeEmbedding(undefined, service({ baseUrl }))).toThrow()
  })

  it('shows no key', () => {
    const view = embeddingViewOf({ settings: service({ apiKey: 'k' }), origin: 'settings' })
    expect(view).toMatchObject({ hasKey: true, model: 'm' })
    expect(view).not.toHaveProperty('apiKey')
  })

  it('is another where its vectors are others, not where it is asked elsewhere or with another key', () => {
    const print = fingerprintOf(service())
    expect(fingerprintOf(service({ apiKey: 'k', baseUrl: 'https://b.example' }))).toBe(print)
    for (const part of [{ model: 'n' }, { dimension: 64 }, { queryPrefix: 'q: ' }, { passagePrefix: 'p: ' }])
      expect(fingerprintOf(service(part))).not.toBe(print)
  })
})

describe('the reranker', () => {
  it('is chosen, else named by the environment, else none', () => {
    expect(pickReranker({ provider: 'onnx', model: 'x' }, around())).toEqual({ provider: 'onnx', model: 'x' })
    expect(pickReranker(undefined, around({ reranker: 'onnx/y' }))).toEqual({ provider: 'onnx', model: 'y' })
    expect(pickReranker(undefined, around({ reranker: 'm', rerankerBaseUrl: 'http://x/v1' }))).toMatchObject({
      model: 'm',
    })
    expect(pickReranker(undefined, around())).toBeNull()
    expect(() => pickReranker(undefined, around({ reranker: 'm' }))).toThrow(/PORTOLAN_RERANKER_BASE_URL/)
  })

  it('keeps its key for its place alone', () => {
    const next = { provider: 'endpoint' as const, baseUrl: 'https://a.example/v1', model: 'm' }
    const stored = { ...next, apiKey: 'k' }
    expect(mergeReranker(stored, next)).toMatchObject({ apiKey: 'k' })
    expect(mergeReranker(stored, { ...next, baseUrl: 'https://b.example' })).not.toHaveProperty('apiKey')
  })
})

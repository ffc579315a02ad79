import { describe, expect, it } from 'vitest'
import type { EmbeddingView } from '@/lib/domain/api/search'
import { embeddingDraftOf, embeddingErrorsOf, embeddingSettingsOf } from './embedding-draft'
import { keepsPlaceKey, storedPlaceOf } from './place-draft'

const view = (part: Partial<EmbeddingView> = {}): EmbeddingView => ({
  ...{ settings: null, origin: null, indexes: [], notice: null, detected: [], ...part },
})
const stored = {
  ...{ provider: 'openai-compatible', model: 'm', baseUrl: 'https://a.example/v1', hasKey: true },
  ...{ dimension: 256, queryPrefix: 'query: ', passagePrefix: '' },
}

describe('the form of the embedding model', () => {
  it('sends back what is stored when nothing is changed, but for the key', () => {
    const draft = embeddingDraftOf(view({ settings: stored, origin: 'settings' }))
    expect({ ...embeddingSettingsOf(draft), hasKey: true }).toEqual(stored)
    expect(embeddingErrorsOf(draft)).toEqual({})
  })

  it('begins with what was detected where nothing is set', () => {
    const onDisk = embeddingDraftOf(view({ detected: [{ provider: 'onnx', model: 'mini' }] }))
    expect(embeddingSettingsOf(onDisk)).toEqual({
      ...{ provider: 'onnx', model: 'mini', pooling: 'mean', queryPrefix: '', passagePrefix: '' },
    })
    const detected = [{ provider: 'ollama', baseUrl: 'http://127.0.0.1:11434/v1', model: 'nomic-embed-text' }]
    expect(embeddingDraftOf(view({ detected })).place).toMatchObject({
      kind: 'service',
      model: 'nomic-embed-text',
    })
  })

  it('says what is missing or wrong', () => {
    const draft = embeddingDraftOf(view())
    expect(Object.keys(embeddingErrorsOf({ ...draft, dimension: '7' }))).toEqual([
      'model',
      'baseUrl',
      'dimension',
    ])
    const place = { ...draft.place, model: 'm', baseUrl: 'ftp://x' }
    expect(embeddingErrorsOf({ ...draft, place }).baseUrl).toContain('http://')
  })

  it('keeps a key for its own address alone', () => {
    const { place } = embeddingDraftOf(view({ settings: stored }))
    const known = storedPlaceOf(stored)
    expect(keepsPlaceKey(known, place)).toBe(true)
    expect(keepsPlaceKey(known, { ...place, baseUrl: 'https://b.example' })).toBe(false)
    expect(keepsPlaceKey(known, { ...place, isKeyRemoved: true })).toBe(false)
  })
})

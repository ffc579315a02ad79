import { describe, expect, it } from 'vitest'
import type { ModelView } from '@/lib/domain/api/chat'
import {
  draftOf,
  emptyDraft,
  errorsOf,
  errorsOfMeasures,
  keepsKey,
  measuredDraft,
  measuresOf,
  type ModelDraft,
  NO_FACTS,
  settingsOf,
} from './model-draft'

const empty: ModelDraft = {
  ...{ provider: 'openai', model: '', baseUrl: '', apiKey: '', isKeyRemoved: false },
  ...NO_FACTS,
}
const stored: ModelView = {
  provider: 'openai-compatible',
  model: 'x',
  baseUrl: 'https://one.example/v1',
  hasKey: true,
  origin: 'settings',
}

describe('the prices of another model', () => {
  it('go out as they were read, without a place or a key', () => {
    const said = {
      provider: 'ollama' as const,
      model: 'small',
      contextTokens: 4_096,
      prices: { input: 0, output: 0.5, currency: 'EUR' },
    }
    expect(measuresOf(measuredDraft(said))).toEqual(said)
    expect(errorsOfMeasures(measuredDraft(said))).toEqual({})
  })

  it('need a name, and something to say of it', () => {
    expect(Object.keys(errorsOfMeasures(emptyDraft('openai')))).toEqual(['model', 'inputPrice'])
    const named = { ...emptyDraft('openai'), model: 'x' }
    expect(errorsOfMeasures({ ...named, contextTokens: '8000' })).toEqual({})
    expect(errorsOfMeasures({ ...named, inputPrice: '1' })).toHaveProperty('outputPrice')
  })
})

describe('the model form', () => {
  it('begins with what is set', () => {
    expect(draftOf(stored, [])).toMatchObject({
      provider: 'openai-compatible',
      model: 'x',
      baseUrl: 'https://one.example/v1',
      apiKey: '',
    })
  })

  it('begins with the local model that was detected where nothing is set', () => {
    const ollama = {
      provider: 'ollama',
      baseUrl: 'http://127.0.0.1:11434',
      models: ['qwen3', 'llama3.2'],
    } as const
    expect(draftOf(null, [{ ...ollama, models: [...ollama.models] }])).toMatchObject({
      provider: 'ollama',
      model: 'qwen3',
    })
  })

  it('begins with the provider that a link asked for', () => {
    const detected = [{ provider: 'anthropic' as const, baseUrl: 'https://api.anthropic.com/v1', models: [] }]
    expect(draftOf(null, detected, 'anthropic')).toMatchObject({ provider: 'anthropic', baseUrl: '' })
  })

  it('leaves an untouched key out, so that the stored one stays', () => {
    expect(settingsOf({ ...empty, model: ' m ' })).toEqual({ provider: 'openai', model: 'm' })
  })

  it('sends an empty key where the stored one is to go', () => {
    expect(settingsOf({ ...empty, model: 'm', isKeyRemoved: true })).toEqual({
      provider: 'openai',
      model: 'm',
      apiKey: '',
    })
  })

  it('sends no address where the provider has its own', () => {
    expect(settingsOf({ ...empty, model: 'm', baseUrl: 'https://left.over' })).not.toHaveProperty('baseUrl')
  })

  it.each([
    [{ ...empty }, { model: expect.any(String) as string }],
    [{ ...empty, model: 'm' }, {}],
    [
      { ...empty, model: 'm', provider: 'openai-compatible' as const },
      { baseUrl: expect.any(String) as string },
    ],
    [{ ...empty, model: 'm', provider: 'ollama' as const }, {}],
    [
      { ...empty, model: 'm', provider: 'ollama' as const, baseUrl: 'ftp://x' },
      { baseUrl: expect.any(String) as string },
    ],
  ])('says what is missing: %#', (draft, errors) => {
    expect(errorsOf(draft)).toEqual(errors)
  })

  it('says whether the stored key goes along: to the same provider and address only', () => {
    const draft = draftOf(stored, [])
    expect(keepsKey(stored, draft)).toBe(true)
    expect(keepsKey(stored, { ...draft, baseUrl: 'https://two.example/v1' })).toBe(false)
    expect(keepsKey(stored, { ...draft, provider: 'openai' })).toBe(false)
    expect(keepsKey({ ...stored, hasKey: false }, draft)).toBe(false)
  })
})

describe('context and prices', () => {
  const facts = {
    contextTokens: '128000',
    inputPrice: '2.5',
    outputPrice: '10',
    cachedPrice: '',
    currency: 'eur',
  }

  it('are sent where they are given, and come back as they were', () => {
    const settings = settingsOf({ ...empty, model: 'm', ...facts })
    expect(settings).toMatchObject({
      contextTokens: 128_000,
      prices: { input: 2.5, output: 10, currency: 'EUR' },
    })
    expect(draftOf({ ...settings, hasKey: false, origin: 'settings' }, [])).toMatchObject({
      ...facts,
      currency: 'EUR',
    })
  })

  it('are left out where they are not', () => {
    expect(settingsOf({ ...empty, model: 'm' })).not.toHaveProperty('prices')
    expect(settingsOf({ ...empty, model: 'm' })).not.toHaveProperty('contextTokens')
  })

  it.each([
    [{ contextTokens: '128k' }, 'contextTokens'],
    [{ contextTokens: '1' }, 'contextTokens'],
    [{ inputPrice: '-1', outputPrice: '1' }, 'inputPrice'],
    [{ inputPrice: '1' }, 'outputPrice'],
    [{ inputPrice: '1', outputPrice: '1', cachedPrice: 'x' }, 'cachedPrice'],
    [{ currency: '$' }, 'currency'],
  ])('say what is wrong with %j', (part, field) => {
    expect(Object.keys(errorsOf({ ...empty, model: 'm', ...part }))).toEqual([field])
  })
})

import { describe, expect, it } from 'vitest'
import { mergeSettings, ollamaUrl, pickModel, viewOf } from './pick-model'

const KEY = 'sk-very-secret-key'

describe('pickModel', () => {
  it('is nothing when nothing is set', () => {
    expect(pickModel(undefined, {})).toBeNull()
  })

  it('does not start to use a provider because its key happens to be in the environment', () => {
    expect(pickModel(undefined, { openaiApiKey: KEY })).toBeNull()
  })

  it.each([
    ['openai/gpt-x', { openaiApiKey: KEY }, 'openai', 'gpt-x'],
    ['anthropic/claude-x', { anthropicApiKey: KEY }, 'anthropic', 'claude-x'],
    ['claude-x', { anthropicApiKey: KEY }, 'anthropic', 'claude-x'],
    ['gpt-x', { openaiApiKey: KEY }, 'openai', 'gpt-x'],
    ['ollama/llama3.2', {}, 'ollama', 'llama3.2'],
    ['llama3.2', {}, 'ollama', 'llama3.2'],
    [
      'meta-llama/Llama-3',
      { baseUrl: 'http://127.0.0.1:8000/v1' },
      'openai-compatible',
      'meta-llama/Llama-3',
    ],
    ['openai/gpt-x', { baseUrl: 'http://127.0.0.1:8000/v1' }, 'openai-compatible', 'gpt-x'],
  ])('understands PORTOLAN_MODEL=%s', (model, env, provider, name) => {
    expect(pickModel(undefined, { model, ...env })).toMatchObject({
      provider,
      model: name,
      origin: 'environment',
    })
  })

  it('prefers what a person chose to the environment', () => {
    const stored = { provider: 'ollama', model: 'qwen3' }
    expect(pickModel(stored, { model: 'openai/gpt-x', openaiApiKey: KEY })).toEqual({
      provider: 'ollama',
      model: 'qwen3',
      baseUrl: 'http://127.0.0.1:11434',
      origin: 'settings',
    })
  })

  it('never sends the key of one provider to another place', () => {
    const env = { openaiApiKey: KEY, anthropicApiKey: KEY, apiKey: KEY }
    const stored = { provider: 'openai-compatible', model: 'x', baseUrl: 'http://elsewhere.example/v1' }
    expect(pickModel(stored, env)).not.toHaveProperty('apiKey')
  })

  it('never shows the key', () => {
    const picked = pickModel({ provider: 'openai', model: 'x', apiKey: KEY }, {})
    expect(picked).not.toBeNull()
    expect(JSON.stringify(viewOf(picked!))).not.toContain(KEY)
    expect(viewOf(picked!).hasKey).toBe(true)
  })

  it('takes settings that are no longer readable as none', () => {
    expect(pickModel({ provider: 'gone' }, {})).toBeNull()
  })
})

describe('mergeSettings', () => {
  const stored = {
    provider: 'openai-compatible',
    model: 'a',
    baseUrl: 'https://one.example/v1',
    apiKey: KEY,
  } as const

  it('keeps the stored key when none is given', () => {
    const next = { provider: 'openai-compatible', model: 'b', baseUrl: 'https://one.example/v2' } as const
    expect(mergeSettings(stored, next)).toEqual({ ...next, apiKey: KEY })
  })

  it('drops the stored key when the address changes, so that it can not be sent elsewhere', () => {
    const next = {
      provider: 'openai-compatible',
      model: 'a',
      baseUrl: 'https://attacker.example/v1',
    } as const
    expect(mergeSettings(stored, next)).not.toHaveProperty('apiKey')
  })

  it('drops the stored key when the provider changes', () => {
    expect(mergeSettings(stored, { provider: 'openai', model: 'a' })).not.toHaveProperty('apiKey')
  })

  it('removes the key when an empty one is given', () => {
    expect(mergeSettings(stored, { ...stored, apiKey: '' })).not.toHaveProperty('apiKey')
  })

  it.each([
    [{ provider: 'openai-compatible', model: 'x' }, /needs its base URL/],
    [{ provider: 'openai', model: 'x', baseUrl: 'https://x.example' }, /has its own address/],
    [
      { provider: 'openai-compatible', model: 'x', baseUrl: 'https://u:p@x.example' },
      /user name or password/,
    ],
    [{ provider: 'openai-compatible', model: 'x', baseUrl: 'http://169.254.169.254/latest' }, /link-local/],
  ] as const)('refuses %j', (next, message) => {
    expect(() => mergeSettings(undefined, next)).toThrow(message)
  })
})

describe('ollamaUrl', () => {
  it.each([
    [undefined, 'http://127.0.0.1:11434'],
    ['0.0.0.0', 'http://127.0.0.1:11434'],
    ['0.0.0.0:9999', 'http://127.0.0.1:9999'],
    ['gpu-box', 'http://gpu-box:11434'],
    ['https://ollama.example', 'https://ollama.example'],
    ['not a host', 'http://127.0.0.1:11434'],
  ])('reads OLLAMA_HOST=%s', (host, url) => {
    expect(ollamaUrl(host)).toBe(url)
  })
})

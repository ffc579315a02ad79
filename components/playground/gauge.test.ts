import { describe, expect, it } from 'vitest'
import type { TurnNote } from '@/lib/domain/chat'
import { contextLevel, costWords, tokenWords, turnCostWords, usageCosts } from './gauge'
import { choicesOf, keyOfModel, readModelKey } from './model-choice'
import { shortcutOf } from './shortcuts'
import { readTags } from './tags'

const note = (part: Partial<TurnNote>) => ({ startedAt: '', provider: 'openai', model: 'm', ...part })

describe('what an answer cost', () => {
  it('is told, or that its model has no price, or nothing where nothing was counted', () => {
    expect(turnCostWords(note({ inputTokens: 5, cost: 0.5, currency: 'EUR' }))).toBe('€0.50')
    expect(turnCostWords(note({ inputTokens: 5 }))).toBe('price not set')
    expect(turnCostWords(note({}))).toBeUndefined()
  })
})

describe('the gauge', () => {
  it('is as full as the last request was, however much was said before', () => {
    const notes = [note({ contextTokens: 9_000 }), note({ contextTokens: 400 }), undefined, note({})]
    expect(contextLevel(notes, 800)).toEqual({ tokens: 400, limit: 800, share: 0.5 })
    expect(contextLevel(notes, undefined)).toEqual({ tokens: 400, limit: undefined, share: undefined })
    expect(contextLevel([note({ contextTokens: 900 })], 800)?.share).toBe(1)
    expect(contextLevel([undefined, note({})], 800)).toBeNull()
  })

  it('says little money with the digits that tell it from nothing', () => {
    expect(costWords(1.234, 'USD')).toBe('$1.23')
    expect(costWords(0.000123, 'USD')).toBe('$0.00012')
    expect(costWords(0, 'EUR')).toBe('€0.00')
    expect(tokenWords(12_400)).toBe('12.4K')
  })

  it('adds nothing of two currencies', () => {
    const costs = [
      { currency: 'EUR', cost: 1 },
      { currency: 'USD', cost: 2 },
    ]
    expect(usageCosts({ costs })).toBe('€1.00 and $2.00')
  })
})

describe('models to choose from', () => {
  const set = { provider: 'ollama', model: 'a', hasKey: false, origin: 'settings' } as const

  it('are each there once, the one that is set first', () => {
    const detected = [{ provider: 'ollama' as const, baseUrl: 'http://x', models: ['b', 'a'] }]
    const typed = { provider: 'openai' as const, model: 'org/name:1' }
    expect(choicesOf(set, detected, [typed, undefined]).map(keyOfModel)).toEqual([
      'ollama/a',
      'ollama/b',
      'openai/org/name:1',
    ])
  })

  it('are read from the URL as they were written, and not where they are none', () => {
    expect(readModelKey('openai-compatible/org/name')).toEqual({
      provider: 'openai-compatible',
      model: 'org/name',
    })
    expect(readModelKey('nobody/x')).toBeUndefined()
    expect(readModelKey('openai/')).toBeUndefined()
    expect(readModelKey('openai')).toBeUndefined()
  })
})

describe('single keys', () => {
  const press = {
    key: 'e',
    ctrlKey: false,
    metaKey: false,
    altKey: false,
    isComposing: false,
    defaultPrevented: false,
  }

  it('work where nothing is written, with the shift key too', () => {
    expect(shortcutOf(press, false)).toBe('edit')
    expect(shortcutOf({ ...press, key: 'E' }, false)).toBe('edit')
    expect(shortcutOf({ ...press, key: '?' }, false)).toBe('help')
  })

  it('are nobody’s while something is written, or with a key of the browser', () => {
    expect(shortcutOf(press, true)).toBeUndefined()
    expect(shortcutOf({ ...press, ctrlKey: true }, false)).toBeUndefined()
    expect(shortcutOf({ ...press, defaultPrevented: true }, false)).toBeUndefined()
    expect(shortcutOf({ ...press, key: 'z' }, false)).toBeUndefined()
  })
})

describe('tags', () => {
  it('are read as a person writes them', () => {
    expect(readTags(' ops,  on  call ,, ops')).toEqual(['ops', 'on call'])
    expect(readTags('')).toEqual([])
    expect(readTags('x'.repeat(99))).toEqual(['x'.repeat(40)])
  })
})

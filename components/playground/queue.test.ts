import { describe, expect, it } from 'vitest'
import { readDraft, writeDraft } from './drafts'
import { changedQueue, readQueue, writeQueue } from './queue'

function memory(initial: Record<string, string> = {}) {
  const items = new Map(Object.entries(initial))
  return {
    getItem: (key: string) => items.get(key) ?? null,
    setItem: (key: string, value: string) => void items.set(key, value),
    removeItem: (key: string) => void items.delete(key),
    items,
  }
}

const full = {
  getItem: () => {
    throw new Error('denied')
  },
  setItem: () => {
    throw new Error('full')
  },
  removeItem: () => {
    throw new Error('denied')
  },
}

describe('questions that wait', () => {
  const queue = [
    { id: '1', text: 'first', attachments: [] },
    { id: '2', text: 'second', attachments: [{ server: 's', uri: 'u', name: 'n' }] },
  ]

  it('outlive the page, each conversation its own', () => {
    const storage = memory()
    writeQueue(storage, 'a', queue)
    expect(readQueue(storage, 'a')).toEqual(queue)
    expect(readQueue(storage, 'b')).toEqual([])
    writeQueue(storage, 'a', [])
    expect(storage.items.size).toBe(0)
  })

  it('can be changed in their place, and are gone when nothing is left of them', () => {
    expect(changedQueue(queue, '1', ' other ').map(({ text }) => text)).toEqual(['other', 'second'])
    expect(changedQueue(queue, '1', '  ').map(({ text }) => text)).toEqual(['second'])
  })

  it('are none where the browser keeps nothing, or something else', () => {
    expect(readQueue(full, 'a')).toEqual([])
    expect(() => writeQueue(full, 'a', queue)).not.toThrow()
    expect(readQueue(memory({ 'portolan.queue.a': '{"x":1}' }), 'a')).toEqual([])
  })
})

describe('drafts', () => {
  it('outlive the page, each conversation its own, until they are sent', () => {
    const storage = memory()
    writeDraft(storage, 'a', 'half a thou')
    writeDraft(storage, 'b', 'other')
    writeDraft(storage, 'a', 'half a thought')
    expect(readDraft(storage, 'a')).toBe('half a thought')
    writeDraft(storage, 'a', '')
    expect(readDraft(storage, 'a')).toBe('')
    expect(readDraft(storage, 'b')).toBe('other')
  })

  it('are kept for the fifty conversations that were written in last', () => {
    const storage = memory()
    for (let at = 0; at < 60; at++) writeDraft(storage, `c${at}`, `text ${at}`)
    expect(readDraft(storage, 'c9')).toBe('')
    expect(readDraft(storage, 'c10')).toBe('text 10')
  })

  it('are empty where the browser keeps nothing, or something else', () => {
    expect(readDraft(full, 'a')).toBe('')
    expect(() => writeDraft(full, 'a', 'x')).not.toThrow()
    expect(readDraft(memory({ 'portolan.drafts': 'no JSON' }), 'a')).toBe('')
  })
})

import { beforeEach, describe, expect, it } from 'vitest'
import { forgetDecisions, keepDecision, keptDecisions } from './kept-decisions'

class MemoryStorage {
  readonly #items = new Map<string, string>()
  getItem(key: string): string | null {
    return this.#items.get(key) ?? null
  }
  setItem(key: string, value: string): void {
    this.#items.set(key, value)
  }
}

let storage: MemoryStorage
beforeEach(() => {
  storage = new MemoryStorage()
})

describe('a decision on a call whose answer waits for others', () => {
  it('is there after the page was loaded anew, with what was changed and said', () => {
    const edited = { id: 'a', approved: true, arguments: { path: '/tmp' }, remember: 'conversation' as const }
    const denied = { id: 'b', approved: false, reason: 'Not on a Sunday' }
    keepDecision(storage, edited)
    keepDecision(storage, denied)
    expect([...keptDecisions(storage).values()]).toEqual([edited, denied])
  })

  it('is replaced by a later one, and gone once it is sent or taken back', () => {
    keepDecision(storage, { id: 'a', approved: false })
    keepDecision(storage, { id: 'a', approved: true })
    expect(keptDecisions(storage).get('a')?.approved).toBe(true)
    forgetDecisions(storage, ['a'])
    expect(keptDecisions(storage).size).toBe(0)
  })

  it('is none where the browser keeps nothing, or something else', () => {
    storage.setItem('portolan.decisions', '{"what": ')
    expect(keptDecisions(storage).size).toBe(0)
    const full = {
      getItem: () => null,
      setItem: () => {
        throw new Error('Full')
      },
    }
    expect(() => keepDecision(full, { id: 'a', approved: true })).not.toThrow()
  })

  it('does not pile up', () => {
    for (let at = 0; at < 150; at++) keepDecision(storage, { id: String(at), approved: true })
    expect([keptDecisions(storage).size, keptDecisions(storage).has('149')]).toEqual([100, true])
  })
})

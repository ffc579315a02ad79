import { describe, expect, it } from 'vitest'
import { hasAnswered, placeOf } from './history-place'
import type { TurnMessage } from './message'

const nodes = [
  { id: 'q1', role: 'user', parent: null },
  { id: 'a1', role: 'assistant', parent: 'q1' },
  { id: 'q2', role: 'user', parent: 'a1' },
  { id: 'a2', role: 'assistant', parent: 'q2' },
  { id: 'a1b', role: 'assistant', parent: 'q1' },
]
const tree = { nodes, head: 'a2' }

describe('where a question stands', () => {
  it('is at the end of the branch that is shown, when it is new', () => {
    expect(placeOf(tree, { id: 'q3' })).toEqual({ parent: 'a2' })
  })

  it('is where it says, which begins a branch', () => {
    expect(placeOf(tree, { id: 'q3', parent: 'a1' })).toEqual({ parent: 'a1' })
    expect(placeOf(tree, { id: 'q3', parent: null })).toEqual({ parent: null })
  })

  it('stays when it is asked again, whatever came after it', () => {
    expect(placeOf(tree, { id: 'q2' })).toEqual({ parent: 'a1', answer: 'a2' })
    expect(placeOf(tree, { id: 'q1', parent: 'a2' })).toEqual({ parent: null, answer: 'a1b' })
  })

  it('is not that of an answer', () => {
    expect(() => placeOf(tree, { id: 'a1' })).toThrow('Only a question')
  })
})

describe('an answer', () => {
  const answer = (parts: TurnMessage['parts'], outcome: 'failed' | 'completed'): TurnMessage => ({
    ...{ id: 'a', role: 'assistant', parts },
    metadata: { startedAt: '2026-01-01T00:00:00.000Z', provider: 'ollama', model: 'x', outcome },
  })

  it.each([
    ['failed at once', answer([{ type: 'step-start' }], 'failed'), false],
    ['failed after some words', answer([{ type: 'text', text: 'So far' }], 'failed'), true],
    ['is complete', answer([], 'completed'), true],
  ])('that %s', (_, message, expected) => expect(hasAnswered(message)).toBe(expected))
})

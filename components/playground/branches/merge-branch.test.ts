import { describe, expect, it } from 'vitest'
import { isUnfinished, mergeBranch } from './merge-branch'
import type { TurnMessage } from '../message'

const said = (id: string, text = id, metadata?: object) =>
  ({
    id,
    role: id.startsWith('q') ? 'user' : 'assistant',
    parts: [{ type: 'text', text }],
    ...(metadata && { metadata }),
  }) as TurnMessage
const ended = (id: string, text = id) => said(id, text, { outcome: 'completed' })

describe('bringing a page in line with the store', () => {
  it('changes nothing where nothing is new', () => {
    const shown = [said('q1'), ended('a1')]
    expect(mergeBranch(shown, { messages: structuredClone(shown), hasEarlier: false })).toBe(shown)
  })

  it('keeps the objects of what is the same, so that only what is new is drawn', () => {
    const shown = [said('q1'), said('a1', 'half')]
    const merged = mergeBranch(shown, {
      messages: [said('q1'), ended('a1', 'whole'), said('q2')],
      hasEarlier: false,
    })
    expect(merged[0]).toBe(shown[0])
    expect(merged.map(({ id }) => id)).toEqual(['q1', 'a1', 'q2'])
    expect(merged[1]?.metadata?.outcome).toBe('completed')
  })

  it('keeps older messages that were loaded before, while the branch still goes through them', () => {
    const shown = [said('q1'), ended('a1'), said('q2'), ended('a2')]
    const newest = { messages: [said('q2'), ended('a2'), said('q3')], hasEarlier: true }
    expect(mergeBranch(shown, newest).map(({ id }) => id)).toEqual(['q1', 'a1', 'q2', 'a2', 'q3'])
    const elsewhere = { messages: [said('q9'), ended('a9')], hasEarlier: true }
    expect(mergeBranch(shown, elsewhere).map(({ id }) => id)).toEqual(['q9', 'a9'])
  })

  it('is empty when the conversation is', () => {
    expect(mergeBranch([said('q1')], { messages: [], hasEarlier: false })).toEqual([])
  })
})

describe('an answer that may be under way', () => {
  it('is one that is missing, or has no end yet', () => {
    expect(isUnfinished([said('q1')])).toBe(true)
    expect(isUnfinished([said('q1'), said('a1', 'half', { startedAt: 'now' })])).toBe(true)
    expect(isUnfinished([said('q1'), ended('a1')])).toBe(false)
    expect(isUnfinished([])).toBe(false)
  })
})

import { describe, expect, it } from 'vitest'
import type { TurnMessage } from '../message'
import { openRequests, withDecisions } from './decided'

const waiting = (id: string): TurnMessage['parts'][number] => ({
  type: 'dynamic-tool',
  toolName: 'files__delete',
  toolCallId: `call-${id}`,
  state: 'approval-requested',
  input: { path: id },
  approval: { id },
})
const answer = (...parts: TurnMessage['parts']): TurnMessage => ({ id: 'a', role: 'assistant', parts })

describe('calls that wait for a word', () => {
  it('are those of the newest answer, save what a rule decides by itself', () => {
    const automatic = {
      ...waiting('c'),
      approval: { id: 'c', isAutomatic: true },
    } as TurnMessage['parts'][number]
    expect(openRequests([answer(waiting('a')), answer(waiting('b'), automatic)])).toEqual(['b'])
    expect(openRequests([answer(waiting('a')), { id: 'q', role: 'user', parts: [] }])).toEqual([])
  })

  it('show what was decided at once, each its own', () => {
    const [told] = withDecisions(
      [answer(waiting('a'), waiting('b'))],
      [
        { id: 'a', approved: true },
        { id: 'b', approved: false, reason: 'No' },
      ],
    )
    expect(told?.parts).toMatchObject([
      { state: 'approval-responded', approval: { id: 'a', approved: true } },
      { state: 'approval-responded', approval: { id: 'b', approved: false, reason: 'No' } },
    ])
  })
})

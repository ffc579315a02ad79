import { describe, expect, it } from 'vitest'
import type { TurnMessage, TurnPart } from '../message'
import { editsOf, findAsking, notesOf, pendingOf, supersede, withAnswers, withEdit } from './pending'
import { settledCall, unansweredWords } from './settled-call'

const waiting = (id: string): TurnPart => ({
  type: 'dynamic-tool',
  toolName: 'files__delete',
  toolCallId: `call-${id}`,
  toolMetadata: { server: 'files', tool: 'delete' },
  state: 'approval-requested',
  input: { path: id },
  approval: { id, signature: 'signed' },
})
const answer = (...parts: TurnPart[]): TurnMessage => ({ id: 'a', role: 'assistant', parts })
const both = answer(waiting('one'), { type: 'text', text: 'Well' }, waiting('two'))

describe('a person’s word on the calls of an answer', () => {
  it('takes back that the answer had ended, and keeps what it took until then', () => {
    const metadata = {
      ...{ startedAt: '2026-11-22T09:00:00.000Z', provider: 'p', model: 'm', inputTokens: 5, durationMs: 9 },
      ...{ outcome: 'completed' as const, finishReason: 'tool-calls' },
    }
    const asking = { ...answer(waiting('one')), metadata }
    const { metadata: left } = withAnswers(asking, [{ id: 'one', approved: true }]).answer
    expect(left).toEqual({
      ...{ startedAt: '2026-11-22T09:00:00.000Z', provider: 'p', model: 'm', inputTokens: 5, durationMs: 9 },
    })
  })

  it('is put on each call and told beside it; the model’s arguments and the signature stay', () => {
    const { answer: told, notes } = withAnswers(both, [
      { id: 'two', approved: false, reason: 'Too much' },
      { id: 'one', approved: true, arguments: { path: 'other' }, remember: 'conversation' },
    ])
    expect(told.parts).toMatchObject([
      {
        state: 'approval-responded',
        input: { path: 'one' },
        approval: { id: 'one', approved: true, signature: 'signed' },
      },
      { type: 'text' },
      {
        state: 'approval-responded',
        approval: { approved: false, reason: 'The person denied this call, and says why: Too much' },
      },
      { type: 'data-approval', id: 'call-one' },
      { type: 'data-approval', id: 'call-two' },
    ])
    expect(notes).toEqual([
      {
        toolCallId: 'call-one',
        outcome: 'approved',
        arguments: { path: 'other' },
        remembered: 'conversation',
      },
      { toolCallId: 'call-two', outcome: 'denied', reason: 'Too much' },
    ])
    expect(notesOf(told)).toEqual(notes)
    expect(editsOf(notes).get('call-one')).toEqual({ path: 'other' })
    expect(pendingOf(told)).toEqual([])
  })

  it.each([
    ['is missing on one', [{ id: 'one', approved: true }], 'bad-input'],
    [
      'is said twice',
      [
        { id: 'one', approved: true },
        { id: 'one', approved: false },
      ],
      'bad-input',
    ],
    [
      'is about another call',
      [
        { id: 'one', approved: true },
        { id: 'two', approved: true },
        { id: 'three', approved: true },
      ],
      'revision-conflict',
    ],
  ])('is refused where it %s', (_, given, code) => {
    expect(() => withAnswers(both, given)).toThrow(expect.objectContaining({ code }) as Error)
  })

  it('is refused where it was said before', () => {
    const given = [
      { id: 'one', approved: true },
      { id: 'two', approved: true },
    ]
    const { answer: told } = withAnswers(both, given)
    expect(() => withAnswers(told, given)).toThrow(
      expect.objectContaining({ code: 'revision-conflict' }) as Error,
    )
  })

  it('finds its answer by the request, and only there', () => {
    expect(findAsking([answer(), both], [{ id: 'two' }])).toBe(both)
    expect(() => findAsking([both], [{ id: 'none' }])).toThrow(
      expect.objectContaining({ code: 'not-found' }) as Error,
    )
  })
})

describe('a call that nobody has decided on', () => {
  it('is denied by a new question, and stays denied', () => {
    const [told] = supersede([answer(), both])
    expect(told?.parts).toMatchObject([
      { state: 'output-denied', approval: { approved: false } },
      {},
      { state: 'output-denied' },
      { data: { outcome: 'superseded' } },
      { data: { outcome: 'superseded' } },
    ])
    expect(supersede(told ? [told] : [])).toEqual([])
  })

  it('goes on waiting when its turn is kept', () => {
    const part = pendingOf(both)[0]
    expect(part && settledCall(part)).toBe(part)
  })

  it('is told to the model as not made', () => {
    const part = pendingOf(both)[0]
    expect(part && unansweredWords(part)).toContain('was not made')
  })
})

describe('a call that was approved and broke off', () => {
  it('is kept as failed, since it may have run', () => {
    const { answer: told } = withAnswers(answer(waiting('one')), [{ id: 'one', approved: true }])
    const [part] = told.parts
    expect(part?.type === 'dynamic-tool' && settledCall(part)).toMatchObject({
      state: 'output-error',
      errorText: 'Stopped before it answered; it may have run',
    })
  })
})

it('a changed call is told to the model with what was sent', () => {
  expect(withEdit('done', undefined)).toBe('done')
  expect(withEdit('done', { a: 1 })).toContain('Sent: {"a":1}]\ndone')
})

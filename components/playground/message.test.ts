import { describe, expect, it } from 'vitest'
import type { CallNote } from '@/lib/domain/chat'
import { callsOf, segmentsOf, type TurnMessage } from './message'

type Part = TurnMessage['parts'][number]

const origin = { server: 'sums', tool: 'add' }
const tool = (state: string, more: object = {}): Part =>
  ({
    type: 'dynamic-tool',
    toolName: 'sums__add',
    toolCallId: 'c1',
    input: { a: 1 },
    toolMetadata: origin,
    state,
    ...more,
  }) as Part
const note = (outcome: CallNote['outcome'], more: Partial<CallNote> = {}): Part => ({
  type: 'data-call',
  id: 'c1',
  data: { toolCallId: 'c1', ...origin, durationMs: 12, outcome, ...more },
})
const answer = (...parts: Part[]): TurnMessage => ({ id: 'a', role: 'assistant', parts })

describe('segmentsOf', () => {
  it('gathers calls that follow each other, however many rounds they took', () => {
    const segments = segmentsOf(
      answer(
        { type: 'step-start' },
        { type: 'text', text: 'Let me see.' },
        tool('output-available', { output: 1 }),
        { type: 'step-start' },
        { ...tool('output-available', { output: 2 }), toolCallId: 'c2' } as Part,
        { type: 'text', text: 'Done.' },
      ),
      false,
    )
    expect(segments.map(({ kind }) => kind)).toEqual(['text', 'calls', 'text'])
    expect(segments[1]).toMatchObject({ calls: [{ id: 'c1' }, { id: 'c2' }] })
  })

  it('leaves out text that is only white space', () => {
    expect(segmentsOf(answer({ type: 'text', text: ' \n' }), true)).toEqual([])
  })
})

describe('a call as a row', () => {
  const stateOf = (isRunning: boolean, ...parts: Part[]) => callsOf(answer(...parts), isRunning)[0]?.state

  it('says where it stands', () => {
    expect(stateOf(true, tool('input-streaming'))).toBe('preparing')
    expect(stateOf(true, tool('input-available'))).toBe('running')
    expect(stateOf(true, note('ok'), tool('output-available', { output: 1 }))).toBe('done')
    expect(stateOf(true, note('tool-error'), tool('output-error', { errorText: 'Disk full' }))).toBe('failed')
    expect(stateOf(true, note('cancelled'), tool('output-error', { errorText: 'x' }))).toBe('stopped')
  })

  it('does not run on in an answer that has ended', () => {
    expect(stateOf(false, tool('input-available'))).toBe('stopped')
    expect(stateOf(false, tool('input-streaming'))).toBe('stopped')
  })

  it('names server and tool, and carries time and result', () => {
    expect(
      callsOf(answer(note('ok'), tool('output-available', { output: { content: [] } })), false)[0],
    ).toEqual({
      id: 'c1',
      ...origin,
      input: { a: 1 },
      state: 'done',
      output: { content: [] },
      note: { toolCallId: 'c1', ...origin, durationMs: 12, outcome: 'ok' },
    })
  })

  it('names server and tool before the call has ended', () => {
    expect(callsOf(answer(tool('input-available')), true)[0]).toMatchObject(origin)
  })

  it('shows the call of a tool that does not exist as failed', () => {
    const invented = {
      type: 'tool-made_up',
      toolCallId: 'x',
      state: 'output-error',
      input: {},
      errorText: 'No such tool',
    } as Part
    expect(callsOf(answer(invented), false)[0]).toMatchObject({
      tool: 'made_up',
      state: 'failed',
      error: 'No such tool',
    })
  })
})

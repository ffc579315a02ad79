import { createUIMessageStream, readUIMessageStream } from 'ai'
import { describe, expect, it } from 'vitest'
import { FakeClock } from '@/e2e/servers/fake-clock'
import { silentLogger } from '@/lib/kit/logger'
import type { AnswerChunk } from './answer-draft'
import { AnswerKeeper, type AnswerStage } from './answer-keeper'
import type { TurnMessage } from './message'

const START: AnswerChunk = {
  type: 'start',
  messageId: 'answer',
  messageMetadata: { startedAt: '2026-01-01T00:00:00.000Z', provider: 'openai', model: 'm' },
}
const CALLED: AnswerChunk[] = [
  { type: 'tool-input-start', toolCallId: 'c', toolName: 's__t', dynamic: true },
  { type: 'tool-input-delta', toolCallId: 'c', inputTextDelta: '{"a":1}' },
  { type: 'tool-input-available', toolCallId: 'c', toolName: 's__t', input: { a: 1 }, dynamic: true },
]
const ANSWERED: AnswerChunk = { type: 'tool-output-available', toolCallId: 'c', output: 'x', dynamic: true }
const words = (id: string, ...deltas: string[]): AnswerChunk[] => [
  { type: 'text-start', id },
  ...deltas.map((delta): AnswerChunk => ({ type: 'text-delta', id, delta })),
]
const textOf = ({ parts }: TurnMessage) =>
  parts.flatMap((part) => (part.type === 'text' ? [part.text] : [])).join('|')

/** An answer that says what the test lets it say, and what was kept of it. */
function answering({ before, keep }: { before?: TurnMessage; keep?: () => Promise<void> } = {}) {
  const clock = new FakeClock()
  const kept: { stage: AnswerStage; answer: TurnMessage }[] = []
  const keeper = new AnswerKeeper({
    before,
    clock,
    logger: silentLogger,
    keep: async (answer, stage) => {
      await keep?.()
      kept.push({ stage, answer: structuredClone(answer) })
    },
  })
  const over = Promise.withResolvers<undefined>()
  let write: (chunk: AnswerChunk) => void = () => undefined
  const stream = createUIMessageStream<TurnMessage>({
    ...(before && { originalMessages: [before] }),
    execute: async ({ writer }) => {
      write = (chunk) => writer.write(chunk)
      await over.promise
    },
    onStepEnd: ({ responseMessage }) => keeper.roundEnded(responseMessage),
    onEnd: ({ responseMessage }) => keeper.ended(responseMessage),
  })
  let seen: TurnMessage | undefined
  const reading = (async () => {
    const states = readUIMessageStream<TurnMessage>({
      ...(before && { message: structuredClone(before) }),
      stream: keeper.watch(stream),
    })
    for await (const state of states) seen = state
  })()
  return {
    clock,
    kept,
    say: async (...chunks: AnswerChunk[]) => {
      for (const chunk of chunks) write(chunk)
      // Until all of it has gone through the streams, and what is due was written.
      for (let turn = 0; turn < 5; turn++) await new Promise((resolve) => setImmediate(resolve))
    },
    pass: async (ms: number) => {
      clock.advance(ms)
      for (let turn = 0; turn < 5; turn++) await new Promise((resolve) => setImmediate(resolve))
    },
    end: async () => {
      over.resolve(undefined)
      await reading
    },
    seen: () => seen,
  }
}

describe('an answer that is being given', () => {
  it('is kept every two seconds while it says something, and only then', async () => {
    const { say, pass, kept } = answering()
    await say(START, { type: 'start-step' }, ...words('t', 'Once ', 'upon '))
    expect(kept).toEqual([])
    await pass(2_000)
    expect(kept.map(({ stage, answer }) => [stage, textOf(answer)])).toEqual([['draft', 'Once upon ']])
    expect(kept[0]?.answer).toMatchObject({ id: 'answer', metadata: { model: 'm' } })
    await pass(60_000)
    expect(kept).toHaveLength(1)
    await say({ type: 'text-delta', id: 't', delta: 'a time' })
    await pass(2_000)
    expect(textOf(kept[1]!.answer)).toBe('Once upon a time')
  })

  it('is kept at once when it calls a tool, and not for a call that is still being written', async () => {
    const { say, kept } = answering()
    await say(START, { type: 'start-step' }, ...words('t', 'Let me look.'), ...CALLED.slice(0, 2))
    expect(kept).toEqual([])
    await say(...CALLED.slice(2))
    expect(kept).toHaveLength(1)
    expect(kept[0]?.answer.parts.at(-1)).toMatchObject({ state: 'input-available', input: { a: 1 } })
    expect(textOf(kept[0]!.answer)).toBe('Let me look.')
  })

  it('is not kept again for the progress of a call, nor when a round that was kept has ended', async () => {
    const { say, pass, kept } = answering()
    await say(START, { type: 'start-step' }, ...CALLED)
    await say({ type: 'data-progress', id: 'c', data: { toolCallId: 'c', progress: 1 } })
    await pass(60_000)
    await say(ANSWERED, { type: 'finish-step' })
    await pass(60_000)
    expect(kept.map(({ stage }) => stage)).toEqual(['draft', 'round'])
  })

  it('has in its draft what the rounds before said, once', async () => {
    const { say, pass, kept, seen } = answering()
    const first = [{ type: 'start-step' } as const, ...words('a', 'First.'), ...CALLED, ANSWERED]
    await say(START, ...first, { type: 'text-end', id: 'a' }, { type: 'finish-step' })
    await say({ type: 'start-step' }, ...words('b', 'Sec', 'ond.'))
    await pass(2_000)
    expect(kept.map(({ stage }) => stage)).toEqual(['draft', 'round', 'draft'])
    expect(textOf(kept.at(-1)!.answer)).toBe('First.|Second.')
    expect(kept.at(-1)?.answer).toEqual(seen())
  })

  it('goes on from the answer that a person has decided on', async () => {
    const { say, pass, kept } = answering({
      before: { id: 'answer', role: 'assistant', parts: [{ type: 'text', text: 'May I?', state: 'done' }] },
    })
    await say(START, { type: 'start-step' }, ...words('t', 'Thanks.'))
    await pass(2_000)
    expect(textOf(kept[0]!.answer)).toBe('May I?|Thanks.')
  })

  it('is whole at its end, however slow a draft is written', async () => {
    const gate = Promise.withResolvers<undefined>()
    const { say, pass, kept, end } = answering({ keep: () => gate.promise })
    await say(START, { type: 'start-step' }, ...words('t', 'Half'))
    await pass(2_000)
    await say({ type: 'text-delta', id: 't', delta: ' and whole' }, { type: 'text-end', id: 't' })
    await pass(2_000)
    const ended = end()
    await pass(2_000)
    gate.resolve(undefined)
    await ended
    await pass(60_000)
    expect(kept.map(({ stage, answer }) => [stage, textOf(answer)])).toEqual([
      ['draft', 'Half'],
      ['end', 'Half and whole'],
    ])
  })
})

import { describe, expect, it } from 'vitest'
import { FakeClock } from '@/e2e/servers/fake-clock'
import type { ServerRequest } from '@/lib/connections/server-requests'
import type { Question } from '@/lib/domain/chat'
import { QUESTION_LIMIT_MS, Questions, type Sample } from './questions'

const PLACE = { toolCallId: 'call', server: 'yard', tool: 'ask' }
const FORM: ServerRequest = {
  kind: 'elicitation',
  params: {
    message: 'Who?',
    requestedSchema: { type: 'object', properties: { name: { type: 'string' } }, required: ['name'] },
  },
}
const never: Sample = () => Promise.reject(new Error('Nobody allowed that'))

function world(sample: Sample = never) {
  const clock = new FakeClock()
  const questions = new Questions({ clock })
  const told: Question[] = []
  const ask = questions.asker({ conversation: 'c', sample })(PLACE, (question) => told.push(question))
  const signal = new AbortController()
  return { clock, questions, told, ask: (request: ServerRequest) => ask(request, signal.signal), signal }
}
const url = (address: string): ServerRequest => ({
  kind: 'elicitation',
  params: { mode: 'url', message: 'Pay', url: address },
})
const sampling: ServerRequest = {
  kind: 'sampling',
  params: { maxTokens: 1_000_000, messages: [{ role: 'user', content: { type: 'text', text: 'Say yes' } }] },
}

describe('a question of a server', () => {
  it('waits for a person, and their answer goes back once', async () => {
    const { questions, told, ask } = world()
    const answer = ask(FORM)
    const [{ id } = { id: '' }] = questions.list({ conversation: 'c' })
    expect(questions.list({ conversation: 'other' })).toEqual([])
    expect(() => questions.answer(id, { action: 'accept', content: {} })).toThrow('name is needed')
    expect(questions.answer(id, { action: 'accept', content: { name: 'Ada' } }).state).toBe('accepted')
    expect(() => questions.answer(id, { action: 'decline' })).toThrow('This question is over')
    expect(await answer).toEqual({ kind: 'elicitation', action: 'accept', content: { name: 'Ada' } })
    expect(told.map(({ state }) => state)).toEqual(['waiting', 'accepted'])
    expect(questions.list({})).toEqual([])
  })

  it('is cancelled when nobody answers in time, or its call ends', async () => {
    const late = world()
    const unanswered = late.ask(FORM)
    late.clock.advance(QUESTION_LIMIT_MS)
    expect(await unanswered).toEqual({ kind: 'elicitation', action: 'cancel' })
    expect(late.told.at(-1)?.state).toBe('expired')
    const stopped = world()
    const cut = stopped.ask(FORM)
    stopped.signal.abort()
    expect(await cut).toEqual({ kind: 'elicitation', action: 'cancel' })
    expect(stopped.told.at(-1)?.state).toBe('cancelled')
  })

  it.each(['javascript:alert(1)', 'file:///etc/passwd', 'https://bank.example@evil.example/', 'nowhere', ''])(
    'is refused where it leads to %s',
    async (address) => {
      expect(await world().ask(url(address))).toMatchObject({ kind: 'refused' })
    },
  )

  it('shows a page whole, and consent to it carries nothing', async () => {
    const { questions, told, ask } = world()
    const answer = ask(url('https://pay.example/checkout?for=1'))
    expect(told[0]?.asks).toEqual({ kind: 'url', url: 'https://pay.example/checkout?for=1' })
    questions.answer(told[0]?.id ?? '', { action: 'accept', content: { secret: 'x' } })
    expect(await answer).toEqual({ kind: 'elicitation', action: 'accept' })
  })

  it('is refused for folders, and where a server asks without end', async () => {
    const { ask } = world()
    expect(await ask({ kind: 'roots', params: {} })).toMatchObject({ kind: 'refused' })
    for (let at = 0; at < 19; at++) await ask({ kind: 'roots', params: {} })
    expect(await ask(FORM)).toEqual({ kind: 'refused', why: 'it has asked too often in one call' })
  })
})

describe('a question for the model', () => {
  const yes: Sample = ({ asks }) =>
    Promise.resolve({ text: `yes within ${asks.maxTokens}`, model: 'm', stopReason: 'endTurn' })

  it('asks the model when the person lets it, and shows the answer before it goes back', async () => {
    const { questions, told, ask } = world(yes)
    const answer = ask(sampling)
    const id = told[0]?.id ?? ''
    expect(questions.answer(id, { action: 'accept' }).state).toBe('working')
    await Promise.resolve()
    await new Promise((resolve) => setImmediate(resolve))
    expect(told.at(-1)?.asks).toMatchObject({ draft: { text: 'yes within 8192', model: 'm' } })
    questions.answer(id, { action: 'accept', content: { text: 'no' } })
    expect(await answer).toEqual({
      kind: 'sampling',
      result: { model: 'm', role: 'assistant', stopReason: 'endTurn', content: { type: 'text', text: 'no' } },
    })
    expect(told.at(-1)).toMatchObject({ state: 'accepted', asks: { draft: { text: 'no' } } })
  })

  it('gives nothing away where the person says no, before or after', async () => {
    const before = world(yes)
    const first = before.ask(sampling)
    before.questions.answer(before.told[0]?.id ?? '', { action: 'decline' })
    expect(await first).toMatchObject({ kind: 'refused' })
    const after = world(yes)
    const second = after.ask(sampling)
    after.questions.answer(after.told[0]?.id ?? '', { action: 'accept' })
    await new Promise((resolve) => setImmediate(resolve))
    after.questions.answer(after.told[0]?.id ?? '', { action: 'decline' })
    expect(await second).toMatchObject({ kind: 'refused' })
  })

  it('can be stopped while the model thinks', async () => {
    const { questions, told, ask } = world(
      (_, signal) =>
        new Promise((_, reject) => {
          signal.addEventListener('abort', () => reject(new Error('aborted')))
        }),
    )
    const answer = ask(sampling)
    questions.answer(told[0]?.id ?? '', { action: 'accept' })
    await new Promise((resolve) => setImmediate(resolve))
    questions.answer(told[0]?.id ?? '', { action: 'cancel' })
    expect(await answer).toEqual({ kind: 'refused', why: 'the person stopped the model' })
  })

  it('is over when the model fails, and the server is told why', async () => {
    const { questions, told, ask } = world(() => Promise.reject(new Error('the model did not answer')))
    const answer = ask(sampling)
    questions.answer(told[0]?.id ?? '', { action: 'accept' })
    await expect(answer).rejects.toThrow('the model did not answer')
    expect(told.at(-1)?.state).toBe('cancelled')
  })
})

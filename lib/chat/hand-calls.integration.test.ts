import { MockLanguageModelV4 } from 'ai/test'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { resolvedModel } from '@/e2e/fixtures/chat-parts'
import { PoolHarness, until } from '@/e2e/servers/pool-harness'
import type { ChosenModel } from '@/lib/domain/api/chat'
import type { Question } from '@/lib/domain/chat'
import { systemClock } from '@/lib/kit/clock'
import { HandCalls } from './hand-calls'
import { Questions } from './questions/questions'

const yes = new MockLanguageModelV4({
  doGenerate: {
    content: [{ type: 'text', text: 'Yes indeed' }],
    finishReason: { unified: 'stop', raw: undefined },
    usage: {
      inputTokens: { total: 3, noCache: 3, cacheRead: undefined, cacheWrite: undefined },
      outputTokens: { total: 2, text: 2, reasoning: undefined },
    },
    warnings: [],
  },
})

let harness: PoolHarness
beforeAll(() => {
  harness = new PoolHarness({ answers: ['elicitation', 'sampling'] })
  harness.declare('yard', { endpoint: harness.stdio(['--asking']) })
})
afterAll(() => harness.dispose())

function world(model: MockLanguageModelV4 | null = yes) {
  const questions = new Questions({ clock: systemClock })
  const chosen: (ChosenModel | undefined)[] = []
  const hand = new HandCalls({
    pool: harness.pool,
    questions,
    models: {
      resolve: (one) => {
        chosen.push(one)
        return Promise.resolve(model && resolvedModel(model))
      },
    },
  })
  const page = new AbortController()
  const name = crypto.randomUUID()
  const call = (tool: string, more: { call?: string; model?: ChosenModel } = { call: name }) =>
    hand.call({ server: 'yard', tool, arguments: {}, ...more }, page.signal)
  /** What a page would show for this call, once it is in that state. */
  const shown = async (
    state: Question['state'] = 'waiting',
    has: (question: Question) => boolean = () => true,
  ) => {
    const find = () => questions.list({ call: name }).find((one) => one.state === state && has(one))
    await until(() => find() !== undefined)
    const found = find()
    if (!found) throw new Error('It was there a moment ago')
    return found
  }
  return { questions, call, page, name, shown, chosen }
}

describe('a call made by hand whose server asks in the middle of it', () => {
  it('waits for the form that its page shows, and goes on with what it is filled with', async () => {
    const { questions, call, shown } = world()
    const result = call('ask')
    const question = await shown()
    expect(question).toMatchObject({
      server: 'yard',
      tool: 'ask',
      message: 'Who are you?',
      asks: { kind: 'form' },
    })
    expect(questions.list({ call: crypto.randomUUID() })).toEqual([])
    expect(() => questions.answer(question.id, { action: 'accept', content: {} })).toThrow('name is needed')
    questions.answer(question.id, { action: 'accept', content: { name: 'Ada' } })
    expect((await result).content[0]?.text).toBe('Hello Ada')
    expect((await result).refused).toBeUndefined()
  })

  it('tells the server of a page that was opened, of a no, and of a question put aside', async () => {
    const { questions, call, shown } = world()
    for (const [tool, action] of [
      ['visit', 'accept'],
      ['visit', 'decline'],
      ['ask', 'decline'],
      ['ask', 'cancel'],
    ] as const) {
      const result = call(tool)
      questions.answer((await shown()).id, { action })
      expect((await result).content[0]?.text).toBe(action)
    }
  })

  it('lets the chosen model answer once the person allows it, and sends what the person lets through', async () => {
    const { questions, call, shown, chosen, name } = world()
    const model = { provider: 'ollama', model: 'small' } as const
    const result = call('sample', { call: name, model })
    const { id } = await shown()
    questions.answer(id, { action: 'accept' })
    const draft = await shown('waiting', ({ asks }) => asks.kind === 'sampling' && asks.draft !== undefined)
    expect(draft.asks).toMatchObject({ draft: { text: 'Yes indeed', model: 'scripted' } })
    questions.answer(id, { action: 'accept', content: { text: 'Yes' } })
    expect((await result).content[0]?.text).toBe('Yes')
    expect(new Set(chosen)).toEqual(new Set([model]))
  })

  it('asks nobody to allow a model where there is none, and says so with the result', async () => {
    const { call, questions } = world(null)
    const { refused } = await call('sample')
    expect(refused).toEqual([
      {
        kind: 'sampling',
        message: "The server asked for a model's answer, and was refused: no model is set here.",
      },
    ])
    expect(questions.list({})).toEqual([])
  })

  it('is cancelled, question and all, when its page is closed', async () => {
    const { questions, call, page, shown } = world()
    const result = call('ask')
    const { id } = await shown()
    page.abort()
    await expect(result).rejects.toMatchObject({ code: 'cancelled' })
    await until(() => questions.list({}).length === 0)
    expect(() => questions.answer(id, { action: 'decline' })).toThrow('This question is over')
  })

  it('refuses where its caller has no name to answer under, as a script has none', async () => {
    const { call } = world()
    expect((await call('ask', {})).refused).toMatchObject([{ kind: 'elicitation' }])
  })
})

import { describe, expect, it } from 'vitest'
import { estimateCall, fitCall, type ModelCall } from './answer-fit'

type Message = ModelCall['prompt'][number]
const user = (text: string): Message => ({ role: 'user', content: [{ type: 'text', text }] })
const assistant = (text: string): Message => ({ role: 'assistant', content: [{ type: 'text', text }] })
const called = (id: string): Message => ({
  role: 'assistant',
  content: [{ type: 'tool-call', toolCallId: id, toolName: 't', input: {} }],
})
const result = (id: string, value: string): Message => ({
  role: 'tool',
  content: [{ type: 'tool-result', toolCallId: id, toolName: 't', output: { type: 'text', value } }],
})
const LONG = 'many words of a tool '.repeat(200)
const questionWith = (count: number) => `${'passage words here '.repeat(count * 20)}The question`

const call: ModelCall = {
  prompt: [
    { role: 'system', content: 'Rules' },
    user('First'),
    called('1'),
    result('1', LONG),
    assistant('Answer to the first'),
    user('Second '.repeat(100)),
    assistant('Answer to the second'),
    user(questionWith(4)),
    called('2'),
    result('2', LONG),
  ],
}
const fit = (contextTokens: number, of = call) => fitCall(of, { contextTokens, questionWith, passages: 4 })
const textOf = ({ prompt }: ModelCall) => JSON.stringify(prompt)

describe('fitting a call', () => {
  it('leaves alone what fits', () => {
    expect(fit(100_000)).toEqual({
      call,
      shortened: { oldResults: 0, messages: 0, passages: 0, newResults: 0 },
    })
  })

  it('first shortens what tools gave for earlier questions', () => {
    const { call: fitted, shortened } = fit(2_500)
    expect(shortened).toEqual({ oldResults: 1, messages: 0, passages: 0, newResults: 0 })
    expect(textOf(fitted)).toContain('Answer to the first')
    expect(textOf(fitted)).toContain('Cut here, to fit')
  })

  it('says how to read on in what it shortened, where the model can', () => {
    const reader = { type: 'function' as const, name: 'read_result', inputSchema: {} }
    const { call: fitted } = fit(2_500, { ...call, tools: [reader] })
    const cut = fitted.prompt[3]?.content[0]
    const value =
      typeof cut === 'object' && cut.type === 'tool-result' && cut.output.type === 'text' && cut.output.value
    const [, shown, from] =
      /^(.*)\n\[Cut here.* call read_result with {"result":"1","from":(\d+)}\.\]$/s.exec(value || '')!
    expect(shown).toBe(LONG.slice(0, Number(from)))
    expect(Number(from)).toBeGreaterThan(100)
  })

  it('then leaves out earlier turns, whole, oldest first', () => {
    const { call: fitted, shortened } = fit(2_300)
    expect(shortened).toMatchObject({ messages: 3, passages: 0 })
    expect(textOf(fitted)).not.toContain('Answer to the first')
    expect(textOf(fitted)).toContain('Answer to the second')
    // No result without its call.
    expect(fitted.prompt.filter(({ role }) => role === 'tool')).toHaveLength(1)
  })

  it('then passages from the last on, and results of this turn at the end', () => {
    const some = fit(1_650)
    expect(some.shortened.passages).toBeGreaterThan(0)
    expect(some.shortened.newResults).toBe(0)
    const all = fit(700)
    expect(all.shortened).toMatchObject({ passages: 4 })
    expect(all.shortened.newResults).toBeGreaterThan(0)
    expect(textOf(all.call)).toContain('The question')
    expect(estimateCall(all.call)).toBeLessThan(700 * 0.8)
  })

  it('ends, and keeps rules and question, where even that is too much', () => {
    const { call: fitted } = fit(50)
    expect(fitted.prompt[0]).toEqual({ role: 'system', content: 'Rules' })
    expect(textOf(fitted)).toContain('The question')
  })
})

import type { ToolExecutionOptions } from 'ai'
import { describe, expect, it } from 'vitest'
import type { ToolResult } from '@/lib/domain/capability'
import { resultReader } from './read-result'
import { textForModel } from './tool-result'

const result = (text: string): ToolResult => ({ content: [{ type: 'text', text }], isError: false })
const whole = `${'a'.repeat(50_000)}Needle [x]${'b'.repeat(50_000)}`
const reader = resultReader((call) => (call === 'c1' ? result(whole) : undefined))
const read = (input: unknown): string => {
  const options: ToolExecutionOptions<unknown> = { toolCallId: 'r1', messages: [], context: undefined }
  const { content } = reader.execute?.(input, options) as ToolResult
  return String(content[0]?.text)
}

describe('reading on in a result that was cut', () => {
  it('goes on where its note says, without a gap or an overlap, to the end', () => {
    const first = textForModel(result(whole), { call: 'c1' })
    const handle = /read_result with (\{.*?\})/.exec(first.text)?.[1]
    expect(JSON.parse(handle ?? '{}')).toEqual({ result: 'c1', from: 32_000 })
    let [from, rest] = [32_000, '']
    for (;;) {
      const [head = '', body] = read({ result: 'c1', from }).split('\n')
      rest += body ?? ''
      const next = /Go on from (\d+)/.exec(head)?.[1]
      if (next === undefined) break
      from = Number(next)
    }
    expect(whole.slice(0, 32_000) + rest).toBe(whole)
  })

  it('finds words behind a place, whatever their case, as text and not as a pattern', () => {
    expect(read({ result: 'c1', find: 'needle [X]' })).toContain('Needle [x]')
    expect(read({ result: 'c1', find: 'needle', from: 60_000 })).toBe(
      '["needle" does not stand behind character 60000.]',
    )
    expect(read({ result: 'c1', find: '.' })).toContain('does not stand')
  })

  it('says where a result ends, and which there is not', () => {
    expect(read({ result: 'c1', from: 1_000_000 })).toContain(`it has ${whole.length} characters`)
    expect(() => read({ result: 'other' })).toThrow('There is no result other')
    expect(() => read({ from: 5 })).toThrow('The name of the result is missing')
  })
})

import { describe, expect, it } from 'vitest'
import type { Question } from '@/lib/domain/chat'
import { withAnswered } from './answered'

const question = (name: string, state: Question['state']): Question => ({
  ...{ id: name, toolCallId: 'call', server: 'yard', tool: 'ask', message: name, state },
  asks: { kind: 'url', url: 'https://example.org/' },
})

describe('the questions of a call made by hand', () => {
  it('shows what was answered once, though the list that is at hand still has it', () => {
    const listed = [question('one', 'waiting'), question('two', 'working')]
    expect(withAnswered(listed, [question('one', 'declined')]).map(({ id, state }) => [id, state])).toEqual([
      ['one', 'declined'],
      ['two', 'working'],
    ])
  })

  it('leaves out what is over and was not answered here', () => {
    expect(withAnswered([question('one', 'cancelled')], [])).toEqual([])
  })
})

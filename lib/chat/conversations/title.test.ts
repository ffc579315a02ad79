import { describe, expect, it } from 'vitest'
import type { TurnMessage } from '../message'
import { firstExchange, readTitle, titlePrompt } from './title'

describe('a title from a model', () => {
  it.each([
    ['Rolling back a deployment', 'Rolling back a deployment'],
    ['"Rolling back a deployment."', 'Rolling back a deployment'],
    ['Title: **Rolling back**', 'Rolling back'],
    ['# Rolling   back', 'Rolling back'],
    ['\n\n„Zurückrollen“\nBecause you asked how to roll back.', 'Zurückrollen'],
    ['What\u0000 now?', 'What now?'],
  ])('is taken from %j', (written, title) => {
    expect(readTitle(written)).toBe(title)
  })

  it.each(['', '   ', '"."', 'x'.repeat(71), 'one '.repeat(13)])('is not %j', (written) => {
    expect(readTitle(written)).toBeUndefined()
  })
})

describe('what a title is made of', () => {
  const question = { id: 'q', role: 'user', parts: [{ type: 'text', text: 'How?' }] } as TurnMessage
  const answer = (outcome?: string) =>
    ({
      id: 'a',
      role: 'assistant',
      parts: [{ type: 'text', text: 'So.' }],
      metadata: { outcome },
    }) as TurnMessage

  it('is the first question with its whole answer', () => {
    expect(firstExchange([question, answer('completed'), question])).toEqual({
      question: 'How?',
      answer: 'So.',
    })
  })

  it('is nothing before there is one, or where it broke off', () => {
    expect(firstExchange([])).toBeUndefined()
    expect(firstExchange([question])).toBeUndefined()
    expect(firstExchange([question, answer()])).toBeUndefined()
    expect(firstExchange([question, answer('stopped')])).toBeUndefined()
  })

  it('is cut to what a title needs', () => {
    expect(titlePrompt({ question: 'q'.repeat(9_999), answer: 'a'.repeat(9_999) }).length).toBeLessThan(4_100)
  })
})

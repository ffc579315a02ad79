import { describe, expect, it } from 'vitest'
import { promptSchemaOf, textArguments } from './prompt-schema'

describe('a prompt', () => {
  it('asks for its arguments as texts', () => {
    expect(
      promptSchemaOf({
        name: 'review',
        arguments: [{ name: 'code', description: 'What to review', required: true }, { name: 'tone' }],
      }),
    ).toEqual({
      type: 'object',
      properties: { code: { type: 'string', description: 'What to review' }, tone: { type: 'string' } },
      required: ['code'],
    })
    expect(promptSchemaOf({ name: 'plain' }).properties).toEqual({})
  })

  it('sends everything as text', () => {
    expect(textArguments({ a: 'x', b: 5, c: { d: 1 } })).toEqual({ a: 'x', b: '5', c: '{"d":1}' })
  })
})

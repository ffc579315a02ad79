import { describe, expect, it } from 'vitest'
import { checkArguments } from './check-arguments'

const schema = {
  type: 'object',
  properties: { path: { type: 'string' }, count: { type: 'integer', minimum: 1 } },
  required: ['path'],
}

describe('arguments that a person has changed', () => {
  it('fit where they are what the tool takes', () => {
    expect(checkArguments(schema, { path: '/tmp', count: 2 })).toBeUndefined()
  })

  it('are refused in words where they are not', () => {
    expect(checkArguments(schema, { count: 2 })).toContain('path')
    expect(checkArguments(schema, { path: '/tmp', count: 0 })).toMatch(/count|>= 1/)
  })

  it.each([
    [{ type: 'objekt' }],
    [{ $ref: 'http://127.0.0.1:1/x.json' }],
    [{ type: 'object', pattern: '(' }],
  ])('are left to the server where its schema is none (%j)', (broken) => {
    expect(checkArguments(broken, { any: 1 })).toBeUndefined()
  })
})

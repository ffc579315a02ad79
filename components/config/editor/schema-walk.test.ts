import { describe, expect, it } from 'vitest'
import { describeAt, type JsonSchema, keysAt, valuesAt } from './schema-walk'

const schema: JsonSchema = {
  properties: {
    servers: {
      description: 'By name.',
      anyOf: [
        { type: 'object', additionalProperties: { $ref: '#/definitions/server' } },
        { type: 'array', items: { allOf: [{ $ref: '#/definitions/server' }] }, doNotSuggest: true },
      ],
    },
  },
  definitions: {
    server: {
      properties: {
        max_retries: {
          description: 'Tries.',
          default: 5,
          anyOf: [{ type: 'integer' }, { type: 'null', doNotSuggest: true }],
        },
        maxRetries: { doNotSuggest: true },
        transport: { anyOf: [{ enum: ['stdio', 'sse'] }, {}] },
        enabled: { anyOf: [{ type: 'boolean' }, { enum: ['yes'], doNotSuggest: true }] },
        args: { type: 'array', items: { type: 'string' } },
        call_timeout: { type: 'string', examples: ['30s'] },
      },
    },
  },
}

describe('a schema', () => {
  it('proposes the keys of a level with what they mean, and no other spellings', () => {
    expect(keysAt(schema, [])).toMatchObject([{ name: 'servers', description: 'By name.', opens: 'object' }])
    expect(keysAt(schema, ['servers', 'any-name'])).toMatchObject([
      { name: 'max_retries', description: 'Tries. Default: 5.', kind: 'number', opens: undefined },
      { name: 'transport' },
      { name: 'enabled' },
      { name: 'args', opens: 'list' },
      { name: 'call_timeout' },
    ])
    expect(keysAt(schema, ['servers', 0]).map(({ name }) => name)).toContain('args')
    expect(keysAt(schema, ['servers', 'a'], true).map(({ name }) => name)).toContain('maxRetries')
    expect(keysAt(schema, ['nowhere', 'at', 'all'])).toEqual([])
  })

  it('proposes the values that are named', () => {
    expect(valuesAt(schema, ['servers', 'a', 'transport'])).toEqual(['stdio', 'sse'])
    expect(valuesAt(schema, ['servers', 'a', 'enabled'])).toEqual(['true', 'false'])
    expect(valuesAt(schema, ['servers', 'a', 'call_timeout'])).toEqual(['30s'])
  })

  it('tells what a key means', () => {
    expect(describeAt(schema, ['servers', 'a', 'max_retries'])).toBe('Tries. Default: 5.')
    expect(describeAt(schema, ['servers', 'a', 'unknown'])).toBeUndefined()
  })
})

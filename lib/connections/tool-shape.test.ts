import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { toolSchema } from '@/lib/domain/capability'
import { readTool } from './tool-shape'

const object = (properties: Record<string, unknown>) => ({ type: 'object', properties })

describe('readTool', () => {
  it('takes a tool as it is', () => {
    const tool = {
      name: 'move',
      title: 'Move',
      description: 'Moves it',
      inputSchema: object({ to: { type: 'string', pattern: '^[a-z]+$' } }),
      outputSchema: object({}),
      annotations: { readOnlyHint: false },
    }
    expect(readTool(tool)).toEqual({ tool })
  })

  it('leaves out what has no name, and says so', () => {
    for (const raw of [{}, { name: '' }, { name: 7 }, null, 'tool', []]) {
      expect(readTool(raw)).toEqual({ warning: 'A tool without a name was left out' })
    }
  })

  const flawed: [string, unknown, RegExp][] = [
    ['is missing', undefined, /no JSON Schema object/],
    ['is a string', 'schema', /no JSON Schema object/],
    ['is of another type', { type: 'array' }, /not "object"/],
    ['has a type that does not exist', object({ a: { type: 'strnig' } }), /unknown type "strnig"/],
    ['has properties that are none', { type: 'object', properties: [] }, /properties is no object/],
    ['requires what is no name', { type: 'object', required: [1] }, /required is no list/],
    ['has a pattern that is none', object({ a: { pattern: '(' } }), /no regular expression/],
    ['refers to the network', object({ a: { $ref: 'https://h/s.json' } }), /network reference/],
    ['has a flaw deep inside', object({ a: { items: { anyOf: [{ type: 'no' }] } } }), /unknown type "no"/],
  ]
  for (const [what, inputSchema, words] of flawed) {
    it(`lists a tool whose input schema ${what}, with a warning`, () => {
      const { tool, warning } = readTool({ name: 'flawed', inputSchema })
      expect(tool?.name).toBe('flawed')
      expect(warning).toMatch(words)
    })
  }

  it('lists a tool whose output schema is none, without it', () => {
    const { tool, warning } = readTool({ name: 'odd', inputSchema: object({}), outputSchema: true })
    expect(tool).toEqual({ name: 'odd', inputSchema: object({}) })
    expect(warning).toMatch(/outputSchema/)
  })

  it('takes patterns that are right only without the flag u', () => {
    expect(readTool({ name: 'a', inputSchema: object({ a: { pattern: '\\-' } }) }).warning).toBeUndefined()
  })

  it('drops annotations that can not be read and keeps the tool', () => {
    const { tool } = readTool({ name: 'a', inputSchema: object({}), annotations: { readOnlyHint: 'yes' } })
    expect(tool).toEqual({ name: 'a', inputSchema: object({}) })
  })

  it('takes a schema of a megabyte', () => {
    const fields: [string, unknown][] = Array.from({ length: 20_000 }, (_, i) => [
      `field_${i}`,
      { type: 'string', description: 'd' },
    ])
    expect(
      readTool({ name: 'huge', inputSchema: object(Object.fromEntries(fields)) }).warning,
    ).toBeUndefined()
  })

  it('never throws, and what it gives is a tool', () => {
    fc.assert(
      fc.property(fc.record({ name: fc.string({ minLength: 1 }), inputSchema: fc.jsonValue() }), (raw) => {
        const { tool } = readTool(raw)
        expect(toolSchema.safeParse(tool).success).toBe(true)
      }),
    )
  })
})

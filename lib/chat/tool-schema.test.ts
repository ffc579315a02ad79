import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { schemaForModel } from './tool-schema'

describe('schemaForModel', () => {
  it('leaves an ordinary schema as it is', () => {
    const schema = {
      type: 'object',
      properties: {
        path: { type: 'string', description: 'Where' },
        deep: { type: 'boolean', default: false },
      },
      required: ['path'],
      additionalProperties: false,
    }
    expect(schemaForModel(schema)).toEqual(schema)
  })

  it('makes an object of whatever a server calls a schema', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (anything) => {
        const schema = schemaForModel(anything)
        expect(schema.type).toBe('object')
        expect(schema.properties).toBeTypeOf('object')
        expect(() => JSON.stringify(schema)).not.toThrow()
      }),
    )
  })

  it('takes out references that leave the document, and keeps those inside it', () => {
    const schema = schemaForModel({
      type: 'object',
      properties: {
        far: { $ref: 'https://evil.example/schema.json', description: 'A thing' },
        near: { $ref: '#/$defs/near' },
      },
      $defs: { near: { type: 'string' } },
    })
    expect(schema.properties).toEqual({ far: { description: 'A thing' }, near: { $ref: '#/$defs/near' } })
    expect(schema).toHaveProperty('$defs')
    expect(JSON.stringify(schema)).not.toContain('evil.example')
  })

  it('keeps a property that is itself named $ref or $schema', () => {
    const schema = schemaForModel({
      type: 'object',
      properties: { $schema: { type: 'string' }, $id: { type: 'string' } },
    })
    expect(Object.keys(schema.properties ?? {})).toEqual(['$schema', '$id'])
  })

  it('takes out combinators at the top, which providers refuse, and keeps their properties in sight', () => {
    const schema = schemaForModel({
      oneOf: [
        { type: 'object', properties: { id: { type: 'number' } }, required: ['id'] },
        { type: 'object', properties: { name: { type: 'string' } }, required: ['name'] },
      ],
    })
    expect(schema).toEqual({
      type: 'object',
      properties: { id: { type: 'number' }, name: { type: 'string' } },
    })
  })

  it('keeps combinators below the top', () => {
    const properties = { at: { anyOf: [{ type: 'string' }, { type: 'null' }] } }
    expect(schemaForModel({ type: 'object', properties }).properties).toEqual(properties)
  })

  it('does not read default and enum values as schemas', () => {
    const properties = { doc: { type: 'object', default: { $ref: 'https://data.example', $id: 'kept' } } }
    expect(schemaForModel({ type: 'object', properties }).properties).toEqual(properties)
  })

  it('ends with a schema nested ten thousand levels deep', () => {
    let nested: object = { type: 'string' }
    for (let level = 0; level < 10_000; level++) nested = { type: 'object', properties: { in: nested } }
    expect(JSON.stringify(schemaForModel(nested)).length).toBeLessThan(5_000)
  })

  it('reads `true` as a property of any kind', () => {
    expect(schemaForModel({ type: 'object', properties: { any: true } }).properties).toEqual({ any: {} })
  })
})

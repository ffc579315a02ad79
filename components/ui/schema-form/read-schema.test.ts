import { describe, expect, it } from 'vitest'
import type { Field, ObjectField } from './field'
import { MAX_FIELDS, readSchema } from './read-schema'

function form(schema: unknown): ObjectField {
  const read = readSchema(schema)
  if (read.kind !== 'form' || read.field.kind !== 'object') throw new Error(JSON.stringify(read))
  return read.field
}

function fieldOf(schema: unknown, root: Record<string, unknown> = {}): Field {
  return form({ type: 'object', properties: { it: schema }, ...root }).properties[0]!.field
}

function reasonOf(schema: unknown): string {
  const read = readSchema(schema)
  if (read.kind !== 'raw') throw new Error('Expected a schema left to JSON')
  return read.reason
}

describe('readSchema', () => {
  it('keeps the order of properties and marks the required ones', () => {
    const field = form({
      type: 'object',
      properties: { b: { type: 'string' }, a: { type: 'integer' } },
      required: ['a'],
    })
    expect(field.properties.map((each) => [each.name, each.isRequired])).toEqual([
      ['b', false],
      ['a', true],
    ])
  })

  it('reads a tool without arguments as an empty form', () => {
    expect(form({ type: 'object' })).toEqual({ kind: 'object', properties: [] })
  })

  it('reads limits, formats, titles, descriptions, examples and defaults', () => {
    expect(
      fieldOf({
        type: 'string',
        title: 'When',
        description: 'Day of travel',
        format: 'date',
        minLength: 2,
        examples: ['2026-11-22'],
        default: '2026-01-01',
      }),
    ).toEqual({
      kind: 'string',
      isMultiline: false,
      title: 'When',
      description: 'Day of travel',
      format: 'date',
      minLength: 2,
      example: '2026-11-22',
      default: '2026-01-01',
    })
    expect(fieldOf({ type: 'integer', minimum: 1, exclusiveMaximum: 10 })).toEqual({
      kind: 'number',
      isInteger: true,
      minimum: 1,
      exclusiveMaximum: 10,
    })
  })

  it('gives room to a text that is likely long', () => {
    expect(
      form({ type: 'object', properties: { sql: { type: 'string' } } }).properties[0]!.field,
    ).toMatchObject({
      isMultiline: true,
    })
    expect(
      form({ type: 'object', properties: { message: { type: 'string', maxLength: 20 } } }).properties[0]!
        .field,
    ).toMatchObject({ isMultiline: false })
  })

  it('reads enums of any type, and their names', () => {
    expect(fieldOf({ type: 'string', enum: ['a', 'b'], enumNames: ['First', 'Second'] })).toEqual({
      kind: 'choice',
      choices: [
        { value: 'a', label: 'First' },
        { value: 'b', label: 'Second' },
      ],
    })
    expect(fieldOf({ enum: [1, null, true] })).toEqual({
      kind: 'choice',
      nullable: true,
      choices: [
        { value: 1, label: '1' },
        { value: true, label: 'true' },
      ],
    })
  })

  it('reads titled constants as one choice', () => {
    expect(
      fieldOf({
        oneOf: [
          { const: 'r', title: 'Red' },
          { const: 'g', title: 'Green' },
        ],
      }),
    ).toMatchObject({
      kind: 'choice',
      choices: [
        { value: 'r', label: 'Red' },
        { value: 'g', label: 'Green' },
      ],
    })
  })

  it('offers a list of unique choices as checkboxes', () => {
    expect(
      fieldOf({ type: 'array', uniqueItems: true, items: { enum: ['a', 'b'] }, minItems: 1 }),
    ).toMatchObject({
      kind: 'choices',
      minItems: 1,
    })
  })

  it('sees that a field may be null, by type or by alternative', () => {
    expect(fieldOf({ type: ['string', 'null'] })).toMatchObject({ kind: 'string', nullable: true })
    expect(fieldOf({ anyOf: [{ type: 'integer' }, { type: 'null' }], title: 'Limit' })).toMatchObject({
      kind: 'number',
      nullable: true,
      title: 'Limit',
    })
  })

  it('names alternatives by title, else by the constant that tells them apart, else by type', () => {
    const field = fieldOf({
      oneOf: [
        { title: 'By id', type: 'object', properties: { id: { type: 'string' } } },
        { type: 'object', properties: { kind: { const: 'url' }, url: { type: 'string' } } },
        { type: 'array', items: { type: 'number' } },
        { type: 'boolean' },
      ],
    })
    expect(field.kind === 'union' && field.variants.map((each) => each.label)).toEqual([
      'By id',
      'kind: url',
      'list of number',
      'boolean',
    ])
  })

  it('keeps the fields that alternatives share', () => {
    const read = readSchema({
      type: 'object',
      properties: { shared: { type: 'string' } },
      oneOf: [{ properties: { a: { type: 'string' } } }, { properties: { b: { type: 'string' } } }],
    })
    if (read.kind !== 'form' || read.field.kind !== 'union') throw new Error('Expected alternatives')
    expect(
      read.field.variants.map(
        (each) => each.field.kind === 'object' && each.field.properties.map((property) => property.name),
      ),
    ).toEqual([
      ['shared', 'a'],
      ['shared', 'b'],
    ])
  })

  it('asks for all fields where alternatives only say which are required', () => {
    const field = form({
      type: 'object',
      properties: { id: { type: 'string' }, name: { type: 'string' } },
      anyOf: [{ required: ['id'] }, { required: ['name'] }],
    })
    expect(field.properties).toHaveLength(2)
  })

  it('follows local references, and words beside them win', () => {
    const field = fieldOf(
      { $ref: '#/$defs/point', description: 'Here' },
      { $defs: { point: { type: 'object', description: 'A point', properties: { x: { type: 'number' } } } } },
    )
    expect(field).toMatchObject({ kind: 'object', description: 'Here' })
  })

  it('merges allOf', () => {
    expect(
      fieldOf({
        allOf: [
          { type: 'object', properties: { a: { type: 'string' } }, required: ['a'] },
          { properties: { b: { type: 'string' } } },
        ],
      }),
    ).toMatchObject({ kind: 'object', properties: [{ name: 'a', isRequired: true }, { name: 'b' }] })
  })

  it('never follows a reference over the network', () => {
    expect(fieldOf({ $ref: 'https://example.com/schema.json' })).toMatchObject({ kind: 'json' })
  })

  it('ends with a schema that refers to itself', () => {
    const field = form({
      type: 'object',
      properties: { node: { $ref: '#/$defs/node' } },
      $defs: { node: { type: 'object', properties: { next: { $ref: '#/$defs/node' } } } },
    })
    expect(JSON.stringify(field)).toContain('Nested too deep')
  })

  it('ends with a reference that leads to itself', () => {
    expect(fieldOf({ $ref: '#/$defs/a' }, { $defs: { a: { $ref: '#/$defs/a' } } })).toMatchObject({
      kind: 'json',
    })
  })

  it('leaves a schema to JSON that branches without end', () => {
    const branches = Object.fromEntries(Array.from({ length: 10 }, (_, i) => [`p${i}`, { $ref: '#' }]))
    expect(reasonOf({ type: 'object', properties: branches })).toContain(String(MAX_FIELDS))
  })

  it('reads free keys as a map', () => {
    expect(fieldOf({ type: 'object', additionalProperties: { type: 'number' } })).toMatchObject({
      kind: 'map',
      value: { kind: 'number' },
    })
    expect(fieldOf({ type: 'object' })).toMatchObject({ kind: 'json' })
  })

  it.each([
    ['no schema', undefined, 'no schema'],
    ['a list', [], 'no schema'],
    ['a type that is not object', { type: 'string' }, 'not "object"'],
    ['a type that is a number', { type: 5 }, 'its type is 5'],
    ['properties that are a list', { type: 'object', properties: [] }, '"properties" is not an object'],
    ['one megabyte', { type: 'object', description: 'x'.repeat(1_000_000) }, '1,000 kB'],
    [
      'thousands of fields',
      {
        type: 'object',
        properties: Object.fromEntries(
          Array.from({ length: 1_000 }, (_, i) => [`p${i}`, { type: 'string' }]),
        ),
      },
      'more than 400',
    ],
  ])('leaves %s to the JSON editor and says why', (_what, schema, reason) => {
    expect(reasonOf(schema)).toContain(reason)
  })

  it('leaves one bad property to JSON, not the whole form', () => {
    const field = form({
      type: 'object',
      properties: { good: { type: 'string' }, bad: { type: 'strnig' }, worse: 7, any: {} },
    })
    expect(field.properties.map((each) => each.field.kind)).toEqual(['string', 'json', 'json', 'json'])
    expect(field.properties[1]!.field).toMatchObject({
      reason: 'The schema is invalid: there is no type "strnig".',
    })
  })

  it('hides what may be written but not read, in a map too', () => {
    const read = readSchema({
      type: 'object',
      properties: {
        token: { type: 'string', writeOnly: true },
        headers: { type: 'object', writeOnly: true, additionalProperties: { type: 'string' } },
      },
    })
    expect(read).toMatchObject({
      field: {
        properties: [
          { name: 'token', field: { kind: 'string', format: 'password', isMultiline: false } },
          { name: 'headers', field: { kind: 'map', value: { kind: 'string', format: 'password' } } },
        ],
      },
    })
  })
})

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Draft, draftFrom, emptyDraft } from './draft'
import type { Field } from './field'
import type { Json } from './json'
import { readSchema } from './read-schema'
import { toArguments } from './to-arguments'

function fieldOf(schema: unknown): Field {
  const read = readSchema(schema)
  if (read.kind !== 'form') throw new Error(read.reason)
  return read.field
}

function objectOf(properties: Record<string, unknown>, required: string[] = []): Field {
  return fieldOf({ type: 'object', properties, required })
}

function send(field: Field, values: Record<string, Draft>) {
  const empty = emptyDraft(field)
  const base = typeof empty === 'object' && empty.kind === 'object' ? empty.values : {}
  return toArguments(field, { kind: 'object', values: { ...base, ...values } })
}

describe('toArguments', () => {
  it('leaves out what is optional and empty', () => {
    const field = objectOf({ a: { type: 'string' }, b: { type: 'number' }, c: { type: 'boolean' } })
    expect(send(field, { a: '' })).toEqual({ value: {}, errors: {} })
  })

  it('asks for what is required', () => {
    const field = objectOf({ a: { type: 'string' }, b: { type: 'boolean' } }, ['a', 'b'])
    expect(send(field, {}).errors).toEqual({ '/a': 'Required', '/b': 'Required' })
  })

  it('sends null for an empty required field that may be null', () => {
    const field = objectOf({ a: { type: ['string', 'null'] } }, ['a'])
    expect(send(field, {})).toEqual({ value: { a: null }, errors: {} })
  })

  it('starts from defaults and sends them', () => {
    const field = objectOf({ n: { type: 'integer', default: 10 }, on: { type: 'boolean', default: false } })
    expect(send(field, {})).toEqual({ value: { n: 10, on: false }, errors: {} })
  })

  it('ignores a default that its own schema does not allow', () => {
    const field = objectOf({ n: { type: 'integer', default: 'ten' } })
    expect(send(field, {})).toEqual({ value: {}, errors: {} })
  })

  it('sends numbers as numbers and says what is wrong with them', () => {
    const field = objectOf({
      whole: { type: 'integer', minimum: 1, maximum: 5 },
      step: { type: 'number', multipleOf: 0.1 },
    })
    expect(send(field, { whole: '3', step: '0.3' })).toEqual({ value: { whole: 3, step: 0.3 }, errors: {} })
    expect(send(field, { whole: '2.5' }).errors).toEqual({ '/whole': 'Must be a whole number' })
    expect(send(field, { whole: '9' }).errors).toEqual({ '/whole': 'Must be 5 or less' })
    expect(send(field, { whole: 'x' }).errors).toEqual({ '/whole': 'Not a number' })
    expect(send(field, { step: '0.35' }).errors).toEqual({ '/step': 'Must be a multiple of 0.1' })
  })

  it.each([
    ['email', 'a@b', 'nobody'],
    ['uri', 'https://example.com', 'example.com'],
    ['date', '2026-11-22', '22.11.2026'],
    ['date-time', '2026-11-22T09:30:00Z', '2026-11-22T09:30:00'],
    ['uuid', '7b0c8f1e-6f2c-4a38-9f57-1d9d2a3c4b5e', '7b0c'],
  ])('checks the format %s', (format, good, bad) => {
    const field = objectOf({ it: { type: 'string', format } })
    expect(send(field, { it: good }).errors).toEqual({})
    expect(Object.keys(send(field, { it: bad }).errors)).toEqual(['/it'])
  })

  it('accepts any text for a pattern that is not a regular expression', () => {
    expect(send(objectOf({ it: { type: 'string', pattern: '(' } }), { it: 'x' }).errors).toEqual({})
  })

  it('leaves out an optional object of which nothing was given', () => {
    const field = objectOf({
      range: {
        type: 'object',
        properties: { from: { type: 'string' }, limit: { type: 'integer', default: 5 } },
        required: ['from'],
      },
    })
    expect(send(field, {})).toEqual({ value: {}, errors: {} })
  })

  it('asks for the required part of an optional object once something in it was given', () => {
    const field = objectOf({
      range: {
        type: 'object',
        properties: { from: { type: 'string' }, to: { type: 'string' } },
        required: ['from'],
      },
    })
    const draft: Draft = { kind: 'object', values: { from: undefined, to: 'b' } }
    expect(send(field, { range: draft }).errors).toEqual({ '/range/from': 'Required' })
  })

  it('sends lists in order and places errors at the item', () => {
    const field = objectOf({ list: { type: 'array', items: { type: 'integer' }, minItems: 2 } })
    const list = (...texts: string[]): Draft => ({
      kind: 'list',
      items: texts.map((value, id) => ({ id, value })),
    })
    expect(send(field, { list: list('2', '1') }).value).toEqual({ list: [2, 1] })
    expect(send(field, { list: list('2', 'x') }).errors).toEqual({ '/list/1': 'Not a number' })
    expect(send(field, { list: list('2') }).errors).toEqual({ '/list': 'At least 2 needed' })
  })

  it('sends choices as their values, in the order of the schema', () => {
    const field = objectOf({
      one: { enum: [1, 2] },
      many: { type: 'array', uniqueItems: true, items: { enum: ['a', 'b', 'c'] } },
    })
    expect(
      send(field, { one: { kind: 'choice', chosen: [1] }, many: { kind: 'choice', chosen: [2, 0] } }).value,
    ).toEqual({ one: 2, many: ['a', 'c'] })
  })

  it('refuses a key that is empty or there twice', () => {
    const field = objectOf({ map: { type: 'object', additionalProperties: { type: 'string' } } })
    const map = (...keys: string[]): Draft => ({
      kind: 'map',
      entries: keys.map((key, id) => ({ id, key, value: 'v' })),
    })
    expect(send(field, { map: map('a', 'b') }).value).toEqual({ map: { a: 'v', b: 'v' } })
    expect(send(field, { map: map('') }).errors).toEqual({ '/map/0': 'The key is empty' })
    expect(send(field, { map: map('a', 'a') }).errors).toEqual({ '/map/1': '"a" is there twice' })
  })

  it('sends a property named __proto__ as a property', () => {
    const field = objectOf({ map: { type: 'object', additionalProperties: { type: 'string' } } })
    const sent = send(field, { map: { kind: 'map', entries: [{ id: 1, key: '__proto__', value: 'v' }] } })
    expect(JSON.stringify(sent.value)).toBe('{"map":{"__proto__":"v"}}')
  })

  it('sends the chosen alternative only', () => {
    const field = objectOf({ it: { oneOf: [{ type: 'string' }, { type: 'integer' }] } }, ['it'])
    expect(send(field, { it: { kind: 'union', variant: 1, value: '7' } }).value).toEqual({ it: 7 })
  })

  it('says where JSON is not valid', () => {
    const field = objectOf({ any: {} })
    expect(send(field, { any: '{"a":[1]}' }).value).toEqual({ any: { a: [1] } })
    expect(send(field, { any: '{' }).errors['/any']).toContain('Not valid JSON')
  })
})

describe('draftFrom', () => {
  const schema = {
    type: 'object',
    properties: {
      text: { type: 'string' },
      count: { type: 'number' },
      on: { type: 'boolean' },
      one: { enum: ['a', 'b'] },
      list: { type: 'array', items: { type: 'integer' } },
      map: { type: 'object', additionalProperties: { type: 'boolean' } },
      nested: { type: 'object', properties: { x: { type: 'string' } } },
      either: { oneOf: [{ type: 'integer' }, { type: 'object', properties: { y: { type: 'string' } } }] },
      any: {},
    },
  }

  it('gives back what it was made from, whatever the arguments', () => {
    const filled = fc.string({ minLength: 1 })
    const args = fc.record(
      {
        text: filled,
        count: fc.double({ noNaN: true, noDefaultInfinity: true }).filter((n) => !Object.is(n, -0)),
        on: fc.boolean(),
        one: fc.constantFrom('a', 'b'),
        list: fc.array(fc.integer(), { minLength: 1 }),
        map: fc.dictionary(filled, fc.boolean(), { minKeys: 1 }),
        nested: fc.record({ x: filled }),
        either: fc.oneof(fc.integer(), fc.record({ y: filled })),
        any: fc.oneof(filled, fc.integer(), fc.constant({ a: [null] })),
      },
      { requiredKeys: [] },
    )
    const field = fieldOf(schema)
    fc.assert(
      fc.property(args, (given) => {
        const value = JSON.parse(JSON.stringify(given)) as Json
        const read = draftFrom(field, value)
        expect(read.lost).toEqual([])
        expect(toArguments(field, read.draft)).toEqual({ value, errors: {} })
      }),
    )
  })

  it('tells what the form has no place for', () => {
    expect(draftFrom(fieldOf(schema), { text: 5, unknown: 1, list: [1, 'x'] }).lost.sort()).toEqual([
      '/list/1',
      '/text',
      '/unknown',
    ])
  })
})

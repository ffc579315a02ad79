import { describe, expect, it } from 'vitest'
import { type Form, problemsOf, readForm, schemaOf } from './form'

const formOf = (properties: Record<string, unknown>, required: string[] = []): Form => {
  const read = readForm({ type: 'object', properties, required })
  if ('problem' in read) throw new Error(read.problem)
  return read.form
}

const FIELDS = {
  name: { type: 'string', title: 'Name', minLength: 2, maxLength: 5, default: 'Ada' },
  mail: { type: 'string', format: 'email' },
  page: { type: 'string', format: 'uri' },
  day: { type: 'string', format: 'date' },
  at: { type: 'string', format: 'date-time' },
  share: { type: 'number', minimum: 0, maximum: 1 },
  count: { type: 'integer' },
  sure: { type: 'boolean', default: false },
  size: { type: 'string', enum: ['s', 'm'], enumNames: ['Small', 'Medium'] },
  colour: {
    type: 'string',
    oneOf: [
      { const: '#f00', title: 'Red' },
      { const: '#0f0', title: 'Green' },
    ],
  },
  days: { type: 'array', items: { type: 'string', enum: ['mo', 'tu', 'we'] }, minItems: 1, maxItems: 2 },
  kinds: { type: 'array', items: { anyOf: [{ const: 'a', title: 'A kind' }] } },
}

describe('a form that a server asks for', () => {
  it('may hold every primitive type, choices, and defaults, and becomes a plain schema', () => {
    const schema = schemaOf(formOf(FIELDS, ['name', 'nowhere']))
    expect(schema).toMatchObject({
      required: ['name'],
      properties: {
        name: FIELDS.name,
        size: {
          oneOf: [
            { const: 's', title: 'Small' },
            { const: 'm', title: 'Medium' },
          ],
        },
        days: {
          type: 'array',
          uniqueItems: true,
          minItems: 1,
          items: { oneOf: [{ const: 'mo', title: 'mo' }, {}, {}] },
        },
        kinds: { items: { oneOf: [{ const: 'a', title: 'A kind' }] } },
      },
    })
  })

  it.each([
    ['an object within', { inner: { type: 'object', properties: {} } }],
    ['a list of texts of any kind', { list: { type: 'array', items: { type: 'string' } } }],
    ['a choice of nothing', { choice: { type: 'string', enum: [] } }],
    ['no type', { field: {} }],
    ['a reference', { field: { $ref: 'http://example.org/x.json' } }],
  ])('is refused where it holds %s', (_, properties) => {
    expect(readForm({ type: 'object', properties })).toHaveProperty('problem')
  })

  it.each([['nonsense'], [null], [{ type: 'array' }]])('is refused where it is %j', (schema) => {
    expect(readForm(schema)).toHaveProperty('problem')
  })

  it('is refused where it is huge', () => {
    const properties = Object.fromEntries(
      Array.from({ length: 51 }, (_, at) => [`f${at}`, { type: 'boolean' }]),
    )
    expect(readForm({ properties })).toEqual({ problem: 'its form has more than 50 fields' })
    expect(
      readForm({ properties: { a: { type: 'string', description: 'x'.repeat(200_000) } } }),
    ).toHaveProperty('problem')
  })
})

describe('a filled form', () => {
  const form = formOf(FIELDS, ['name'])
  const good = {
    name: 'Ada',
    mail: 'ada@example.org',
    page: 'https://example.org',
    day: '2026-11-22',
    at: '2026-11-22T09:30:00+01:00',
    share: 0.5,
    count: 3,
    sure: true,
    size: 'm',
    colour: '#f00',
    days: ['mo', 'we'],
    kinds: [],
  }

  it('is taken where it is what was asked for', () => {
    expect(problemsOf(form, good)).toEqual({})
    expect(problemsOf(form, { name: '日本語' })).toEqual({})
  })

  it.each([
    [{ name: undefined }, 'name', 'is needed'],
    [{ name: 'A' }, 'name', 'has fewer than 2 characters'],
    [{ name: 'A long one' }, 'name', 'has more than 5 characters'],
    [{ name: 7 }, 'name', 'is not a text'],
    [{ mail: 'ada' }, 'mail', 'is not an e-mail address'],
    [{ page: 'example' }, 'page', 'is not a URL'],
    [{ day: '22.11.2026' }, 'day', 'is not a date, as 2026-11-22'],
    [{ at: '2026-11-22' }, 'at', 'is not a time, as 2026-11-22T09:30:00Z'],
    [{ share: 2 }, 'share', 'is above 1'],
    [{ share: -1 }, 'share', 'is below 0'],
    [{ count: 1.5 }, 'count', 'is not a whole number'],
    [{ sure: 'yes' }, 'sure', 'is neither true nor false'],
    [{ size: 'xl' }, 'size', 'is none of the choices'],
    [{ days: [] }, 'days', 'needs at least 1'],
    [{ days: ['mo', 'tu', 'we'] }, 'days', 'takes at most 2'],
    [{ days: ['mo', 'mo'] }, 'days', 'holds a choice twice'],
    [{ days: ['su'] }, 'days', 'holds what is none of the choices'],
    [{ days: 'mo' }, 'days', 'is not a list'],
    [{ other: 'x' }, 'other', 'is not asked for'],
  ])('is not taken with %j', (change, field, problem) => {
    const content = Object.fromEntries(
      Object.entries({ ...good, ...change }).filter(([, value]) => value !== undefined),
    )
    expect(problemsOf(form, content as never)).toEqual({ [field]: problem })
  })
})

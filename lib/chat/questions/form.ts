import 'server-only'
import { z } from 'zod'

const text = z.string().max(2_000)
const count = z.number().int().min(0)
const words = { title: text.optional(), description: text.optional() }
const titled = z.object({ const: z.string(), title: z.string().catch('') })

const stringField = z.object({
  type: z.literal('string'),
  ...words,
  minLength: count.optional(),
  maxLength: count.optional(),
  format: z.string().optional(),
  default: z.string().optional().catch(undefined),
})
/** One of some texts: with `enum` (and the older `enumNames`) or with `oneOf` for titles. */
const choiceField = z.object({
  type: z.literal('string'),
  ...words,
  enum: z.array(z.string()).min(1).optional(),
  enumNames: z.array(z.string()).optional().catch(undefined),
  oneOf: z.array(titled).min(1).optional(),
  default: z.string().optional().catch(undefined),
})
const numberField = z.object({
  type: z.enum(['number', 'integer']),
  ...words,
  minimum: z.number().optional(),
  maximum: z.number().optional(),
  default: z.number().optional().catch(undefined),
})
const booleanField = z.object({
  type: z.literal('boolean'),
  ...words,
  default: z.boolean().optional().catch(undefined),
})
/** Any of some texts. */
const choicesField = z.object({
  type: z.literal('array'),
  ...words,
  minItems: count.optional(),
  maxItems: count.optional(),
  items: z.object({
    type: z.literal('string').optional(),
    enum: z.array(z.string()).min(1).optional(),
    anyOf: z.array(titled).min(1).optional(),
    oneOf: z.array(titled).min(1).optional(),
  }),
  default: z.array(z.string()).optional().catch(undefined),
})

type Choice = z.infer<typeof titled>

/** A field of a form, as one of the kinds that MCP 2025-11-25 (elicitation, "Requested Schema") knows. */
type Field =
  | { kind: 'text'; schema: z.infer<typeof stringField> }
  | { kind: 'choice'; schema: z.infer<typeof choiceField>; choices: Choice[] }
  | { kind: 'number'; schema: z.infer<typeof numberField> }
  | { kind: 'boolean'; schema: z.infer<typeof booleanField> }
  | { kind: 'choices'; schema: z.infer<typeof choicesField>; choices: Choice[] }

export interface Form {
  fields: ReadonlyMap<string, Field>
  required: ReadonlySet<string>
}

export type FormContent = Record<string, string | number | boolean | string[]>

const MAX_FIELDS = 50
const MAX_CHOICES = 500
const MAX_CHARACTERS = 100_000

/** What a server asks for; or, in words, why it can't be asked: the protocol allows flat forms of simple values only. */
export function readForm(schema: unknown): { form: Form } | { problem: string } {
  const read = z
    .looseObject({
      type: z.literal('object').optional(),
      properties: z.record(z.string(), z.looseObject({})).default({}),
      required: z.array(z.string()).catch([]),
    })
    .safeParse(schema)
  if (!read.success) return { problem: 'its form is not described by an object of fields' }
  if (JSON.stringify(schema).length > MAX_CHARACTERS) return { problem: 'its form is too large' }
  const entries = Object.entries(read.data.properties)
  if (entries.length > MAX_FIELDS) return { problem: `its form has more than ${MAX_FIELDS} fields` }
  const fields = new Map<string, Field>()
  for (const [name, raw] of entries) {
    const field = readField(raw)
    if (!field)
      return { problem: `the field ${name} of its form is not a text, number, yes or no, or choice` }
    fields.set(name, field)
  }
  return { form: { fields, required: new Set(read.data.required.filter((name) => fields.has(name))) } }
}

/** The form in the plain JSON Schema that a page can draw: the known keywords, and nothing else of the server's. */
export function schemaOf({ fields, required }: Form): Record<string, unknown> {
  return {
    type: 'object',
    properties: Object.fromEntries([...fields].map(([name, field]) => [name, plain(field)])),
    required: [...required],
  }
}

/** What is wrong with a filled form, by field; empty where all is well. */
export function problemsOf({ fields, required }: Form, content: FormContent): Record<string, string> {
  const problems: Record<string, string> = {}
  for (const name of required) if (content[name] === undefined) problems[name] = 'is needed'
  for (const [name, value] of Object.entries(content)) {
    const field = fields.get(name)
    const problem = field ? problemOf(field, value) : 'is not asked for'
    if (problem !== undefined) problems[name] = problem
  }
  return problems
}

function readField(raw: Record<string, unknown>): Field | undefined {
  switch (raw.type) {
    case 'string':
      return 'enum' in raw || 'oneOf' in raw ? readChoice(raw) : one('text', stringField, raw)
    case 'number':
    case 'integer':
      return one('number', numberField, raw)
    case 'boolean':
      return one('boolean', booleanField, raw)
    case 'array':
      return readChoices(raw)
    default:
      return undefined
  }
}

function one<K extends 'text' | 'number' | 'boolean', S>(
  kind: K,
  schema: z.ZodType<S>,
  raw: unknown,
): { kind: K; schema: S } | undefined {
  const read = schema.safeParse(raw)
  return read.success ? { kind, schema: read.data } : undefined
}

function readChoice(raw: unknown): Field | undefined {
  const read = choiceField.safeParse(raw)
  if (!read.success) return undefined
  const { enum: values, enumNames, oneOf } = read.data
  const choices = oneOf ?? values?.map((value, at) => ({ const: value, title: enumNames?.[at] ?? '' }))
  return choices && choices.length <= MAX_CHOICES ? { kind: 'choice', schema: read.data, choices } : undefined
}

function readChoices(raw: unknown): Field | undefined {
  const read = choicesField.safeParse(raw)
  if (!read.success) return undefined
  const { enum: values, anyOf, oneOf } = read.data.items
  const choices = anyOf ?? oneOf ?? values?.map((value) => ({ const: value, title: '' }))
  return choices && choices.length <= MAX_CHOICES
    ? { kind: 'choices', schema: read.data, choices }
    : undefined
}

function plain(field: Field): Record<string, unknown> {
  if (field.kind === 'choice') {
    const { title, description, default: preset } = field.schema
    return {
      type: 'string',
      oneOf: field.choices.map(plainChoice),
      ...said({ title, description, default: preset }),
    }
  }
  if (field.kind === 'choices') {
    const { title, description, minItems, maxItems, default: preset } = field.schema
    // Each once, which is what lets a page draw it as boxes to tick.
    const items = { oneOf: field.choices.map(plainChoice) }
    return {
      type: 'array',
      uniqueItems: true,
      items,
      ...said({ title, description, minItems, maxItems, default: preset }),
    }
  }
  return said(field.schema)
}

function plainChoice({ const: value, title }: Choice): Choice {
  return { const: value, title: title === '' ? value : title }
}

function said(entries: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(entries).filter(([, value]) => value !== undefined))
}

function problemOf(field: Field, value: FormContent[string]): string | undefined {
  switch (field.kind) {
    case 'text':
      return typeof value === 'string' ? textProblem(field.schema, value) : 'is not a text'
    case 'choice':
      return field.choices.some((choice) => choice.const === value) ? undefined : 'is none of the choices'
    case 'number':
      return typeof value === 'number' ? numberProblem(field.schema, value) : 'is not a number'
    case 'boolean':
      return typeof value === 'boolean' ? undefined : 'is neither true nor false'
    case 'choices':
      return Array.isArray(value) ? choicesProblem(field, value) : 'is not a list'
  }
}

function textProblem(
  { minLength, maxLength, format }: z.infer<typeof stringField>,
  value: string,
): string | undefined {
  // Counted as JSON Schema does: in characters, not in UTF-16 halves.
  const { length } = Array.from(value)
  if (minLength !== undefined && length < minLength) return `has fewer than ${minLength} characters`
  if (maxLength !== undefined && length > maxLength) return `has more than ${maxLength} characters`
  return format !== undefined && FORMATS[format]?.(value) === false
    ? `is not ${FORMAT_WORDS[format]}`
    : undefined
}

const FORMATS: Record<string, (value: string) => boolean> = {
  email: (value) => z.email().safeParse(value).success,
  uri: (value) => URL.canParse(value),
  date: (value) => z.iso.date().safeParse(value).success,
  'date-time': (value) => z.iso.datetime({ offset: true }).safeParse(value).success,
}
const FORMAT_WORDS: Record<string, string> = {
  email: 'an e-mail address',
  uri: 'a URL',
  date: 'a date, as 2026-11-22',
  'date-time': 'a time, as 2026-11-22T09:30:00Z',
}

function numberProblem(
  { type, minimum, maximum }: z.infer<typeof numberField>,
  value: number,
): string | undefined {
  if (!Number.isFinite(value)) return 'is not a number'
  if (type === 'integer' && !Number.isInteger(value)) return 'is not a whole number'
  if (minimum !== undefined && value < minimum) return `is below ${minimum}`
  return maximum !== undefined && value > maximum ? `is above ${maximum}` : undefined
}

function choicesProblem(
  { schema: { minItems, maxItems }, choices }: Extract<Field, { kind: 'choices' }>,
  value: string[],
): string | undefined {
  if (value.some((item) => choices.every((choice) => choice.const !== item)))
    return 'holds what is none of the choices'
  if (new Set(value).size < value.length) return 'holds a choice twice'
  if (minItems !== undefined && value.length < minItems) return `needs at least ${minItems}`
  return maxItems !== undefined && value.length > maxItems ? `takes at most ${maxItems}` : undefined
}

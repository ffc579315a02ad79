import type { Choice, Common, Field, ObjectField, Property, UnionField } from './field'
import { isObject, type Json } from './json'
import {
  asObject,
  isNullSchema,
  mergeSchemas,
  namesIn,
  resolveReference,
  type Schema,
  schemasIn,
  typesOf,
  without,
} from './json-schema'

export const MAX_SCHEMA_CHARACTERS = 200_000
export const MAX_FIELDS = 400
export const MAX_DEPTH = 8

export type ReadSchema = { kind: 'form'; field: ObjectField | UnionField } | { kind: 'raw'; reason: string }

/** What an input schema asks for. A schema that is invalid or too large for a form says why, and is left to JSON. */
export function readSchema(schema: unknown): ReadSchema {
  const problem = problemOf(schema)
  if (problem) return { kind: 'raw', reason: problem }
  const reader = new SchemaReader(asObject(schema))
  const field = reader.read(asObject(schema), 0)
  if (reader.isOverBudget) {
    return {
      kind: 'raw',
      reason: `The schema has more than ${MAX_FIELDS} fields; enter the arguments as JSON.`,
    }
  }
  switch (field.kind) {
    case 'object':
    case 'union':
      return { kind: 'form', field }
    case 'json':
      return { kind: 'raw', reason: field.reason ?? 'The schema does not say which arguments there are.' }
    default:
      return { kind: 'raw', reason: 'The schema does not describe an object; enter the arguments as JSON.' }
  }
}

function problemOf(schema: unknown): string | undefined {
  if (!isObject(schema)) return 'The server gave no schema for the arguments.'
  const size = JSON.stringify(schema).length
  if (size > MAX_SCHEMA_CHARACTERS) {
    return `The schema is ${Math.round(size / 1_000).toLocaleString('en')} kB, too large for a form; enter the arguments as JSON.`
  }
  if (schema.type !== undefined && !typesOf(schema).includes('object')) {
    return `The schema is invalid: its type is ${JSON.stringify(schema.type)}, not "object".`
  }
  if (schema.properties !== undefined && !isObject(schema.properties)) {
    return 'The schema is invalid: "properties" is not an object.'
  }
  return undefined
}

const KNOWN_TYPES = ['string', 'number', 'integer', 'boolean', 'object', 'array', 'null']
const LONG_TEXT_NAMES =
  /(^|_|-)(text|content|body|message|prompt|query|sql|code|script|markdown|html|description|thought|json|yaml)s?$/i

/** Reads one document; keeps count, so that a schema made to be endless ends. */
class SchemaReader {
  #fields = 0

  constructor(private readonly root: Schema) {}

  get isOverBudget(): boolean {
    return this.#fields > MAX_FIELDS
  }

  read(raw: unknown, depth: number, name = ''): Field {
    this.#fields += 1
    if (this.isOverBudget || depth > MAX_DEPTH) return { kind: 'json', reason: 'Nested too deep for a form.' }
    if (!isObject(raw)) return { kind: 'json' }
    const schema = this.#flatten(raw)
    if ('reason' in schema) return { kind: 'json', reason: schema.reason }
    const field = this.#shape(schema.schema, depth, name)
    return { ...field, ...commonOf(schema.schema, field) }
  }

  /** Local references replaced by what they name, `allOf` merged. */
  #flatten(raw: Schema): { schema: Schema } | { reason: string } {
    let schema = raw
    for (let hops = 0; typeof schema.$ref === 'string'; hops += 1) {
      const target = resolveReference(this.root, schema.$ref)
      if (!isObject(target) || hops > 20)
        return { reason: `The schema refers to ${schema.$ref}, which is not in it.` }
      schema = mergeSchemas(target, without(schema, '$ref'))
    }
    for (const part of schemasIn(schema.allOf)) {
      // A part that is a union can't be merged with the fields beside it.
      if (part.oneOf !== undefined || part.anyOf !== undefined)
        return { reason: 'Alternatives combined by allOf.' }
      const flat = typeof part.$ref === 'string' ? asObject(resolveReference(this.root, part.$ref)) : part
      schema = { ...mergeSchemas(without(schema, 'allOf'), flat), allOf: schemasIn(schema.allOf).slice(1) }
    }
    return { schema }
  }

  #shape(schema: Schema, depth: number, name: string): Field {
    if ('const' in schema) return { kind: 'choice', choices: [choiceOf(schema.const)] }
    if (Array.isArray(schema.enum)) return readEnum(schema)
    const alternatives = [...schemasIn(schema.oneOf), ...schemasIn(schema.anyOf)]
    if (alternatives.length > 0) return this.#readAlternatives(schema, alternatives, depth, name)
    return this.#readTyped(schema, depth, name)
  }

  #readTyped(schema: Schema, depth: number, name: string): Field {
    const types = typesOf(schema)
    const isNullable = types.includes('null')
    const [type, ...others] = types.filter((each) => each !== 'null')
    if (type === undefined) return { kind: 'json' }
    const unknown = types.find((each) => !KNOWN_TYPES.includes(each))
    if (unknown !== undefined)
      return { kind: 'json', reason: `The schema is invalid: there is no type "${unknown}".` }
    const nullable = isNullable ? { nullable: true } : {}
    if (others.length > 0) {
      const variants = [type, ...others].map((each) => ({
        label: each,
        field: this.read({ ...schema, type: each, default: undefined }, depth + 1, name),
      }))
      return { kind: 'union', variants, ...nullable }
    }
    return { ...this.#readSingle(type, schema, depth, name), ...nullable }
  }

  #readSingle(type: string, schema: Schema, depth: number, name: string): Field {
    switch (type) {
      case 'string':
        return readString(schema, name)
      case 'number':
      case 'integer':
        return { kind: 'number', isInteger: type === 'integer', ...numbersIn(schema, NUMBER_LIMITS) }
      case 'boolean':
        return { kind: 'boolean' }
      case 'array':
        return this.#readArray(schema, depth)
      default:
        return this.#readObject(schema, depth)
    }
  }

  #readArray(schema: Schema, depth: number): Field {
    if (!isObject(schema.items) || schema.prefixItems !== undefined) return { kind: 'json' }
    const item = this.read(schema.items, depth + 1)
    const limits = numbersIn(schema, ['minItems', 'maxItems'])
    if (item.kind === 'choice' && item.choices.length > 1 && schema.uniqueItems === true) {
      return { kind: 'choices', choices: item.choices, ...limits }
    }
    return { kind: 'array', item, ...limits }
  }

  #readObject(schema: Schema, depth: number): Field {
    const declared = Object.entries(asObject(schema.properties))
    const extra = schema.additionalProperties
    if (declared.length === 0 && depth > 0) {
      if (!isObject(extra)) return { kind: 'json' }
      // What may not be read of a map are its values; a person knows them by their keys.
      const value = schema.writeOnly === true ? { ...extra, writeOnly: true } : extra
      return { kind: 'map', value: this.read(value, depth + 1) }
    }
    const required = new Set(namesIn(schema.required))
    const properties: Property[] = declared.map(([name, value]) => ({
      name,
      isRequired: required.has(name),
      field: this.read(value, depth + 1, name),
    }))
    return { kind: 'object', properties }
  }

  #readAlternatives(schema: Schema, alternatives: Schema[], depth: number, name: string): Field {
    const base = without(schema, 'oneOf', 'anyOf')
    // "Either a or b is required" adds no field; the server checks it.
    if (alternatives.every((each) => Object.keys(each).every((key) => key === 'required'))) {
      return this.#readTyped(base, depth, name)
    }
    const real = alternatives.filter((each) => !isNullSchema(each))
    const nullable = real.length < alternatives.length ? { nullable: true } : {}
    if (real.every((each) => 'const' in each) && real.length > 1) {
      return { kind: 'choice', choices: real.map((each) => choiceOf(each.const, each.title)), ...nullable }
    }
    const shared = without(base, 'title', 'description', 'default')
    const variants = real.map((each, index) => ({
      label: labelOf(this.#flattened(each), index),
      field: this.read(mergeIfObject(shared, this.#flattened(each)), depth + 1, name),
    }))
    const [only] = variants
    if (variants.length === 1 && only) return { ...only.field, ...nullable }
    return { kind: 'union', variants, ...nullable }
  }

  #flattened(schema: Schema): Schema {
    const flat = this.#flatten(schema)
    return 'schema' in flat ? flat.schema : schema
  }
}

const NUMBER_LIMITS = ['minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum', 'multipleOf'] as const

function numbersIn<K extends string>(schema: Schema, keys: readonly K[]): Partial<Record<K, number>> {
  const found: Partial<Record<K, number>> = {}
  for (const key of keys) {
    const value = schema[key]
    if (typeof value === 'number' && Number.isFinite(value)) found[key] = value
  }
  return found
}

function readString(schema: Schema, name: string): Field {
  const limits = numbersIn(schema, ['minLength', 'maxLength'])
  // What is never shown again is not shown while it is typed either.
  const named = schema.writeOnly === true ? 'password' : schema.format
  const format = typeof named === 'string' ? { format: named } : {}
  const pattern = typeof schema.pattern === 'string' ? { pattern: schema.pattern } : {}
  const isShort = limits.maxLength !== undefined && limits.maxLength <= 100
  const isMultiline =
    !isShort && named === undefined && schema.pattern === undefined && LONG_TEXT_NAMES.test(name)
  return { kind: 'string', isMultiline, ...limits, ...format, ...pattern }
}

function readEnum(schema: Schema): Field {
  // `enumNames` is not in the standard, but MCP's own elicitation schemas use it.
  const names = Array.isArray(schema.enumNames) ? (schema.enumNames as unknown[]) : []
  const values = (schema.enum as unknown[]).map((value, index) => choiceOf(value, names[index]))
  const choices = values.filter((choice) => choice.value !== null)
  return choices.length < values.length
    ? { kind: 'choice', choices, nullable: true }
    : { kind: 'choice', choices }
}

function choiceOf(value: unknown, title?: unknown): Choice {
  const label = typeof title === 'string' ? title : typeof value === 'string' ? value : JSON.stringify(value)
  // A schema is parsed JSON, so its values are.
  return { value: value as Json, label }
}

function commonOf(schema: Schema, field: Field): Common {
  const common: Common = {}
  if (typeof schema.title === 'string' && schema.title !== '') common.title = schema.title
  if (typeof schema.description === 'string') common.description = schema.description
  // A single constant is its own default: there is nothing to choose.
  if (field.kind === 'choice' && 'const' in schema) common.default = schema.const as Json
  if (schema.default !== undefined && schema.default !== null) common.default = schema.default as Json
  const example = Array.isArray(schema.examples) ? (schema.examples as unknown[])[0] : schema.example
  if (example !== undefined) common.example = typeof example === 'string' ? example : JSON.stringify(example)
  // Every member of the union has these.
  return common
}

function mergeIfObject(base: Schema, variant: Schema): Schema {
  return isObject(base.properties) || isObject(variant.properties)
    ? mergeSchemas(base, variant)
    : { ...base, ...variant }
}

/** Title, else the constant that tells it from its siblings, else its type. */
function labelOf(schema: Schema, index: number): string {
  if (typeof schema.title === 'string' && schema.title !== '') return schema.title
  for (const [name, value] of Object.entries(asObject(schema.properties))) {
    if (isObject(value) && typeof value.const === 'string') return `${name}: ${value.const}`
  }
  const [type] = typesOf(schema)
  if (type === 'array' && isObject(schema.items)) return `list of ${typesOf(schema.items)[0] ?? 'values'}`
  return type ?? `option ${index + 1}`
}

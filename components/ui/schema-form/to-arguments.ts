import { assertNever } from '@/lib/kit/assert-never'
import { checkNumber, checkString } from './check-value'
import { type Draft, emptyDraft, type ListDraft } from './draft'
import type { ChoiceField, ChoicesField, Field, ObjectField } from './field'
import { isSameJson, type Json, type JsonObject } from './json'

/** Sentence of what is wrong, by the JSON pointer of the field. */
export type Errors = Record<string, string>

export interface FormResult {
  /** Undefined when nothing was given. */
  value: Json | undefined
  errors: Errors
}

const NOTHING: FormResult = { value: undefined, errors: {} }

/** What a draft sends, with what is wrong in it. An optional field that is left empty is left out. */
export function toArguments(field: Field, draft: Draft, isRequired = true, path = ''): FormResult {
  const result = convert(field, draft, isRequired, path)
  if (result.value !== undefined || Object.keys(result.errors).length > 0 || !isRequired) return result
  if (field.nullable) return { value: null, errors: {} }
  return failed(path, 'Required')
}

function failed(path: string, message: string): FormResult {
  return { value: undefined, errors: { [path]: message } }
}

function checked(path: string, value: Json, problem: string | undefined): FormResult {
  return problem === undefined ? { value, errors: {} } : { value, errors: { [path]: problem } }
}

function convert(field: Field, draft: Draft, isRequired: boolean, path: string): FormResult {
  switch (field.kind) {
    case 'string':
      if (typeof draft !== 'string' || draft === '') return NOTHING
      return checked(path, draft, checkString(field, draft))
    case 'number': {
      if (typeof draft !== 'string' || draft.trim() === '') return NOTHING
      const value = Number(draft)
      if (!Number.isFinite(value)) return failed(path, 'Not a number')
      return checked(path, value, checkNumber(field, value))
    }
    case 'boolean':
      return typeof draft === 'boolean' ? { value: draft, errors: {} } : NOTHING
    case 'json':
      return typeof draft === 'string' && draft.trim() !== '' ? parseJson(draft, path) : NOTHING
    case 'choice':
    case 'choices':
      return chosenValue(field, draft, path)
    case 'array':
      return isKind(draft, 'list') ? listValue(field.item, draft, field, { isRequired, path }) : NOTHING
    case 'map': {
      if (!isKind(draft, 'map') || (draft.entries.length === 0 && !isRequired)) return NOTHING
      return mapValue(field.value, draft.entries, path)
    }
    case 'object':
      return isKind(draft, 'object') ? objectValue(field, draft.values, isRequired, path) : NOTHING
    case 'union': {
      if (!isKind(draft, 'union')) return NOTHING
      const variant = field.variants[draft.variant]
      return variant ? convert(variant.field, draft.value, isRequired, path) : NOTHING
    }
    default:
      return assertNever(field)
  }
}

function isKind<K extends string>(draft: Draft, kind: K): draft is Extract<Draft, { kind: K }> {
  return typeof draft === 'object' && draft.kind === kind
}

function parseJson(text: string, path: string): FormResult {
  try {
    return { value: JSON.parse(text) as Json, errors: {} }
  } catch (error) {
    return failed(path, `Not valid JSON: ${error instanceof Error ? error.message : String(error)}`)
  }
}

function chosenValue(field: ChoiceField | ChoicesField, draft: Draft, path: string): FormResult {
  if (!isKind(draft, 'choice') || draft.chosen.length === 0) return NOTHING
  const values = [...draft.chosen].sort((a, b) => a - b).flatMap((index) => field.choices[index] ?? [])
  if (field.kind === 'choice') return { value: values[0]?.value, errors: {} }
  const all = values.map((choice) => choice.value)
  return checked(path, all, countProblem(all.length, field))
}

function listValue(
  item: Field,
  draft: ListDraft,
  limits: { minItems?: number; maxItems?: number },
  at: { isRequired: boolean; path: string },
): FormResult {
  if (draft.items.length === 0 && !at.isRequired) return NOTHING
  const results = draft.items.map((each, index) => toArguments(item, each.value, true, `${at.path}/${index}`))
  const errors: Errors = Object.assign({}, ...results.map((each) => each.errors)) as Errors
  const problem = countProblem(draft.items.length, limits)
  if (problem !== undefined) errors[at.path] = problem
  return { value: results.map((each) => each.value ?? null), errors }
}

function countProblem(count: number, limits: { minItems?: number; maxItems?: number }): string | undefined {
  if (limits.minItems !== undefined && count < limits.minItems) return `At least ${limits.minItems} needed`
  if (limits.maxItems !== undefined && count > limits.maxItems) return `At most ${limits.maxItems} allowed`
  return undefined
}

function mapValue(field: Field, entries: { key: string; value: Draft }[], path: string): FormResult {
  const value: JsonObject = {}
  const errors: Errors = {}
  entries.forEach((entry, index) => {
    const at = `${path}/${index}`
    if (entry.key === '') errors[at] = 'The key is empty'
    else if (Object.hasOwn(value, entry.key)) errors[at] = `"${entry.key}" is there twice`
    const read = toArguments(field, entry.value, true, at)
    Object.assign(errors, read.errors)
    defineOwn(value, entry.key, read.value ?? null)
  })
  return { value, errors }
}

/** An optional object of which nothing was given is left out, its own required fields too. */
function objectValue(
  field: ObjectField,
  values: Record<string, Draft>,
  isRequired: boolean,
  path: string,
): FormResult {
  const value: JsonObject = {}
  const errors: Errors = {}
  for (const property of field.properties) {
    const at = `${path}/${property.name}`
    const read = toArguments(property.field, values[property.name], property.isRequired, at)
    Object.assign(errors, read.errors)
    if (read.value !== undefined) defineOwn(value, property.name, read.value)
  }
  if (!isRequired && !isAnythingGiven(field, values)) return NOTHING
  return { value, errors }
}

function isAnythingGiven(field: ObjectField, values: Record<string, Draft>): boolean {
  return field.properties.some((property) => {
    const draft = values[property.name]
    // A default that nobody touched does not make the person answer the rest of an optional object.
    if (isSameJson(draft, emptyDraft(property.field))) return false
    const read = convert(property.field, draft, false, '')
    return read.value !== undefined || Object.keys(read.errors).length > 0
  })
}

/** Also for a property named `__proto__`, which an assignment would swallow. */
function defineOwn(target: JsonObject, key: string, value: Json): void {
  Object.defineProperty(target, key, { value, enumerable: true, configurable: true, writable: true })
}

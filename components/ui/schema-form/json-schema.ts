import { isObject } from './json'

export type Schema = Record<string, unknown>

/** Follows a local JSON pointer (`#/$defs/point`); network references are never followed (MCP 2026-07-28, tools). */
export function resolveReference(root: Schema, reference: string): unknown {
  if (reference === '#') return root
  if (!reference.startsWith('#/')) return undefined
  let found: unknown = root
  for (const part of reference.slice(2).split('/')) {
    const key = decodePointerPart(part)
    if (Array.isArray(found)) found = found[Number(key)]
    else if (isObject(found) && Object.hasOwn(found, key)) found = found[key]
    else return undefined
  }
  return found
}

function decodePointerPart(part: string): string {
  const unescaped = part.replaceAll('~1', '/').replaceAll('~0', '~')
  try {
    return decodeURIComponent(unescaped)
  } catch {
    return unescaped
  }
}

/** Types that a schema allows: declared, or told by the keywords it uses. Empty when it does not say. */
export function typesOf(schema: Schema): string[] {
  if (typeof schema.type === 'string') return [schema.type]
  if (Array.isArray(schema.type)) return schema.type.filter((type) => typeof type === 'string')
  if (isObject(schema.properties) || isObject(schema.additionalProperties)) return ['object']
  if (isObject(schema.items)) return ['array']
  return []
}

export function isNullSchema(schema: unknown): boolean {
  return isObject(schema) && (schema.type === 'null' || ('const' in schema && schema.const === null))
}

/** Both schemas must hold: properties join, requirements add up, other keywords of `b` win. */
export function mergeSchemas(a: Schema, b: Schema): Schema {
  const merged: Schema = { ...a, ...b }
  if (isObject(a.properties) || isObject(b.properties)) {
    merged.properties = { ...asObject(a.properties), ...asObject(b.properties) }
  }
  const required = [...namesIn(a.required), ...namesIn(b.required)]
  if (required.length > 0) merged.required = [...new Set(required)]
  return merged
}

export function asObject(value: unknown): Schema {
  return isObject(value) ? value : {}
}

export function namesIn(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((name) => typeof name === 'string') : []
}

export function schemasIn(value: unknown): Schema[] {
  return Array.isArray(value) ? value.filter(isObject) : []
}

export function without(schema: Schema, ...keys: string[]): Schema {
  return Object.fromEntries(Object.entries(schema).filter(([key]) => !keys.includes(key)))
}

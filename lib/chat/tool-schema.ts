import 'server-only'
import type { JSONSchema7 } from 'ai'

type Json = null | boolean | number | string | Json[] | { [key: string]: Json }
type JsonObject = Record<string, Json>

/** Deeper than this is a mistake or an attack; what lies below is left open. */
const MAX_DEPTH = 40
/** OpenAI and Anthropic refuse these beside `type: object` at the top, and the whole request with them. */
const REFUSED_AT_TOP = new Set(['oneOf', 'anyOf', 'allOf', 'not', 'enum', 'const', 'if', 'then', 'else'])
/** Bytes for nothing: they describe the schema, not the arguments. */
const DROPPED = new Set(['$schema', '$id', '$comment', '$vocabulary'])
/** Their values map names to schemas. */
const MAPS_OF_SCHEMAS = new Set([
  'properties',
  'patternProperties',
  '$defs',
  'definitions',
  'dependentSchemas',
])
/** Their values are data, in which `$ref` or `$id` mean nothing. */
const DATA = new Set(['const', 'enum', 'default', 'examples', 'required'])

/**
 * A tool's input schema as every provider takes it: an object at the top, no reference that leaves the document
 * (never fetched: MCP 2026-07-28, tools), no combinator at the top. What had to go makes the schema wider, never
 * narrower; the server checks the arguments itself.
 */
export function schemaForModel(schema: unknown): JSONSchema7 {
  if (!isObject(schema)) return { type: 'object', properties: {} }
  const cleaned = clean(schema, 0)
  const top = isObject(cleaned) ? cleaned : {}
  const merged = mergeAlternatives(top)
  const accepted = Object.entries(merged).filter(([keyword]) => !REFUSED_AT_TOP.has(keyword))
  const properties = isObject(merged.properties) ? merged.properties : {}
  // Read from JSON and rebuilt above: a JSON Schema, as far as anything from the wire can be.
  return { ...Object.fromEntries(accepted), type: 'object', properties } as JSONSchema7
}

function clean(value: Json, depth: number): Json {
  if (depth > MAX_DEPTH) return Array.isArray(value) || isObject(value) ? {} : value
  if (Array.isArray(value)) return value.map((item) => clean(item, depth + 1))
  if (!isObject(value)) return value
  if (typeof value.$ref === 'string' && !value.$ref.startsWith('#')) {
    return typeof value.description === 'string' ? { description: value.description } : {}
  }
  const kept: JsonObject = {}
  for (const [key, item] of Object.entries(value)) {
    if (DROPPED.has(key) || (key === 'required' && !Array.isArray(item))) continue
    kept[key] = DATA.has(key)
      ? item
      : MAPS_OF_SCHEMAS.has(key)
        ? cleanMap(item, depth)
        : cleanKeyword(item, depth)
  }
  return kept
}

/** `true` is a schema where one may stand in a map; models' parsers want an object. */
function cleanMap(value: Json, depth: number): Json {
  if (!isObject(value)) return {}
  return Object.fromEntries(
    Object.entries(value).map(([name, schema]) => [
      name,
      typeof schema === 'boolean' ? {} : clean(schema, depth + 1),
    ]),
  )
}

function cleanKeyword(value: Json, depth: number): Json {
  return typeof value === 'object' ? clean(value, depth + 1) : value
}

/** Keeps the properties of alternatives in sight when the alternatives themselves must go. */
function mergeAlternatives(top: JsonObject): JsonObject {
  const branches = (['allOf', 'anyOf', 'oneOf'] as const)
    .flatMap((key) => (Array.isArray(top[key]) ? top[key] : []))
    .filter(isObject)
  if (branches.length === 0) return { ...top }
  const properties: JsonObject = {}
  for (const branch of branches) {
    if (isObject(branch.properties)) Object.assign(properties, branch.properties)
  }
  return { ...top, properties: { ...properties, ...(isObject(top.properties) ? top.properties : {}) } }
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

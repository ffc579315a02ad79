import 'server-only'
import { isObject } from '@/lib/domain/document-fields'
import type { JsonObject } from './format'

/** YAML and TOML know dates and big numbers; JSON, in which servers are kept, does not. */
export function toJson(value: Record<string, unknown>): JsonObject {
  // What remains after this is JSON by construction.
  return plain(value) as JsonObject
}

function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain)
  if (value instanceof Date) return value.toISOString()
  if (typeof value === 'bigint') return value.toString()
  if (typeof value === 'number' && !Number.isFinite(value)) return String(value)
  if (!isObject(value)) return value ?? null
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, plain(inner)]))
}

import 'server-only'
import { z } from 'zod'
import { isObject } from '@/lib/domain/document-fields'
import type { SettingLayer } from '@/lib/domain/discovery'
import type { CommonSettings, SourceMethod } from './source'

type Json = z.infer<ReturnType<typeof z.json>>

/** What one place sets about discovery, by source; nobody has checked the values yet. */
export interface SettingsDocument {
  layer: Exclude<SettingLayer, 'default'>
  /** For a person: a file, a variable, `this page`. */
  place: string
  values: Readonly<Record<string, unknown>>
  /** Where a value stands: `['kubernetes', 'namespaces']`. */
  locate?: (path: readonly (string | number)[]) => { line: number } | undefined
}

export interface LayeredSettings {
  /** Undefined where a value is wrong: nothing is guessed in its place. */
  settings: CommonSettings | undefined
  /** By key in camelCase, defaults included; with secrets. */
  values: Record<string, Json>
  layers: Record<string, SettingLayer>
  /** What is wrong, a sentence each. */
  errors: string[]
  /** What is written and means nothing. */
  warnings: string[]
}

interface Origin {
  document: SettingsDocument
  /** As written. */
  path: readonly [string, string]
}

/** The settings of a method, key by key from the highest document that sets it; documents come lowest first. */
export function layerSettings(
  method: SourceMethod,
  documents: readonly SettingsDocument[],
  variable: (name: string) => string | undefined,
): LayeredSettings {
  const known = settingKeys(method)
  const origins = new Map<string, Origin>()
  const written: Record<string, unknown> = {}
  const errors: string[] = []
  const warnings: string[] = []
  for (const document of documents) {
    for (const [name, section] of Object.entries(document.values)) {
      if (camelCase(name) !== camelCase(method.id)) continue
      const values = sectionOf(section)
      if (!values) errors.push(`${say(document, [name])} must hold settings by name, or be true or false`)
      for (const [key, value] of Object.entries(values ?? {})) {
        const origin: Origin = { document, path: [name, key] }
        const setting = camelCase(key)
        if (value === undefined) continue
        if (!known.has(setting)) warnings.push(`${say(document, origin.path)} is no setting; it is ignored`)
        else {
          written[setting] = withCamelItems(value)
          origins.set(setting, origin)
        }
      }
    }
  }
  const input = { ...method.defaults?.(variable), ...written }
  const parsed = method.settings.safeParse(input)
  for (const issue of parsed.error?.issues ?? []) errors.push(sayIssue(method, issue, origins))
  const values = parsed.success ? parsed.data : { ...defaultsOf(method, variable), ...written }
  return {
    settings: parsed.success && errors.length === 0 ? parsed.data : undefined,
    values: toJson(values),
    layers: Object.fromEntries(
      [...known].map((key): [string, SettingLayer] => [key, origins.get(key)?.document.layer ?? 'default']),
    ),
    errors,
    warnings,
  }
}

/** `true` and `false` are short for `enabled`. */
function sectionOf(section: unknown): Readonly<Record<string, unknown>> | undefined {
  if (typeof section === 'boolean') return { enabled: section }
  if (section === null) return {}
  return isObject(section) ? section : undefined
}

function sayIssue(
  method: SourceMethod,
  { path, message }: z.core.$ZodIssue,
  origins: Map<string, Origin>,
): string {
  const [key, ...rest] = path.map(String)
  const origin = key === undefined ? undefined : origins.get(key)
  if (!origin) return `${[method.id, ...path.map(String)].join('.')}: ${message}`
  const place = say(origin.document, [...origin.path, ...rest])
  return `${place}: ${message}`
}

/** `discovery.http.urls in /etc/mcp/a.yaml, line 3`. */
function say({ place, layer, locate }: SettingsDocument, path: readonly string[]): string {
  if (layer === 'page') return `${path.slice(1).join('.')}, set on the Discovery page,`
  const line = locate?.(path)?.line ?? locate?.(path.slice(0, 2))?.line
  return `discovery.${path.join('.')} in ${place}${line === undefined ? '' : `, line ${line}`}`
}

function defaultsOf(method: SourceMethod, variable: (name: string) => string | undefined): object {
  const parsed = method.settings.safeParse(method.defaults?.(variable) ?? {})
  return parsed.success ? parsed.data : {}
}

/** Values that pages and JSON can hold: what is undefined is left out. */
function toJson(values: object): Record<string, Json> {
  return JSON.parse(JSON.stringify(values)) as Record<string, Json> // an object went in
}

const schemas = new WeakMap<SourceMethod, Record<string, Json>>()

/** JSON Schema of what can be set, from which pages make their form. */
export function settingsSchemaOf(method: SourceMethod): Record<string, Json> {
  const made = schemas.get(method)
  if (made) return made
  const schema = toJson(z.toJSONSchema(method.settings, { io: 'input', unrepresentable: 'any' }))
  schemas.set(method, schema)
  return schema
}

export function settingKeys(method: SourceMethod): ReadonlySet<string> {
  const { properties } = settingsSchemaOf(method)
  return new Set(isObject(properties) ? Object.keys(properties) : [])
}

/** The objects of a list may be written in snake_case too; what is inside them (headers, say) has names of its own. */
function withCamelItems(value: unknown): unknown {
  if (!Array.isArray(value)) return value
  return value.map((item: unknown) =>
    isObject(item)
      ? Object.fromEntries(Object.entries(item).map(([key, inner]) => [camelCase(key), inner]))
      : item,
  )
}

/** `newServers` of `new_servers`, `configFile` of `config-file`. */
export function camelCase(name: string): string {
  return name.replace(/[-_]+([A-Za-z0-9])/g, (_, letter: string) => letter.toUpperCase())
}

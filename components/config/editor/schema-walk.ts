/** The parts of JSON Schema that the configuration's own schema uses. */
export interface JsonSchema {
  $ref?: string
  description?: string
  title?: string
  type?: string | string[]
  enum?: unknown[]
  const?: unknown
  default?: unknown
  examples?: unknown[]
  properties?: Record<string, JsonSchema>
  additionalProperties?: JsonSchema | boolean
  items?: JsonSchema
  anyOf?: JsonSchema[]
  oneOf?: JsonSchema[]
  allOf?: JsonSchema[]
  definitions?: Record<string, JsonSchema>
  /** Right, but not to be proposed: another spelling of the same. */
  doNotSuggest?: boolean
}

export interface Proposal {
  name: string
  description: string | undefined
  /** What its value is: `text`, `list`, `object`. */
  kind: string
  /** Whether something is to follow on lines below it. */
  opens: 'object' | 'list' | undefined
}

/** Every alternative that may stand at a path; a number steps into a list. */
export function schemasAt(root: JsonSchema, path: readonly (string | number)[]): JsonSchema[] {
  return path.reduce<JsonSchema[]>(
    (schemas, step) =>
      schemas.flatMap((schema) => stepInto(schema, step)).flatMap((schema) => open(schema, root)),
    open(root, root),
  )
}

/** The keys that may stand at a path, without other spellings unless these are asked for. */
export function keysAt(
  root: JsonSchema,
  path: readonly (string | number)[],
  otherSpellings = false,
): Proposal[] {
  const proposals = new Map<string, Proposal>()
  for (const { properties } of schemasAt(root, path)) {
    for (const [name, schema] of Object.entries(properties ?? {})) {
      if (schema.doNotSuggest && !otherSpellings) continue
      const shapes = open(schema, root)
      proposals.set(name, {
        name,
        description: describe(schema),
        kind: kindOf(shapes),
        opens: opensWhat(shapes),
      })
    }
  }
  return [...proposals.values()]
}

/** The values that are named at a path. */
export function valuesAt(root: JsonSchema, path: readonly (string | number)[]): string[] {
  const shapes = schemasAt(root, path).filter(({ doNotSuggest }) => !doNotSuggest)
  const values = shapes.flatMap(({ type, enum: named = [], examples = [] }) => [
    ...(type === 'boolean' ? [true, false] : []),
    ...named,
    ...examples,
  ])
  return [...new Set(values.map((value) => (typeof value === 'string' ? value : JSON.stringify(value))))]
}

/** What is to be known about the key at a path. */
export function describeAt(root: JsonSchema, path: readonly (string | number)[]): string | undefined {
  const parents = schemasAt(root, path.slice(0, -1))
  const key = String(path.at(-1))
  return parents
    .map(({ properties }) => properties?.[key])
    .map((schema) => schema && describe(schema))
    .find(Boolean)
}

function describe({ description, title, default: usual }: JsonSchema): string | undefined {
  const text = description ?? title
  const isPlain = typeof usual === 'string' || typeof usual === 'number' || typeof usual === 'boolean'
  return text !== undefined && isPlain ? `${text} Default: ${String(usual)}.` : text
}

/** A schema with its references and alternatives opened. */
function open(schema: JsonSchema, root: JsonSchema, depth = 0): JsonSchema[] {
  if (depth > 8) return []
  const { $ref, anyOf = [], oneOf = [], allOf = [] } = schema
  const named = $ref?.startsWith('#/definitions/')
    ? root.definitions?.[$ref.slice('#/definitions/'.length)]
    : undefined
  const inner = [...(named ? [named] : []), ...anyOf, ...oneOf, ...allOf]
  return [schema, ...inner.flatMap((part) => open(part, root, depth + 1))]
}

function stepInto(schema: JsonSchema, step: string | number): JsonSchema[] {
  if (typeof step === 'number') return schema.items ? [schema.items] : []
  const property = Object.hasOwn(schema.properties ?? {}, step) ? schema.properties?.[step] : undefined
  if (property) return [property]
  return typeof schema.additionalProperties === 'object' ? [schema.additionalProperties] : []
}

function opensWhat(shapes: readonly JsonSchema[]): Proposal['opens'] {
  const shown = shapes.filter(({ doNotSuggest }) => !doNotSuggest)
  if (
    shown.some(
      ({ properties, additionalProperties, type }) =>
        properties ?? additionalProperties ?? isOf(type, 'object'),
    )
  )
    return 'object'
  return shown.some(({ items, type }) => items ?? isOf(type, 'array')) ? 'list' : undefined
}

function isOf(type: JsonSchema['type'], name: string): boolean {
  return type === name || (Array.isArray(type) && type.includes(name))
}

const KINDS: Record<string, string> = {
  string: 'text',
  array: 'list',
  boolean: 'yes or no',
  integer: 'number',
}

function kindOf(shapes: readonly JsonSchema[]): string {
  const types = shapes.flatMap(({ type, doNotSuggest }) => (doNotSuggest || type === undefined ? [] : type))
  const [first] = types.filter((type) => type !== 'null')
  return first === undefined ? '' : (KINDS[first] ?? first)
}

import 'server-only'
import { z } from 'zod'
import { type Tool, toolSchema } from '@/lib/domain/capability'

/** Nodes of a schema that are looked at: enough for any real one, and a 1 MB one costs no more. */
const MAX_NODES = 5_000
const TYPES = new Set(['object', 'array', 'string', 'number', 'integer', 'boolean', 'null'])

const namedSchema = z.looseObject({ name: z.string().min(1) })
const looseSchema = toolSchema.extend({
  title: z.string().optional().catch(undefined),
  description: z.string().optional().catch(undefined),
  annotations: toolSchema.shape.annotations.catch(undefined),
})

export interface ReadTool {
  tool?: Tool
  warning?: string
}

/** Reads one tool as a server sent it. A flaw in its schemas is a warning and never costs the tool, let alone the list. */
export function readTool(raw: unknown): ReadTool {
  const named = namedSchema.safeParse(raw)
  if (!named.success) return { warning: 'A tool without a name was left out' }
  const { name, inputSchema, outputSchema } = named.data
  const input = asSchema(inputSchema)
  const output = outputSchema === undefined ? undefined : asSchema(outputSchema)
  const parsed = looseSchema.safeParse({
    ...named.data,
    inputSchema: input ?? { type: 'object' },
    outputSchema: output,
  })
  if (!parsed.success) return { warning: `Tool "${name}" was left out: its definition can't be read` }
  const flaw =
    (input ? flawIn(input, 'inputSchema') : 'its inputSchema is no JSON Schema object') ??
    (outputSchema === undefined
      ? undefined
      : output
        ? flawIn(output, 'outputSchema')
        : 'its outputSchema is no JSON Schema')
  // Absent keys stay absent: `catch` leaves them there as undefined.
  const tool = Object.fromEntries(
    Object.entries(parsed.data).filter(([, value]) => value !== undefined),
  ) as Tool
  return flaw === undefined ? { tool } : { tool, warning: `Tool "${name}": ${flaw}` }
}

function asSchema(value: unknown): Record<string, unknown> | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : undefined
}

/** The first thing that would make a validator or a form fail. A look, not a compilation: 2,000 tools take no time. */
function flawIn(schema: Record<string, unknown>, where: string): string | undefined {
  if (where === 'inputSchema' && schema.type !== 'object')
    return 'the type of its inputSchema is not "object"'
  const queue: { node: unknown; path: string }[] = [{ node: schema, path: where }]
  for (let seen = 0; queue.length > 0 && seen < MAX_NODES; seen++) {
    const next = queue.pop()
    const node = asSchema(next?.node)
    if (!next || !node) continue
    const flaw = flawOf(node)
    if (flaw) return `${next.path}: ${flaw}`
    for (const child of childrenOf(node)) queue.push({ node: child.node, path: `${next.path}.${child.key}` })
  }
  return undefined
}

function flawOf(node: Record<string, unknown>): string | undefined {
  const types = Array.isArray(node.type)
    ? (node.type as unknown[])
    : node.type === undefined
      ? []
      : [node.type]
  const wrong = types.find((type) => typeof type !== 'string' || !TYPES.has(type))
  if (wrong !== undefined) return `unknown type ${JSON.stringify(wrong)}`
  if (node.properties !== undefined && !asSchema(node.properties)) return 'properties is no object'
  if (node.required !== undefined && !isStrings(node.required)) return 'required is no list of names'
  if (typeof node.$ref === 'string' && /^https?:/.test(node.$ref))
    return `the network reference ${node.$ref} is not followed`
  return typeof node.pattern === 'string' && !isPattern(node.pattern)
    ? 'pattern is no regular expression'
    : undefined
}

function childrenOf(node: Record<string, unknown>): { key: string; node: unknown }[] {
  const maps = ['properties', '$defs', 'definitions', 'patternProperties'].flatMap((key) =>
    Object.entries(asSchema(node[key]) ?? {}).map(([name, child]) => ({
      key: `${key}.${name}`,
      node: child,
    })),
  )
  const lists = ['anyOf', 'oneOf', 'allOf', 'prefixItems'].flatMap((key) =>
    Array.isArray(node[key])
      ? node[key].map((child: unknown, i) => ({ key: `${key}[${i}]`, node: child }))
      : [],
  )
  const singles = ['items', 'additionalProperties', 'not', 'if', 'then', 'else'].map((key) => ({
    key,
    node: node[key],
  }))
  return [...maps, ...lists, ...singles]
}

function isStrings(value: unknown): boolean {
  return Array.isArray(value) && value.every((item) => typeof item === 'string')
}

function isPattern(text: string): boolean {
  try {
    new RegExp(text, 'u')
    return true
  } catch {
    // JSON Schema asks for `u`, but many patterns out there are right only without it.
    try {
      new RegExp(text)
      return true
    } catch {
      return false
    }
  }
}

import 'server-only'
import type { Tool } from '@/lib/domain/capability'

/** What a tool says of itself, by where it says it. */
export interface ToolText {
  name: string
  title: string
  description: string
  parameterNames: string
  parameterDescriptions: string
  /** Values that parameters may have. */
  values: string
}

/** Characters of each: a megabyte of schema would hold up every search. */
const LONGEST = 10_000
const MAX_DEPTH = 8
const MAX_NODES = 2_000

export function textOfTool({ name, title, description, annotations, inputSchema }: Tool): ToolText {
  const found: Found = { names: [], descriptions: [], values: [], nodes: 0 }
  walk(inputSchema, found, 0)
  return {
    name,
    title: [title, annotations?.title].filter((text) => text !== undefined && text !== name).join(' '),
    description: (description ?? '').slice(0, LONGEST),
    parameterNames: joined(found.names),
    parameterDescriptions: joined(found.descriptions),
    values: joined(found.values),
  }
}

interface Found {
  names: string[]
  descriptions: string[]
  values: string[]
  nodes: number
}

function joined(texts: readonly string[]): string {
  return texts.join(' ').slice(0, LONGEST)
}

/** Reads names and descriptions of parameters at any depth; `$ref`s are not followed, their definitions are read in place. */
function walk(schema: unknown, found: Found, depth: number): void {
  if (typeof schema !== 'object' || schema === null || depth > MAX_DEPTH || found.nodes++ > MAX_NODES) return
  if (Array.isArray(schema)) {
    for (const item of schema) walk(item, found, depth + 1)
    return
  }
  for (const [key, value] of entriesOf(schema)) {
    switch (key) {
      case 'properties':
      case '$defs':
      case 'definitions':
        if (typeof value !== 'object' || value === null) break
        if (key === 'properties') found.names.push(...Object.keys(value))
        for (const [, inner] of entriesOf(value)) walk(inner, found, depth + 1)
        break
      case 'description':
        if (depth > 0 && typeof value === 'string') found.descriptions.push(value)
        break
      case 'enum':
        if (Array.isArray(value)) {
          found.values.push(...value.filter((item): item is string => typeof item === 'string'))
        }
        break
      case 'items':
      case 'prefixItems':
      case 'anyOf':
      case 'oneOf':
      case 'allOf':
      case 'additionalProperties':
        walk(value, found, depth + 1)
        break
      default:
        break
    }
  }
}

function entriesOf(value: object): [string, unknown][] {
  return Object.entries(value)
}

import 'server-only'

const KEY = 'x-mcp-header'
/** RFC 9110, section 5.6.2. */
const TOKEN = /^[\w!#$%&'*+.^`|~-]+$/
const TYPES = new Set<unknown>(['string', 'integer', 'boolean'])
/** What stands under these is a value, not a schema. */
const VALUES = new Set(['default', 'const', 'enum', 'examples', KEY])
/** As deep as a schema is looked into; a deeper one can't be said to be right. */
const MAX_DEPTH = 200

/**
 * Why an input schema's `x-mcp-header` declarations are wrong; undefined when they are right, or there are none.
 * A Streamable HTTP client must leave such a tool out (MCP 2026-07-28, Streamable HTTP, "Schema Extension"): each is a
 * header name, unique whatever its case, on a string, integer or boolean that is reached through `properties` alone.
 */
export function headerFaultIn(inputSchema: unknown): string | undefined {
  const names = new Set<string>()
  const faultAt = (node: unknown, { path, reached, depth }: Place): string | undefined => {
    if (typeof node !== 'object' || node === null) return undefined
    if (depth > MAX_DEPTH) return `${path} is nested too deep to be looked at`
    if (!Array.isArray(node) && KEY in node) {
      const fault = reached ? faultOf(node, names) : 'it is not reached through properties alone'
      if (fault !== undefined) return `${KEY} of ${path}: ${fault}`
    }
    for (const [key, child] of Object.entries(node)) {
      // A property may itself be called "properties", so its own map is stepped over here.
      const fault =
        key === 'properties' && !Array.isArray(node)
          ? faultInProperties(child, { path, reached, depth })
          : VALUES.has(key)
            ? undefined
            : faultAt(child, { path: `${path}.${key}`, reached: false, depth: depth + 1 })
      if (fault !== undefined) return fault
    }
    return undefined
  }
  const faultInProperties = (map: unknown, { path, reached, depth }: Place): string | undefined => {
    if (typeof map !== 'object' || map === null) return undefined
    for (const [name, child] of Object.entries(map)) {
      const fault = faultAt(child, { path: `${path}.${name}`, reached, depth: depth + 1 })
      if (fault !== undefined) return fault
    }
    return undefined
  }
  if (typeof inputSchema === 'object' && inputSchema !== null && KEY in inputSchema)
    return `${KEY} stands on the schema itself, not on a property`
  return faultAt(inputSchema, { path: 'inputSchema', reached: true, depth: 0 })
}

interface Place {
  path: string
  /** Whether only `properties` led here. */
  reached: boolean
  depth: number
}

function faultOf(node: object, names: Set<string>): string | undefined {
  const { [KEY]: name, type } = node as { [KEY]?: unknown; type?: unknown }
  if (typeof name !== 'string' || !TOKEN.test(name)) return `${JSON.stringify(name)} is no header name`
  if (!TYPES.has(type)) return `its type is ${JSON.stringify(type ?? null)}, not string, integer or boolean`
  const lower = name.toLowerCase()
  if (names.has(lower)) return `${name} is declared twice`
  names.add(lower)
  return undefined
}

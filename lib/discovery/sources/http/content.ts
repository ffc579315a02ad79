import 'server-only'
import { isObject } from '@/lib/domain/document-fields'

export type JsonObject = Record<string, unknown>

/** What an answer is, by its content; its media type is a hint at most. */
export type Content =
  | { kind: 'registry'; page: JsonObject }
  | { kind: 'catalogue'; entries: unknown[] }
  | { kind: 'card'; card: JsonObject }
  | { kind: 'old-card'; card: JsonObject }
  /** A document of servers, or what was meant to be one: whoever reads it says what is wrong. */
  | { kind: 'document' }
  | { kind: 'none'; why: string }

export interface Answered {
  text: string
  mediaType: string
  /** The path of the URL: its extension is a hint. */
  path: string
}

export function recognise({ text, mediaType, path }: Answered): Content {
  const start = text.trimStart().slice(0, 1_000)
  if (start === '') return none('It answered with an empty body')
  if (
    /^<(?:!doctype|!--|html|head|body|\?xml)/i.test(start) ||
    (mediaType.includes('html') && start.startsWith('<'))
  )
    return none('It answered with a web page, not with a document of servers')
  if (/^[[{]/.test(start)) return recogniseJson(text)
  return isMeantAsDocument(start, text, mediaType, path)
    ? { kind: 'document' }
    : none('It answered with a text that declares no servers')
}

const ROOTS = ['servers', 'mcpServers', 'context_servers', 'mcp_servers', 'mcp']

function recogniseJson(text: string): Content {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    // With comments it may still be right; what is wrong with it is told with its place.
    return { kind: 'document' }
  }
  return isObject(value) ? recogniseObject(value) : none('It answered with JSON that declares no servers')
}

/** What has marks of its own before what shares its root with others. */
export function recogniseObject(value: JsonObject): Content {
  if (isRegistryPage(value)) return { kind: 'registry', page: value }
  if (isCatalogue(value)) return { kind: 'catalogue', entries: value.entries }
  if ('jsonrpc' in value)
    return none('It answered with a message of JSON-RPC, not with a document of servers')
  const { server } = value
  if (isObject(server) && isCard(server)) return { kind: 'card', card: server }
  if (isCard(value)) return { kind: 'card', card: value }
  if (ROOTS.some((root) => Object.hasOwn(value, root)) || isBareMap(value)) return { kind: 'document' }
  if (isOldCard(value)) return { kind: 'old-card', card: value }
  return none('It answered with JSON that declares no servers')
}

/** `{ servers: [{ server }], metadata: { nextCursor, count } }`. */
function isRegistryPage({ servers, metadata }: JsonObject): boolean {
  if (!Array.isArray(servers)) return false
  if (servers.length === 0) return isObject(metadata) && ('count' in metadata || 'nextCursor' in metadata)
  return servers.some((item) => isObject(item) && isObject(item.server))
}

function isCatalogue(value: JsonObject): value is { entries: unknown[] } {
  const { entries } = value
  if (!Array.isArray(entries)) return false
  return (
    'specVersion' in value ||
    entries.some((entry) => isObject(entry) && ('type' in entry || 'mediaType' in entry))
  )
}

function isCard({ name, remotes, packages }: JsonObject): boolean {
  return typeof name === 'string' && (Array.isArray(remotes) || Array.isArray(packages))
}

function isBareMap(value: JsonObject): boolean {
  const inner = Object.values(value)
  return inner.length > 0 && inner.every((item) => isObject(item) && ('command' in item || 'url' in item))
}

/** The cards of earlier drafts say where the server is in one of these. */
function isOldCard(value: JsonObject): boolean {
  const isNamed = isObject(value.serverInfo) || typeof value.name === 'string' || 'mcp_version' in value
  return isNamed && ['transport', 'transports', 'endpoint', 'endpoints', 'url'].some((key) => key in value)
}

function isMeantAsDocument(start: string, text: string, mediaType: string, path: string): boolean {
  if (/ya?ml|toml|json/.test(mediaType) || /\.(?:ya?ml|toml|jsonc?)$/i.test(path)) return true
  if (/^\/[/*]/.test(start)) return true
  return new RegExp(String.raw`^(?:\[?(?:${ROOTS.join('|')})(?:\.[\w-]+)?\]?\s*:?\s*$)`, 'm').test(text)
}

function none(why: string): Content {
  return { kind: 'none', why }
}

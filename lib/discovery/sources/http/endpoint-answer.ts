import 'server-only'
import { isObject } from '@/lib/domain/document-fields'
import type { JsonObject } from './content'

/** What a server says of itself. */
export interface ServerInfo {
  title?: string
  version?: string
}

/** What an answer to a POST tells of the URL. */
export type EndpointAnswer =
  /** An MCP server of the modern era (2026-07-28): it answered `server/discover`. */
  | { kind: 'modern'; info: ServerInfo }
  /** A legacy one: it answered `initialize`. */
  | { kind: 'legacy'; info: ServerInfo; protocolVersion: string }
  /** It speaks JSON-RPC, which a legacy server does to refuse what it does not know. */
  | { kind: 'json-rpc' }
  /** It asks for a bearer token; an MCP server should name its metadata with that (RFC 9728), other sites hardly do. */
  | { kind: 'sign-in'; isOfMcp: boolean }
  | { kind: 'nothing'; why: string }

export interface RawAnswer {
  status: number
  headers: Readonly<Record<string, string>>
  text: string
}

/** Codes that only MCP has: header mismatch, missing capability, version (2026-07-28). */
const MODERN_CODES = [-32020, -32021, -32022]

export function readEndpointAnswer({ status, headers, text }: RawAnswer): EndpointAnswer {
  const challenge = headers['www-authenticate'] ?? ''
  if ((status === 401 || status === 403) && /\bbearer\b/i.test(challenge))
    return { kind: 'sign-in', isOfMcp: /\bresource_metadata\s*=/i.test(challenge) }
  const message = messageIn(text, headers['content-type'] ?? '')
  if (message?.jsonrpc !== '2.0') return { kind: 'nothing', why: `a POST is answered with ${status}` }
  const { result, error } = message
  if (isObject(result)) {
    if (Array.isArray(result.supportedVersions)) return { kind: 'modern', info: infoOf(modernInfo(result)) }
    if (typeof result.protocolVersion === 'string') {
      return { kind: 'legacy', info: infoOf(result.serverInfo), protocolVersion: result.protocolVersion }
    }
  }
  if (isObject(error) && MODERN_CODES.includes(Number(error.code))) return { kind: 'modern', info: {} }
  return { kind: 'json-rpc' }
}

/** The message of a JSON answer, or of an event stream's first event. */
function messageIn(text: string, mediaType: string): JsonObject | undefined {
  const json = mediaType.startsWith('text/event-stream')
    ? text
        .split(/\r?\n/)
        .filter((line) => line.startsWith('data:'))
        .map((line) => line.slice(5))
        .join('\n')
    : text
  try {
    const value: unknown = JSON.parse(json)
    return isObject(value) ? value : undefined
  } catch {
    return undefined
  }
}

function modernInfo(result: JsonObject): unknown {
  const meta = result._meta
  return isObject(meta) ? meta['io.modelcontextprotocol/serverInfo'] : result.serverInfo
}

function infoOf(value: unknown): ServerInfo {
  if (!isObject(value)) return {}
  const title = [value.title, value.name].find((text) => typeof text === 'string' && text.trim() !== '')
  return {
    ...(typeof title === 'string' && { title: title.trim().slice(0, 200) }),
    ...(typeof value.version === 'string' &&
      value.version !== '' && { version: value.version.slice(0, 200) }),
  }
}

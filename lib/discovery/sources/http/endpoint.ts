import 'server-only'
import type { Endpoint } from '@/lib/domain/endpoint'
import { serverSpecSchema } from '@/lib/domain/server'
import type { Candidate } from '@/lib/domain/snapshot'
import type { CatalogueClient } from './catalogue-client'
import { type EndpointAnswer, readEndpointAnswer, type ServerInfo } from './endpoint-answer'
import { nameOfEndpoint } from './names'

/** An MCP server that was found at a URL itself. */
export interface FoundEndpoint {
  transport: 'streamable-http' | 'sse'
  info: ServerInfo
  /** Not when all that is known of it is that it asks for sign-in. */
  isSure: boolean
}

const MODERN = '2026-07-28'
const LEGACY = '2025-11-25'
const CLIENT = { name: 'portolan-discovery', version: '1' }

/**
 * Whether an MCP server answers at the URL, else why it does not look like one. `server/discover` is asked first: a modern
 * server answers it, a legacy one refuses it without beginning a session; only then `initialize`, whose session is ended.
 */
export async function findEndpoint(client: CatalogueClient, url: URL): Promise<FoundEndpoint | string> {
  const first = await ask(client, url, discoverRequest)
  if (first.kind === 'modern') return { transport: 'streamable-http', info: first.info, isSure: true }
  if (first.kind === 'sign-in') return { transport: 'streamable-http', info: {}, isSure: first.isOfMcp }
  const second = await ask(client, url, initializeRequest)
  if (second.kind === 'legacy') return { transport: 'streamable-http', info: second.info, isSure: true }
  if (second.kind === 'sign-in') return { transport: 'streamable-http', info: {}, isSure: second.isOfMcp }
  if (second.kind === 'nothing') return second.why
  return 'it speaks JSON-RPC, but not MCP'
}

/** Whether what was found there before is there still. Begins no session. */
export async function isEndpointStill(
  client: CatalogueClient,
  url: URL,
  found: FoundEndpoint,
): Promise<boolean> {
  if (found.transport === 'sse') return (await client.read(url)).kind === 'events'
  const answer = await ask(client, url, discoverRequest)
  return answer.kind !== 'nothing'
}

/** The server at the URL; the headers that the catalogue's settings have are its own, for it is the catalogue. */
export function endpointCandidate(
  url: URL,
  { transport, info }: FoundEndpoint,
  { place, headers }: { place: string; headers: Readonly<Record<string, string>> },
): Candidate {
  const endpoint: Endpoint = { kind: 'remote', transport, url: url.href, headers: { ...headers } }
  return {
    spec: serverSpecSchema.parse({ name: nameOfEndpoint(url), endpoint, ...info }),
    origin: { place },
    warnings: [],
  }
}

interface McpRequest {
  method: string
  params: object
  headers?: Record<string, string>
}

const discoverRequest: McpRequest = {
  method: 'server/discover',
  params: {
    _meta: {
      'io.modelcontextprotocol/protocolVersion': MODERN,
      'io.modelcontextprotocol/clientInfo': CLIENT,
      'io.modelcontextprotocol/clientCapabilities': {},
    },
  },
  headers: { 'mcp-protocol-version': MODERN, 'mcp-method': 'server/discover' },
}

const initializeRequest: McpRequest = {
  method: 'initialize',
  params: { protocolVersion: LEGACY, capabilities: {}, clientInfo: CLIENT },
}

async function ask(
  client: CatalogueClient,
  url: URL,
  { method, params, headers }: McpRequest,
): Promise<EndpointAnswer> {
  const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method, params })
  const answer = await client.post(url, body, headers)
  const read = readEndpointAnswer({ ...answer, text: answer.body.toString('utf8') })
  const session = answer.headers['mcp-session-id']
  if (read.kind === 'legacy' && session !== undefined) {
    await client.endSession(url, { 'mcp-session-id': session, 'mcp-protocol-version': read.protocolVersion })
  }
  return read
}

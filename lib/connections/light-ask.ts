import 'server-only'
import type { RemoteEndpoint } from '@/lib/domain/endpoint'
import { httpStatusOf } from './classify-error'
import type { EraMemory } from './era-memory'
import { endSession, type Exchange, exchange } from './light-exchange'

const MODERN = '2026-07-28'
const LEGACY = '2025-11-25'
const GOODBYE_MS = 1_000

export interface Asking {
  to: Exchange
  /** As declared: what is known of it is kept under this. */
  endpoint: RemoteEndpoint
  memory: EraMemory
  clientInfo: { name: string; version: string }
}

/**
 * Asks a Streamable HTTP server in the words of its era, or of both while that is not known, and notes the era. False
 * where it answers in neither; rejects where it can't be reached, has trouble of its own or lets nobody in.
 */
export async function askLightly(asking: Asking): Promise<boolean> {
  const { endpoint, memory } = asking
  const known = memory.recall(endpoint)
  if (!known?.legacy && (await unlessRefused(askModern(asking)))) {
    if (!known) memory.remember(endpoint, { legacy: false, sse: false })
    return true
  }
  return unlessRefused(askLegacy(asking))
}

async function askModern({ to, clientInfo }: Asking): Promise<boolean> {
  const headers = { ...to.headers, 'mcp-protocol-version': MODERN, 'mcp-method': 'server/discover' }
  const _meta = {
    'io.modelcontextprotocol/protocolVersion': MODERN,
    'io.modelcontextprotocol/clientInfo': clientInfo,
    'io.modelcontextprotocol/clientCapabilities': {},
  }
  const body = { id: 1, method: 'server/discover', params: { _meta } }
  const { result } = await exchange({ ...to, headers }, body)
  return Array.isArray(result?.supportedVersions) && result.supportedVersions.includes(MODERN)
}

/** A session of its own, ended at once; `ping` on the one before where the server does not let us end it. */
async function askLegacy({ to, endpoint, memory, clientInfo }: Asking): Promise<boolean> {
  const kept = memory.recall(endpoint)?.session
  if (kept !== undefined) {
    if (await ping(to, kept)) return true
    memory.keepSession(endpoint, undefined)
  }
  const params = { protocolVersion: LEGACY, capabilities: {}, clientInfo }
  const { result, sessionId } = await exchange(to, { id: 1, method: 'initialize', params })
  if (typeof result?.protocolVersion !== 'string') return false
  if (!memory.recall(endpoint)?.legacy) memory.remember(endpoint, { legacy: true, sse: false })
  if (sessionId !== undefined) {
    const signal = AbortSignal.any([to.signal, AbortSignal.timeout(GOODBYE_MS)])
    // It has answered; whether it hears the goodbye is its own affair.
    const ended = await endSession({ ...to, signal }, sessionId).catch(() => true)
    if (!ended) memory.keepSession(endpoint, sessionId)
  }
  return true
}

/** False where the server has forgotten the session. */
async function ping(to: Exchange, sessionId: string): Promise<boolean> {
  const headers = { ...to.headers, 'mcp-session-id': sessionId, 'mcp-protocol-version': LEGACY }
  try {
    await exchange({ ...to, headers }, { id: 2, method: 'ping', params: {} })
    return true
  } catch (error) {
    const status = httpStatusOf(error)
    if (status === 404 || status === 400) return false
    throw error
  }
}

/** A refusal of what was asked is a no; whoever refuses the asker, or fails, has not understood the question. */
async function unlessRefused(asked: Promise<boolean>): Promise<boolean> {
  try {
    return await asked
  } catch (error) {
    const status = httpStatusOf(error)
    const isRefusal = status !== undefined && status < 500 && ![401, 403, 429].includes(status)
    if (isRefusal) return false
    throw error
  }
}

import 'server-only'
import { Agent, type Dispatcher, EnvHttpProxyAgent } from 'undici'
import type { RemoteEndpoint } from '@/lib/domain/endpoint'
import type { Server } from '@/lib/domain/server'
import type { AppError } from '@/lib/kit/app-error'
import type { Clock } from '@/lib/kit/clock'
import { deadline, orAborted } from '@/lib/kit/deadline'
import type { Environment } from './child-environment'
import { chainOf, classifyError, httpStatusOf } from './classify-error'
import type { EraMemory, Verdict } from './era-memory'
import { asAppError } from './failure'
import { Gate } from './gate'
import { endSession, type Exchange, exchange } from './light-exchange'
import type { SessionHooks } from './session'
import type { SessionOpener } from './session-opener'
import { systemCodeOf } from './system-error'

/** Its own share, so that ten thousand probes never stand before a connection that somebody waits for. */
const AT_A_TIME = 128
/** A probe that takes longer waits for the far side, not for us, and holds up nobody. */
const HOLD_MS = 1_000
/** However slow they are: each holds a socket. */
const AT_MOST = 1_024
const GOODBYE_MS = 1_000
const MODERN = '2026-07-28'
const LEGACY = '2025-11-25'
/** What a socket that the far side has closed while it lay idle fails with. */
const STALE = new Set(['UND_ERR_SOCKET', 'ECONNRESET', 'EPIPE'])

export interface LightProbeOptions {
  clock: Clock
  memory: EraMemory
  opener: SessionOpener
  clientVersion: string
  ours: Environment
}

export interface LightAnswer {
  /** Of the requests alone, without the waiting for a turn. */
  durationMs: number
  error?: AppError
}

/** Asks a remote server whether it lives without keeping anything of it. */
export class LightProbe {
  readonly #turns = new Gate(AT_A_TIME)
  readonly #all = new Gate(AT_MOST)
  readonly #dispatcher: Dispatcher

  constructor(private readonly options: LightProbeOptions) {
    const limits = { keepAliveTimeout: 4_000, headersTimeout: 0, bodyTimeout: 0, connect: { timeout: 0 } }
    this.#dispatcher =
      options.ours.NODE_USE_ENV_PROXY === '1' ? new EnvHttpProxyAgent(limits) : new Agent(limits)
  }

  /** Rejects only when the asker's signal aborts. */
  async ask(
    server: Server,
    { timeoutMs, signal = NEVER }: { timeoutMs: number; signal?: AbortSignal | undefined },
  ): Promise<LightAnswer> {
    const leave = await this.#all.enter(signal)
    try {
      const leaveTurn = await this.#turns.enter(signal)
      const cancelHold = this.options.clock.after(HOLD_MS, leaveTurn)
      try {
        return await this.#timed(server, timeoutMs, signal)
      } finally {
        cancelHold()
        leaveTurn()
      }
    } finally {
      leave()
    }
  }

  close(): Promise<void> {
    return this.#dispatcher.destroy()
  }

  async #timed(server: Server, timeoutMs: number, signal: AbortSignal): Promise<LightAnswer> {
    const begun = performance.now()
    using limited = deadline(signal, timeoutMs, server.spec.name)
    try {
      await this.#once(server, limited)
      return { durationMs: performance.now() - begun }
    } catch (error) {
      if (signal.aborted) throw asAppError(signal.reason)
      const cause: unknown = limited.aborted ? limited.reason : error
      const { endpoint } = server.spec
      return { durationMs: performance.now() - begun, error: classifyError(cause, { endpoint }) }
    }
  }

  async #once(server: Server, signal: AbortSignal): Promise<void> {
    const { endpoint } = server.spec
    const known = this.options.memory.recall(endpoint)
    if (endpoint.kind === 'remote' && endpoint.transport !== 'sse' && !known?.sse) {
      const ask = () => this.#lightly(endpoint, known, signal)
      // A second try is harmless, and a socket that lay idle too long is no outage.
      if (await ask().catch((error: unknown) => (isStale(error) ? ask() : Promise.reject(error as Error))))
        return
      this.options.memory.forget(endpoint)
    }
    // It speaks otherwise than we can, or than it did: connect as anyone would, and say what is wrong in those words.
    const session = await orAborted(this.options.opener.open(server, DEAF, signal), signal)
    await session.close()
  }

  /** False where it does not answer as Streamable HTTP of either era. */
  async #lightly(
    endpoint: RemoteEndpoint,
    known: Verdict | undefined,
    signal: AbortSignal,
  ): Promise<boolean> {
    const { memory } = this.options
    if (!known?.legacy && (await refusable(this.#modern(endpoint, signal)))) {
      if (!known) memory.remember(endpoint, { legacy: false, sse: false })
      return true
    }
    return refusable(this.#legacy(endpoint, signal))
  }

  async #modern(endpoint: RemoteEndpoint, signal: AbortSignal): Promise<boolean> {
    const headers = { 'mcp-protocol-version': MODERN, 'mcp-method': 'server/discover' }
    const _meta = {
      'io.modelcontextprotocol/protocolVersion': MODERN,
      'io.modelcontextprotocol/clientInfo': this.#clientInfo(),
      'io.modelcontextprotocol/clientCapabilities': {},
    }
    const body = { id: 1, method: 'server/discover', params: { _meta } }
    const { result } = await exchange(this.#to(endpoint, signal, headers), body)
    return Array.isArray(result?.supportedVersions) && result.supportedVersions.includes(MODERN)
  }

  /** A session of its own, ended at once; `ping` on the one before where the server does not let us end it. */
  async #legacy(endpoint: RemoteEndpoint, signal: AbortSignal): Promise<boolean> {
    const to = this.#to(endpoint, signal, {})
    const { memory } = this.options
    const kept = memory.recall(endpoint)?.session
    if (kept !== undefined) {
      if (await this.#ping(to, kept)) return true
      memory.keepSession(endpoint, undefined)
    }
    const params = { protocolVersion: LEGACY, capabilities: {}, clientInfo: this.#clientInfo() }
    const { result, sessionId } = await exchange(to, { id: 1, method: 'initialize', params })
    if (typeof result?.protocolVersion !== 'string') return false
    if (!memory.recall(endpoint)?.legacy) memory.remember(endpoint, { legacy: true, sse: false })
    if (sessionId !== undefined) {
      const limit = AbortSignal.any([signal, AbortSignal.timeout(GOODBYE_MS)])
      const ended = await endSession({ ...to, signal: limit }, sessionId).catch(() => true)
      if (!ended) memory.keepSession(endpoint, sessionId)
    }
    return true
  }

  /** False where the server has forgotten the session. */
  async #ping(to: Exchange, sessionId: string): Promise<boolean> {
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

  #to(endpoint: RemoteEndpoint, signal: AbortSignal, headers: Record<string, string>): Exchange {
    return {
      url: endpoint.url,
      headers: { ...endpoint.headers, ...headers },
      dispatcher: this.#dispatcher,
      signal,
    }
  }

  #clientInfo(): { name: string; version: string } {
    return { name: 'portolan', version: this.options.clientVersion }
  }
}

/** Whether it was answered; a refusal of what was asked is a no, one of us or a failure is thrown. */
async function refusable(asked: Promise<boolean>): Promise<boolean> {
  try {
    return await asked
  } catch (error) {
    const status = httpStatusOf(error)
    const isRefusal = status !== undefined && status < 500 && ![401, 403, 429].includes(status)
    if (isRefusal) return false
    throw error
  }
}

function isStale(error: unknown): boolean {
  const code = systemCodeOf(chainOf(error))
  return code !== undefined && STALE.has(code)
}

const NEVER = new AbortController().signal

const DEAF: SessionHooks = {
  onLost: () => undefined,
  onDoubt: () => undefined,
  onListChanged: () => undefined,
  onLog: () => undefined,
}

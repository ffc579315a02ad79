import 'server-only'
import { SdkHttpError } from '@modelcontextprotocol/client'
import { Agent, type Dispatcher, EnvHttpProxyAgent } from 'undici'
import type { RemoteEndpoint } from '@/lib/domain/endpoint'
import type { Server } from '@/lib/domain/server'
import type { AppError } from '@/lib/kit/app-error'
import type { Clock } from '@/lib/kit/clock'
import { deadline, orAborted } from '@/lib/kit/deadline'
import { type Access, type Authorize, NO_ACCESS } from './auth/access'
import type { Environment } from './child-environment'
import { chainOf, classifyError, httpStatusOf } from './classify-error'
import type { EraMemory } from './era-memory'
import { asAppError } from './failure'
import { Gate } from './gate'
import { askLightly } from './light-ask'
import type { SessionHooks } from './session'
import type { SessionOpener } from './session-opener'
import { systemCodeOf } from './system-error'

/** Its own share, so that ten thousand probes never stand before a connection that somebody waits for. */
const AT_A_TIME = 128
/** A probe that takes longer waits for the far side, not for us, and holds up nobody. */
const HOLD_MS = 1_000
/** However slow they are: each holds a socket. */
const AT_MOST = 1_024
/** What a socket that the far side has closed while it lay idle fails with. */
const STALE = new Set(['UND_ERR_SOCKET', 'ECONNRESET', 'EPIPE'])

export interface LightProbeOptions {
  authorize?: Authorize | undefined
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
    if (endpoint.kind === 'remote' && (await this.#lightly(server.spec.name, endpoint, signal))) return
    // It speaks otherwise than we can, or than it did: connect as anyone would, and say what is wrong in those words.
    const session = await orAborted(this.options.opener.open(server, DEAF, signal), signal)
    await session.close()
  }

  async #lightly(name: string, endpoint: RemoteEndpoint, signal: AbortSignal): Promise<boolean> {
    const { authorize, memory, clientVersion } = this.options
    if (endpoint.transport === 'sse' || memory.recall(endpoint)?.sse) return false
    const clientInfo = { name: 'portolan', version: clientVersion }
    const ask = () =>
      letIn(authorize?.(name, endpoint) ?? NO_ACCESS, (extra) => {
        const headers = { ...lowerCased(endpoint.headers), ...lowerCased(extra) }
        const to = { url: endpoint.url, headers, dispatcher: this.#dispatcher, signal }
        return askLightly({ to, endpoint, memory, clientInfo })
      })
    const isAlive = await ask().catch((error: unknown) => {
      // A second try is harmless, and a socket that lay idle too long is no outage.
      if (isStale(error)) return ask()
      throw error
    })
    if (!isAlive) memory.forget(endpoint)
    return isAlive
  }
}

function lowerCased(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]))
}

/** Asks with what a sign-in gives, once more where it has given something new after a refusal. */
async function letIn(
  access: Access,
  ask: (headers: Record<string, string>) => Promise<boolean>,
): Promise<boolean> {
  const sent = await access.headers()
  try {
    return await ask(sent)
  } catch (error) {
    const status = httpStatusOf(error)
    if (status !== 401 && status !== 403) throw error
    const challenge = error instanceof SdkHttpError ? error.data.challenge : null
    const refused = { status, challenge: typeof challenge === 'string' ? challenge : null, sent } as const
    if (!(await access.refused(refused))) throw error
    return ask(await access.headers())
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
  onResourceUpdated: () => undefined,
  onLog: () => undefined,
  onMessage: () => undefined,
  onKilled: () => undefined,
}

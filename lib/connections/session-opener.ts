import 'server-only'
import path from 'node:path'
import type { Endpoint } from '@/lib/domain/endpoint'
import type { Server } from '@/lib/domain/server'
import type { Clock } from '@/lib/kit/clock'
import type { Authorize } from './auth/access'
import type { Environment } from './child-environment'
import type { EraMemory } from './era-memory'
import { Gate } from './gate'
import { openSession } from './open-session'
import type { RequestKind } from './server-requests'
import type { Session, SessionHooks } from './session'

/** Opening a remote session costs a few sockets, starting a process much more. */
const MAX_REMOTE = 64
/** A start takes its machine for this long at most; one that is slower waits for something else and holds up nobody. */
const HOLD_MS = 1_000

export interface SessionOpenerOptions {
  clock: Clock
  memory: EraMemory
  authorize?: Authorize | undefined
  clientVersion: string
  maxStarting: number
  maxMessageBytes: number
  answers: readonly RequestKind[]
  ours: Environment
  home: string
}

/** Opens sessions, so many at a time, and remembers what it learned about their endpoints. */
export class SessionOpener {
  readonly #starting: Gate
  readonly #remote = new Gate(MAX_REMOTE)

  constructor(private readonly options: SessionOpenerOptions) {
    this.#starting = new Gate(options.maxStarting)
  }

  async open({ spec }: Server, hooks: SessionHooks, signal: AbortSignal): Promise<Session> {
    const { clock, memory, authorize, clientVersion, maxMessageBytes, answers, ours, home } = this.options
    const { name, policy } = spec
    const endpoint = at(home, spec.endpoint)
    const gate = endpoint.kind === 'stdio' ? this.#starting : this.#remote
    const leave = await gate.enter(signal)
    const cancelTimer = clock.after(HOLD_MS, leave)
    try {
      return await openSession(
        {
          name,
          endpoint,
          access: endpoint.kind === 'remote' ? authorize?.(name, endpoint) : undefined,
          connectTimeoutMs: policy.connectTimeoutMs,
          clientVersion,
          maxMessageBytes,
          answers,
          ours,
          memory,
          hooks,
        },
        signal,
      )
    } finally {
      cancelTimer()
      leave()
    }
  }
}

/** The endpoint with its folder made absolute: the process may run elsewhere than where the person started it. */
function at(home: string, endpoint: Endpoint): Endpoint {
  return endpoint.kind === 'stdio' ? { ...endpoint, cwd: path.resolve(home, endpoint.cwd ?? '.') } : endpoint
}

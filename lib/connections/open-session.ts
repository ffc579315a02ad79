import 'server-only'
import type { Endpoint } from '@/lib/domain/endpoint'
import { AppError, isAppError } from '@/lib/kit/app-error'
import { deadline } from '@/lib/kit/deadline'
import type { Access } from './auth/access'
import type { Environment } from './child-environment'
import { classifyError, httpStatusOf } from './classify-error'
import { type EraMemory } from './era-memory'
import type { RequestKind } from './server-requests'
import { type Session, type SessionHooks } from './session'
import { Attempt, type AttemptOptions } from './transports'

export interface OpenOptions {
  name: string
  endpoint: Endpoint
  /** Lets requests to a remote server in. */
  access?: Access | undefined
  connectTimeoutMs: number
  clientVersion: string
  maxMessageBytes: number
  ours: Environment
  memory: EraMemory
  /** What servers are told that they may ask for. */
  answers: readonly RequestKind[]
  hooks: SessionHooks
}

/**
 * Opens a session within the time limit, finding out the era and, for a remote server, whether it speaks SSE. Rejects
 * with an AppError; then no transport and no process of the attempt is left.
 */
export async function openSession(options: OpenOptions, signal: AbortSignal): Promise<Session> {
  using limited = deadline(signal, options.connectTimeoutMs, options.name)
  const tries = triesFor(options.endpoint, options.memory)
  let first: AppError | undefined
  for (;;) {
    const how = tries.shift()
    if (!how) throw first ?? new AppError('internal', 'There was no way to try')
    const attempt = new Attempt(options, how)
    try {
      const session = await attempt.open(limited)
      options.memory.remember(options.endpoint, {
        legacy: session.facts.era === 'legacy',
        sse: how.transport === 'sse',
      })
      return session
    } catch (error) {
      await attempt.discard()
      // Who gave up decides what is told: the time limit, or whoever cancelled.
      if (limited.aborted) throw timeoutOf(limited.reason, attempt)
      first ??= classifyError(error, attempt.context)
      const next = followUp(how, error, attempt)
      if (next) tries.unshift(next)
      else if (tries.length === 0) {
        options.memory.forget(options.endpoint)
        throw first
      }
    }
  }
}

type How = AttemptOptions

function triesFor(endpoint: Endpoint, memory: EraMemory): How[] {
  const known = memory.recall(endpoint)
  if (endpoint.kind === 'stdio') return [{ transport: 'stdio', legacy: known?.legacy ?? false }]
  if (endpoint.transport === 'sse') return [{ transport: 'sse', legacy: true }]
  const streamable: How = { transport: 'streamable-http', legacy: known?.legacy ?? false }
  return known?.sse ? [{ transport: 'sse', legacy: true }, streamable] : [streamable]
}

/** What another way is worth trying after a failure. */
function followUp(how: How, error: unknown, attempt: Attempt): How | undefined {
  // Some old servers leave at the first request they don't know; ask such a one in the old way.
  if (how.transport === 'stdio' && !how.legacy && attempt.diedDuringProbe) return { ...how, legacy: true }
  const status = httpStatusOf(error)
  const isSseOnly = how.transport === 'streamable-http' && (status === 404 || status === 405)
  return isSseOnly ? { transport: 'sse', legacy: true } : undefined
}

function timeoutOf(reason: unknown, attempt: Attempt): AppError {
  if (!isAppError(reason)) return new AppError('cancelled', 'The attempt to connect was cancelled')
  const words = attempt.context.lastWords ?? []
  if (reason.code !== 'timed-out' || words.length === 0) return reason
  const said = words.slice(-3).join(' | ').slice(0, 300)
  return classifyError(
    new AppError('timed-out', `${reason.message}. Its last words: ${said}`),
    attempt.context,
  )
}

import 'server-only'
import type { Failure } from '@/lib/domain/connection'
import type { ConnectionPolicy } from '@/lib/domain/server'
import { assertNever } from '@/lib/kit/assert-never'
import { backoffDelayMs } from '@/lib/kit/backoff'

/** A connection that held so long has proved itself: the next loss starts counting retries from one again. */
export const STABLE_AFTER_MS = 5 * 60_000

export type RetryPolicy = Pick<
  ConnectionPolicy,
  'autoReconnect' | 'maxRetries' | 'firstDelayMs' | 'maxDelayMs'
>

/** Where a connection is. Times are milliseconds since the epoch. `F` is what an opened session tells of itself. */
export type Situation<F> =
  | { kind: 'idle'; since: number }
  /** `attempt` counts from 1; `begun` is false while the transport of an older attempt is still closing. */
  | { kind: 'connecting'; attempt: number; since: number; begun: boolean }
  /** `failures` is how many attempts in a row had failed before this one. */
  | { kind: 'ready'; since: number; failures: number; facts: F }
  | { kind: 'waiting'; attempt: number; retryAt: number; error: Failure; ticket: number }
  | { kind: 'needs-auth'; since: number; error: Failure }
  | { kind: 'failed'; since: number; attempts: number; error: Failure }
  | { kind: 'stopping'; since: number; reopen: boolean }

export interface ConnectionState<F> {
  now: Situation<F>
  /** The one attempt whose transport exists: opening, open or closing. No second is begun until it is gone. */
  live: number | undefined
  /** The last number given to an attempt or to a timer; never reused. */
  counter: number
}

/** What an end of an attempt brings along, so that the decision about the next one needs nothing else. */
interface Ending {
  at: number
  id: number
  error: Failure
  policy: RetryPolicy
  /** Uniform in [0, 1): the jitter. */
  random: number
}

export type ConnectionEvent<F> =
  | { kind: 'open-requested'; at: number }
  | { kind: 'close-requested'; at: number }
  /** The endpoint or policy is another one now: what was wanted open is opened afresh. */
  | { kind: 'changed'; at: number }
  | { kind: 'opened'; at: number; id: number; facts: F }
  /** The attempt failed and its transport is gone already. */
  | ({ kind: 'open-failed' } & Ending)
  /** The session ended by itself; its transport may still need closing. */
  | ({ kind: 'lost' } & Ending)
  /** The far side has forgotten the session but is alive. */
  | ({ kind: 'forgotten' } & Ending)
  | { kind: 'retry-due'; at: number; ticket: number }
  /** The transport of the attempt is gone, as the effect `close` asked. */
  | { kind: 'closed'; at: number; id: number }

export type ConnectionEffect =
  | { kind: 'open'; id: number }
  | { kind: 'close'; id: number }
  | { kind: 'schedule-retry'; ticket: number; at: number }
  | { kind: 'cancel-retry' }

export interface Step<F> {
  state: ConnectionState<F>
  effects: ConnectionEffect[]
}

/** Nobody can heal these by waiting: a person, or a change of the declaration, starts it again. */
const NEVER_RETRIED: ReadonlySet<string> = new Set([
  'bad-input',
  'forbidden',
  'invalid-config',
  'not-configured',
])

export function initialState<F>(at: number): ConnectionState<F> {
  return { now: { kind: 'idle', since: at }, live: undefined, counter: 0 }
}

/** The one place where a connection's state changes. Pure; whoever performs the effects answers with events. */
export function step<F>(state: ConnectionState<F>, event: ConnectionEvent<F>): Step<F> {
  switch (event.kind) {
    case 'open-requested':
      return openRequested(state, event.at)
    case 'close-requested':
      return closeRequested(state, event.at)
    case 'changed':
      return changed(state, event.at)
    case 'opened':
      return opened(state, event)
    case 'open-failed':
      return openFailed(state, event)
    case 'lost':
      return lost(state, event)
    case 'forgotten':
      return forgotten(state, event)
    case 'retry-due':
      return state.now.kind === 'waiting' && state.now.ticket === event.ticket
        ? begin(state, event.at, state.now.attempt)
        : stay(state)
    case 'closed':
      return event.id === state.live ? transportGone(state, event.at) : stay(state)
    default:
      return assertNever(event)
  }
}

function openRequested<F>(state: ConnectionState<F>, at: number): Step<F> {
  switch (state.now.kind) {
    case 'connecting':
    case 'ready':
      return stay(state)
    case 'stopping':
      return stay({ ...state, now: { ...state.now, reopen: true } })
    case 'waiting':
      return begin(state, at, state.now.attempt)
    case 'idle':
    case 'needs-auth':
    case 'failed':
      return begin(state, at, 1)
    default:
      return assertNever(state.now)
  }
}

function closeRequested<F>(state: ConnectionState<F>, at: number): Step<F> {
  switch (state.now.kind) {
    case 'idle':
      return stay(state)
    case 'stopping':
      return stay({ ...state, now: { ...state.now, reopen: false } })
    case 'connecting':
    case 'ready':
    case 'waiting':
    case 'needs-auth':
    case 'failed':
      return stop(state, at, false)
    default:
      return assertNever(state.now)
  }
}

function changed<F>(state: ConnectionState<F>, at: number): Step<F> {
  switch (state.now.kind) {
    case 'idle':
    case 'stopping':
      return stay(state)
    case 'connecting':
    case 'ready':
      return stop(state, at, true)
    case 'waiting':
    case 'needs-auth':
    case 'failed':
      return begin(state, at, 1)
    default:
      return assertNever(state.now)
  }
}

function opened<F>(state: ConnectionState<F>, event: { at: number; id: number; facts: F }): Step<F> {
  // Nobody waits any more: close what has just opened, or a live session is left without an owner.
  if (state.now.kind !== 'connecting' || !state.now.begun || event.id !== state.live) {
    return { state, effects: [{ kind: 'close', id: event.id }] }
  }
  const failures = state.now.attempt - 1
  return stay({ ...state, now: { kind: 'ready', since: event.at, failures, facts: event.facts } })
}

function openFailed<F>(state: ConnectionState<F>, event: Ending): Step<F> {
  if (event.id !== state.live) return stay(state)
  if (state.now.kind !== 'connecting' || !state.now.begun) return transportGone(state, event.at)
  return afterFailure({ ...state, live: undefined }, state.now.attempt, event)
}

function lost<F>(state: ConnectionState<F>, event: Ending): Step<F> {
  if (state.now.kind !== 'ready' || event.id !== state.live) return stay(state)
  const stable = event.at - state.now.since >= STABLE_AFTER_MS
  const next = afterFailure(state, stable ? 1 : state.now.failures + 1, event)
  return { state: next.state, effects: [{ kind: 'close', id: event.id }, ...next.effects] }
}

function forgotten<F>(state: ConnectionState<F>, event: Ending): Step<F> {
  if (state.now.kind !== 'ready' || event.id !== state.live) return stay(state)
  // One that is forgotten again as soon as it is opened would spin; treat it as any other loss.
  if (event.at - state.now.since < event.policy.firstDelayMs) return lost(state, event)
  const again = begin(state, event.at, 1)
  return { state: again.state, effects: [{ kind: 'close', id: event.id }, ...again.effects] }
}

/** Decides what follows failure number `failures` in a row. */
function afterFailure<F>(state: ConnectionState<F>, failures: number, event: Ending): Step<F> {
  const { at, error, policy } = event
  if (error.code === 'needs-auth') return stay({ ...state, now: { kind: 'needs-auth', since: at, error } })
  if (!policy.autoReconnect || failures > policy.maxRetries || NEVER_RETRIED.has(error.code)) {
    return stay({ ...state, now: { kind: 'failed', since: at, attempts: failures, error } })
  }
  const ticket = state.counter + 1
  const retryAt = at + backoffDelayMs(policy, failures, () => event.random)
  return {
    state: {
      ...state,
      counter: ticket,
      now: { kind: 'waiting', attempt: failures + 1, retryAt, error, ticket },
    },
    effects: [{ kind: 'schedule-retry', ticket, at: retryAt }],
  }
}

/** Starts an attempt, or marks it as next if the transport of an older one is still there. */
function begin<F>(state: ConnectionState<F>, at: number, attempt: number): Step<F> {
  const cancel: ConnectionEffect[] = state.now.kind === 'waiting' ? [{ kind: 'cancel-retry' }] : []
  if (state.live !== undefined) {
    return {
      state: { ...state, now: { kind: 'connecting', attempt, since: at, begun: false } },
      effects: cancel,
    }
  }
  const id = state.counter + 1
  return {
    state: { now: { kind: 'connecting', attempt, since: at, begun: true }, live: id, counter: id },
    effects: [...cancel, { kind: 'open', id }],
  }
}

function stop<F>(state: ConnectionState<F>, at: number, reopen: boolean): Step<F> {
  const cancel: ConnectionEffect[] = state.now.kind === 'waiting' ? [{ kind: 'cancel-retry' }] : []
  if (state.live === undefined)
    return { state: { ...state, now: { kind: 'idle', since: at } }, effects: cancel }
  return {
    state: { ...state, now: { kind: 'stopping', since: at, reopen } },
    effects: [...cancel, { kind: 'close', id: state.live }],
  }
}

function transportGone<F>(state: ConnectionState<F>, at: number): Step<F> {
  const free = { ...state, live: undefined }
  switch (state.now.kind) {
    case 'stopping':
      return state.now.reopen ? begin(free, at, 1) : stay({ ...free, now: { kind: 'idle', since: at } })
    case 'connecting':
      return state.now.begun ? stay(state) : begin(free, state.now.since, state.now.attempt)
    case 'ready':
      return stay(state)
    case 'idle':
    case 'waiting':
    case 'needs-auth':
    case 'failed':
      return stay(free)
    default:
      return assertNever(state.now)
  }
}

function stay<F>(state: ConnectionState<F>): Step<F> {
  return { state, effects: [] }
}

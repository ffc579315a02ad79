import 'server-only'
import type { Breaker, Failure } from '@/lib/domain/connection'
import type { ConnectionPolicy } from '@/lib/domain/server'
import { assertNever } from '@/lib/kit/assert-never'

/** A circuit that opens again and again waits longer each time, up to this or to its policy's time if that is more. */
export const MAX_OPEN_MS = 5 * 60_000

export type BreakerPolicy = Pick<ConnectionPolicy, 'breakerFailures' | 'breakerOpenMs'>

/** Whether calls are let through. Times in ms since the epoch. `openings`: in a row, without an answer between. */
export type BreakerState =
  | { kind: 'closed'; failures: number; openings: number }
  | { kind: 'open'; failures: number; openings: number; since: number; until: number; error: Failure }
  | { kind: 'half-open'; failures: number; openings: number; error: Failure }

export type BreakerEvent =
  /** A call asks to be let through. */
  | { kind: 'asked'; at: number }
  /** A call was answered, be it with an error of its own: the server works. So does one that answers a probe. */
  | { kind: 'answered' }
  /** A call failed in a way that speaks against the server. `isTrial`: the one that a half-open circuit let through. */
  | { kind: 'failed'; at: number; isTrial: boolean; error: Failure; policy: BreakerPolicy }
  /** The connection was opened anew: calls go through, and the first that fails opens the circuit again. */
  | { kind: 'reconnected'; policy: BreakerPolicy }
  /** The call ended without telling anything: it was cancelled, say. */
  | { kind: 'dropped'; at: number; isTrial: boolean }

export interface BreakerStep {
  state: BreakerState
  /** What the call that asked may do; of other events, nothing. */
  admitted: 'yes' | 'as-trial' | 'no'
}

export const CLOSED: BreakerState = { kind: 'closed', failures: 0, openings: 0 }

/** Decides about calls to one server, as a circuit breaker does (Nygard, Release It!, "Circuit Breaker"). Pure. */
export function stepBreaker(state: BreakerState, event: BreakerEvent): BreakerStep {
  switch (event.kind) {
    case 'asked':
      return ask(state, event.at)
    case 'answered':
      return stay(CLOSED)
    case 'failed':
      return stay(afterFailure(state, event))
    case 'reconnected':
      return stay(state.kind === 'closed' ? state : onProbation(state, event.policy))
    case 'dropped':
      // The next one may try at once, in its place.
      return stay(event.isTrial && state.kind === 'half-open' ? openedAgain(state, event.at) : state)
    default:
      return assertNever(event)
  }
}

function ask(state: BreakerState, at: number): BreakerStep {
  if (state.kind === 'closed') return { state, admitted: 'yes' }
  if (state.kind === 'half-open' || at < state.until) return { state, admitted: 'no' }
  const { failures, openings, error } = state
  return { state: { kind: 'half-open', failures, openings, error }, admitted: 'as-trial' }
}

function afterFailure(
  state: BreakerState,
  { at, isTrial, error, policy }: Extract<BreakerEvent, { kind: 'failed' }>,
): BreakerState {
  const failures = state.failures + 1
  switch (state.kind) {
    case 'closed':
      return policy.breakerFailures === 0 || failures < policy.breakerFailures
        ? { ...state, failures }
        : opened({ at, failures, openings: state.openings + 1, error, policy })
    case 'half-open':
      // Calls that began before the circuit opened say nothing about now.
      return isTrial ? opened({ at, failures, openings: state.openings + 1, error, policy }) : state
    case 'open':
      return state
    default:
      return assertNever(state)
  }
}

function onProbation(
  { openings }: Exclude<BreakerState, { kind: 'closed' }>,
  { breakerFailures }: BreakerPolicy,
): BreakerState {
  return { kind: 'closed', failures: Math.max(0, breakerFailures - 1), openings }
}

function opened({
  at,
  failures,
  openings,
  error,
  policy: { breakerOpenMs },
}: {
  at: number
  failures: number
  openings: number
  error: Failure
  policy: BreakerPolicy
}): BreakerState {
  const openMs = Math.min(Math.max(MAX_OPEN_MS, breakerOpenMs), breakerOpenMs * 2 ** (openings - 1))
  return { kind: 'open', failures, openings, since: at, until: at + openMs, error }
}

function openedAgain(
  { failures, openings, error }: Extract<BreakerState, { kind: 'half-open' }>,
  at: number,
): BreakerState {
  return { kind: 'open', failures, openings, since: at, until: at, error }
}

function stay(state: BreakerState): BreakerStep {
  return { state, admitted: 'no' }
}

/** The breaker as everyone outside sees it. */
export function viewOfBreaker(state: BreakerState): Breaker {
  if (state.kind === 'closed') return { kind: 'closed', failures: state.failures }
  const { failures, error } = state
  if (state.kind === 'half-open') return { kind: 'half-open', failures, error }
  return { kind: 'open', failures, since: iso(state.since), until: iso(state.until), error }
}

function iso(at: number): string {
  return new Date(at).toISOString()
}

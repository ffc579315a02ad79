import 'server-only'

/** How one list and watch fares. Times are of the clock, in ms. */
export type ReflectorState =
  /** Not listed yet, or its watch broke a moment ago and is being resumed. */
  | { kind: 'connecting'; since: number; reason?: string }
  | { kind: 'ok'; since: number }
  /** The cluster lacks the kind; it is looked for again and again. */
  | { kind: 'absent'; since: number }
  | {
      kind: 'failing'
      since: number
      /** A list that fails leaves us with what we had; a watch that fails is made up for by lists. */
      phase: 'list' | 'watch'
      reason: string
      /** 1 for the first that failed. */
      attempt: number
      retryAt: number
    }

/** The state after an attempt that failed; `since` tells when the trouble began. */
export function failed(
  before: ReflectorState,
  failure: { phase: 'list' | 'watch'; reason: string; attempt: number; retryAt: number },
  now: number,
): ReflectorState {
  return { kind: 'failing', since: before.kind === 'failing' ? before.since : now, ...failure }
}

/** A list that succeeds makes up for a list that failed, not for a watch that does. */
export function listed(before: ReflectorState, now: number): ReflectorState {
  if (before.kind === 'ok' || (before.kind === 'failing' && before.phase === 'watch')) return before
  return { kind: 'ok', since: now }
}

export function watching(before: ReflectorState, now: number): ReflectorState {
  return before.kind === 'ok' ? before : { kind: 'ok', since: now }
}

import type { ConnectionKind, Verdict } from '@/lib/domain/connection'

export type Tone = 'ok' | 'warn' | 'bad' | 'busy' | 'off'
export type Shape = 'disc' | 'ring' | 'arc' | 'triangle' | 'diamond' | 'cross' | 'square'

/** How a state is told: by a word, a shape and a colour, never by the colour alone. */
export interface Look {
  word: string
  tone: Tone
  shape: Shape
}

export const TONE_CLASSES: Record<Tone, string> = {
  ok: 'text-ok',
  warn: 'text-warn',
  bad: 'text-bad',
  busy: 'text-busy',
  off: 'text-muted-foreground',
}

export const CONNECTION_LOOKS: Record<ConnectionKind, Look> = {
  idle: { word: 'Idle', tone: 'off', shape: 'ring' },
  connecting: { word: 'Connecting', tone: 'busy', shape: 'arc' },
  ready: { word: 'Connected', tone: 'ok', shape: 'disc' },
  waiting: { word: 'Retrying', tone: 'warn', shape: 'triangle' },
  'needs-auth': { word: 'Needs sign-in', tone: 'warn', shape: 'diamond' },
  failed: { word: 'Failed', tone: 'bad', shape: 'cross' },
  stopping: { word: 'Stopping', tone: 'off', shape: 'square' },
}

export const VERDICT_LOOKS: Record<Verdict, Look> = {
  healthy: { word: 'Healthy', tone: 'ok', shape: 'disc' },
  degraded: { word: 'Degraded', tone: 'warn', shape: 'triangle' },
  unhealthy: { word: 'Unhealthy', tone: 'bad', shape: 'cross' },
  'needs-auth': { word: 'Needs sign-in', tone: 'warn', shape: 'diamond' },
  unknown: { word: 'Unknown', tone: 'off', shape: 'ring' },
}

export const DISABLED_LOOK: Look = { word: 'Disabled', tone: 'off', shape: 'square' }

const IMPLIED: Record<ConnectionKind, Verdict> = {
  idle: 'unknown',
  connecting: 'unknown',
  ready: 'healthy',
  waiting: 'unhealthy',
  'needs-auth': 'needs-auth',
  failed: 'unhealthy',
  stopping: 'unknown',
}

/** The verdict where it tells more than the connection does; nothing where the one follows from the other. */
export function verdictBeside(kind: ConnectionKind, verdict: Verdict): Look | undefined {
  return verdict === 'unknown' || verdict === IMPLIED[kind] ? undefined : VERDICT_LOOKS[verdict]
}

import type { Verdict } from '@/lib/domain/connection'
import { type FarKind, type FarSide, isStdio } from './far-side'

export interface Fault {
  name: string
  /** What it should be taken for; undefined where nothing should be noticed but by those who call. */
  expected: Verdict | undefined
  applies: (kind: FarKind) => boolean
  strike: (far: FarSide) => Promise<void> | void
  lift: (far: FarSide) => Promise<void> | void
}

const isRemote = (kind: FarKind) => !isStdio(kind)
const always = () => true

/** Late enough to be slow by the limits of the harness, and well within their time limit. */
const SLOW_MS = 600

export const FAULTS: readonly Fault[] = [
  {
    name: 'kill -9',
    expected: 'unhealthy',
    // A stdio server that is killed is started again at once: that is its restart, below.
    applies: isRemote,
    strike: (far) => far.kill(),
    lift: (far) => far.revive(),
  },
  {
    name: 'restart',
    expected: undefined,
    applies: always,
    strike: (far) => far.restart(),
    lift: () => undefined,
  },
  {
    name: 'hang',
    expected: 'unhealthy',
    applies: always,
    strike: (far) => far.hang(),
    lift: (far) => far.wake(),
  },
  weather('refused', 'unhealthy', { kind: 'refuse' }),
  weather('reset', 'unhealthy', { kind: 'reset' }),
  weather('partition', 'unhealthy', { kind: 'partition' }),
  weather('5xx', 'unhealthy', { kind: 'status', status: 503 }),
  weather('401', 'needs-auth', { kind: 'status', status: 401 }),
  weather('slow', 'degraded', { kind: 'slow', lateMs: SLOW_MS }),
  // One chunk in ten is late by a retransmission: nothing to alarm anybody for.
  weather('packet loss', undefined, { kind: 'loss', percent: 10, lateMs: 200 }),
]

function weather(
  name: string,
  expected: Verdict | undefined,
  kind: Parameters<FarSide['weather']>[0],
): Fault {
  return {
    name,
    expected,
    applies: isRemote,
    strike: (far) => far.weather(kind),
    lift: (far) => far.weather({ kind: 'clear' }),
  }
}

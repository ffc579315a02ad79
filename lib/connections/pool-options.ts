import 'server-only'
import type { Connection } from '@/lib/domain/connection'
import type { AppEvent } from '@/lib/domain/event'
import type { EventBus } from '@/lib/events/bus'
import type { Clock } from '@/lib/kit/clock'
import type { Logger } from '@/lib/kit/logger'
import type { Tracer } from '@/lib/kit/tracer'
import type { Authorize } from './auth/access'
import type { Baselines } from './drift-watch'
import type { Environment } from './child-environment'
import type { Servers } from './selection'
import type { RequestKind } from './server-requests'

export interface PoolOptions {
  servers: Servers
  bus: EventBus
  clock: Clock
  logger: Logger
  /** Uniform in [0, 1). */
  random: () => number
  /** How requests to remote servers are let in; without it, by their headers alone. */
  authorize?: Authorize
  /** Shown to every server as the client's version. */
  version?: string
  /** stdio servers that may be starting at the same time. */
  maxStarting?: number
  /** A single message above it is refused as `too-large`. */
  maxMessageBytes?: number
  /** Ours, of which stdio servers inherit a part. */
  environment?: Environment
  /** Told of each call, and asked for what passes it on to the server. */
  tracer?: Tracer
  /** Where what servers said of their tools is kept; without, nobody notices a change of them over a restart. */
  baselines?: Baselines
  /** What servers are told that they may ask for in the middle of a call; callers answer it (`onRequest`). */
  answers?: readonly RequestKind[]
  /** How long calls may go on after `stop`, and how long closing may take then, in ms. */
  drainMs?: number
  closeMs?: number
  /** Where stdio servers run that name no folder, and what a relative one is taken from. */
  home?: string
}

export interface Listing<T> {
  items: T[]
  /** ISO time. */
  listedAt: string
}

export interface PoolStats {
  open: number
  waiting: number
  tools: number
  retries: number
  children: number
  /** Circuits that are not closed. */
  breakersOpen: number
}

/** A line for the operator: what came up, what did not and why, and what was done about it. */
export function logEvent(logger: Logger, event: AppEvent): void {
  if (event.kind === 'connection-changed') logChange(logger, event.name, event.connection)
  if (event.kind === 'connection-renewed') logger.warn({ server: event.name, why: event.why }, event.text)
  if (event.kind === 'breaker-changed') {
    const { name: server, breaker } = event
    logger.warn({ server, ...breaker }, `The circuit is ${breaker.kind} now`)
  }
}

function logChange(logger: Logger, server: string, now: Connection): void {
  if (now.kind === 'ready') logger.info({ server, era: now.era }, 'Connected')
  else if ('error' in now) logger.warn({ server, state: now.kind, code: now.error.code }, now.error.message)
  else logger.debug({ server, state: now.kind }, 'Connection changed')
}

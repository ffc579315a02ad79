import 'server-only'
import type { Connection } from '@/lib/domain/connection'
import { assertNever } from '@/lib/kit/assert-never'
import type { SessionFacts } from './session'
import type { ConnectionState } from './state'

/** The state as everyone outside sees it. */
export function viewOf({ now }: ConnectionState<SessionFacts>): Connection {
  switch (now.kind) {
    case 'idle':
      return { kind: 'idle', since: iso(now.since) }
    case 'connecting':
      return { kind: 'connecting', attempt: now.attempt, since: iso(now.since) }
    case 'ready':
      return { kind: 'ready', since: iso(now.since), ...now.facts }
    case 'waiting':
      return { kind: 'waiting', attempt: now.attempt, retryAt: iso(now.retryAt), error: now.error }
    case 'needs-auth':
      return { kind: 'needs-auth', since: iso(now.since), error: now.error }
    case 'failed':
      return { kind: 'failed', since: iso(now.since), attempts: now.attempts, error: now.error }
    case 'stopping':
      return { kind: 'stopping', since: iso(now.since) }
    default:
      return assertNever(now)
  }
}

function iso(at: number): string {
  return new Date(at).toISOString()
}

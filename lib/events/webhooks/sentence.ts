import 'server-only'
import type { AppEvent } from '@/lib/domain/event'

/** What happened, in one line of plain text; undefined for what webhooks are not told of. */
export function sentenceOf(event: AppEvent): string | undefined {
  switch (event.kind) {
    case 'verdict-changed':
      return `${event.name} is ${VERDICTS[event.verdict]}: ${event.reason.message}`
    case 'incident-opened':
      return `${event.name}: incident, ${VERDICTS[event.severity]}: ${event.cause.message}`
    case 'incident-closed':
      return `${event.name}: incident over after ${durationOf(event.durationMs)}, ${ENDS[event.end]}`
    case 'incident-group-opened':
      return `${event.servers} servers failed together (${namesOf(event.names, event.servers)}): ${event.cause.message}`
    case 'incident-group-closed':
      return `The incident of ${event.servers} servers is over after ${durationOf(event.durationMs)}`
    case 'server-added':
      return `${event.name} was added by ${event.source}`
    case 'server-changed':
      return `${event.name} was changed by ${event.source}: ${event.fields.slice(0, 10).join(', ')}`
    case 'server-removed':
      return `${event.name} was removed by ${event.source}`
    case 'tool-drifted':
      return `${event.name}: the tool ${event.tool} has another ${event.changed.join(', ')}${
        event.held ? ' and is held until it is approved' : ''
      }`
    case 'breaker-changed':
      return `${event.name}: ${breakerWords(event.breaker)}`
    case 'authorization-changed':
      return `${event.name}: ${SIGN_INS[event.state]}`
    case 'source-ran':
      return event.outcome === 'failed'
        ? `Reading ${event.source} failed: ${event.error ?? 'no reason is known'}`
        : `${event.source} was read: ${event.found} servers, ${event.added} added, ${event.changed} changed, ${event.removed} removed`
    case 'config-rejected':
      return `The configuration was rejected: ${event.problems[0]?.message ?? 'it is not valid'}`
    case 'held-changed':
      return `${event.held} servers of ${event.source} wait for approval`
    case 'maintenance-changed':
      return `Maintenance “${event.title}” has changed`
    default:
      return undefined
  }
}

const VERDICTS = {
  healthy: 'healthy',
  degraded: 'degraded',
  unhealthy: 'unhealthy',
  'needs-auth': 'in need of a sign-in',
  unknown: 'unknown',
} as const
const ENDS = { recovered: 'recovered', disabled: 'it was disabled', removed: 'it was removed' } as const

const SIGN_INS = {
  none: 'nobody is signed in any more',
  'signed-in': 'signed in',
  expired: 'the sign-in has expired and can not be refreshed',
} as const

type BreakerEvent = Extract<AppEvent, { kind: 'breaker-changed' }>

function breakerWords(breaker: BreakerEvent['breaker']): string {
  switch (breaker.kind) {
    case 'closed':
      return 'calls are let through again'
    case 'half-open':
      return 'one call is let through to try'
    case 'open':
      return `calls are refused until ${breaker.until}: ${breaker.error.message}`
  }
}

function namesOf(names: readonly string[], total: number): string {
  const shown = names.slice(0, 5)
  const more = total - shown.length
  return more > 0 ? `${shown.join(', ')} and ${more} more` : shown.join(', ')
}

function durationOf(ms: number): string {
  const seconds = Math.round(ms / 1_000)
  if (seconds < 120) return `${seconds} s`
  const minutes = Math.round(seconds / 60)
  if (minutes < 120) return `${minutes} min`
  return `${Math.round(minutes / 6) / 10} h`
}

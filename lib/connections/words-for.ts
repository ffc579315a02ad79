import 'server-only'
import type { Connection } from '@/lib/domain/connection'

/** A state as a line of the server's log. */
export function wordsFor(now: Connection): string {
  switch (now.kind) {
    case 'idle':
      return 'Closed'
    case 'connecting':
      return now.attempt === 1 ? 'Connecting' : `Connecting, attempt ${now.attempt}`
    case 'ready':
      return `Ready: ${now.serverInfo.name} ${now.serverInfo.version}, protocol ${now.protocolVersion} (${now.era})`
    case 'waiting':
      return `${now.error.message} Attempt ${now.attempt} at ${now.retryAt}`
    case 'needs-auth':
      return now.error.message
    case 'failed':
      return `Gave up after ${now.attempts} attempts: ${now.error.message}`
    case 'stopping':
      return 'Stopping'
  }
}

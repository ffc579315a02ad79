import type { ServerDetail } from '@/lib/domain/api/servers'
import { assertNever } from '@/lib/kit/assert-never'

export type ConnectionVerb = 'connect' | 'retry' | 'cancel' | 'disconnect' | 'none'

/** The one thing to do about a connection now. */
export function connectionVerb({
  enabled,
  blocked,
  connection,
}: Pick<ServerDetail, 'enabled' | 'blocked' | 'connection'>): ConnectionVerb {
  switch (connection.kind) {
    case 'ready':
      return 'disconnect'
    case 'connecting':
      return 'cancel'
    case 'stopping':
      return 'none'
    case 'waiting':
    case 'failed':
    case 'needs-auth':
      return enabled ? 'retry' : 'none'
    case 'idle':
      return enabled && blocked === undefined ? 'connect' : 'none'
    default:
      return assertNever(connection)
  }
}

import 'server-only'
import type { Connection } from '@/lib/domain/connection'
import type { Endpoint } from '@/lib/domain/endpoint'
import type { Finding } from './health-state'

/**
 * What a change of the pool's own connection says of the server; undefined where it says nothing. A handshake is several
 * answers, so it settles the matter. A command that the pool has given up runs no more, and no probe will find otherwise;
 * a remote server may still answer one.
 */
export function findingOfConnection(
  connection: Connection,
  endpoint: Endpoint,
  at: number,
): Finding | undefined {
  const found = { at, durationMs: null, origin: 'connection' } as const
  switch (connection.kind) {
    case 'ready':
      return { ...found, outcome: 'ok', reason: { code: 'ok', message: 'It is connected' }, weight: 'all' }
    case 'needs-auth':
      return { ...found, outcome: 'needs-auth', reason: connection.error, weight: 1 }
    case 'waiting':
      return { ...found, outcome: 'failed', reason: connection.error, weight: 1 }
    case 'failed': {
      const weight = endpoint.kind === 'stdio' ? 'all' : 1
      return { ...found, outcome: 'failed', reason: connection.error, weight }
    }
    case 'idle':
    case 'connecting':
    case 'stopping':
      return undefined
  }
}

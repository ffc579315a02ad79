import type { Batch, Outcome } from '@/components/shell/connect-batch'
import type { Connection, ConnectionKind } from '@/lib/domain/connection'

export interface ConnectRow {
  name: string
  settled: boolean
  kind: ConnectionKind
  /** The reason of a failure, or which attempt runs. */
  note?: string | undefined
}

const KIND_OF: Record<Outcome, ConnectionKind> = {
  ready: 'ready',
  failed: 'failed',
  'needs-auth': 'needs-auth',
  cancelled: 'idle',
}

/** What a person looks for first: what went wrong, then what still runs, then what is well. */
const RANK: Record<ConnectionKind, number> = {
  failed: 0,
  'needs-auth': 1,
  waiting: 2,
  connecting: 3,
  stopping: 4,
  idle: 5,
  ready: 6,
}

/**
 * One row for each server of a batch. The live connection is newer than the batch's outcome, which is told once:
 * a server that failed and came back is shown as it is.
 */
export function connectRows(batch: Batch, live: ReadonlyMap<string, Connection>): ConnectRow[] {
  return batch.names
    .map((name): ConnectRow => {
      const result = batch.results.get(name)
      const connection = live.get(name)
      const kind = connection?.kind ?? (result ? KIND_OF[result.outcome] : 'connecting')
      return { name, settled: result !== undefined, kind, note: noteOf(connection) ?? result?.error }
    })
    .sort((a, b) => RANK[a.kind] - RANK[b.kind] || a.name.localeCompare(b.name))
}

function noteOf(connection: Connection | undefined): string | undefined {
  switch (connection?.kind) {
    case 'connecting':
      return connection.attempt > 1 ? `attempt ${connection.attempt}` : undefined
    case 'waiting':
      return `attempt ${connection.attempt} is next: ${connection.error.message}`
    case 'failed':
    case 'needs-auth':
      return connection.error.message
    case 'idle':
    case 'ready':
    case 'stopping':
    case undefined:
      return undefined
  }
}

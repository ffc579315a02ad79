import 'server-only'
import { randomUUID } from 'node:crypto'
import type { Connection } from '@/lib/domain/connection'
import type { AppEvent } from '@/lib/domain/event'

type Progress = Extract<AppEvent, { kind: 'connect-progressed' }>

/** Opens many at once and tells of each as it settles; none waits for another. Answers the id of the batch. */
export function connectBatch(
  names: readonly string[],
  open: (name: string) => Promise<Connection>,
  publish: (event: Progress) => void,
): string {
  const batch = randomUUID()
  let done = 0
  for (const name of names) {
    void open(name)
      .then(outcomeOf, () => ({ outcome: 'cancelled' as const }))
      .then((outcome) => {
        done += 1
        publish({ kind: 'connect-progressed', batch, done, total: names.length, name, ...outcome })
      })
  }
  return batch
}

function outcomeOf(connection: Connection): Pick<Progress, 'outcome' | 'error'> {
  switch (connection.kind) {
    case 'ready':
      return { outcome: 'ready' }
    case 'needs-auth':
      return { outcome: 'needs-auth', error: connection.error.message }
    case 'waiting':
    case 'failed':
      return { outcome: 'failed', error: connection.error.message }
    case 'idle':
    case 'connecting':
    case 'stopping':
      return { outcome: 'cancelled' }
  }
}

import 'server-only'
import type { Entry } from './entry'
import type { PoolStats } from './pool-options'

export function statsOf(entries: readonly Entry[]): PoolStats {
  const open = entries.filter(({ connection }) => connection.kind === 'ready')
  return {
    open: open.length,
    waiting: entries.filter(({ connection }) => connection.kind === 'waiting').length,
    tools: open.reduce((sum, { capabilities }) => sum + (capabilities.known('tools')?.items.length ?? 0), 0),
    retries: entries.reduce((sum, { connection }) => sum + connection.retries, 0),
    children: entries.filter(
      ({ endpoint, connection }) => endpoint.kind === 'stdio' && connection.hasTransport,
    ).length,
    breakersOpen: entries.filter(({ circuit }) => circuit.view.kind !== 'closed').length,
  }
}

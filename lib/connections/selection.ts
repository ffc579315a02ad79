import 'server-only'
import type { Selection } from '@/lib/domain/api/connections'
import type { Server } from '@/lib/domain/server'
import { AppError } from '@/lib/kit/app-error'

export interface Servers {
  get(name: string): Server | undefined
  all(): Server[]
}

/** The names that a selection means. A name may be unknown; a tag selects what carries it. */
export function namesIn(selection: Selection, servers: Servers): string[] {
  if ('names' in selection) return [...new Set(selection.names)]
  const all = servers.all()
  const chosen =
    'all' in selection
      ? all
      : all.filter((server) => selection.tags.some((tag) => server.spec.tags.includes(tag)))
  return chosen.map((server) => server.spec.name)
}

/** Why a server may not be connected, if it may not. */
export function refusalOf(name: string, server: Server | undefined): AppError | undefined {
  if (!server) return new AppError('not-found', `There is no server named ${name}`)
  const claim = server.record.claims.find(({ sourceId }) => sourceId === server.source)
  if (claim?.blocked !== undefined)
    return new AppError('not-configured', `${name} can't run: ${claim.blocked}`)
  if (!server.spec.enabled) return new AppError('forbidden', `${name} is disabled; enable it to connect`)
  return undefined
}

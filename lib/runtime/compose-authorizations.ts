import 'server-only'
import type { Env } from '@/lib/config/env'
import type { Sealer } from '@/lib/config/secrets'
import { Authorizations } from '@/lib/connections/auth/authorizations'
import type { Pool } from '@/lib/connections/pool'
import type { Servers } from '@/lib/connections/selection'
import type { AuthorizationState } from '@/lib/domain/authorization'
import type { Batch, EventBus } from '@/lib/events/bus'
import type { Jobs } from '@/lib/jobs/jobs'
import { startRetention } from '@/lib/jobs/retention'
import { messageOf } from '@/lib/kit/app-error'
import type { Clock } from '@/lib/kit/clock'
import type { Logger } from '@/lib/kit/logger'
import type { Registry } from '@/lib/registry/registry'
import { StoredAuthorizations } from '@/lib/store/authorizations'
import type { Database } from '@/lib/store/database'
import packageJson from '@/package.json'

export interface AuthorizationsInput {
  env: Env
  database: Database
  sealer: Sealer
  registry: Registry
  bus: EventBus
  clock: Clock
  logger: Logger
}

/** Joins the sign-ins at remote servers with what they work with. */
export async function composeAuthorizations(input: AuthorizationsInput): Promise<Authorizations> {
  const { env, database, sealer, registry, bus, clock, logger } = input
  const store = new StoredAuthorizations(database, sealer, (server, error) =>
    logger.warn({ server, reason: messageOf(error) }, 'An authorization can’t be opened: sign in again'),
  )
  await store.resealAll()
  return new Authorizations({
    ...{ store, servers: registry, bus, clock, logger, random: Math.random },
    reach: { allowed: env.privateAddresses },
    version: packageJson.version,
    publicUrl: env.publicUrl,
  })
}

/** Whoever has just signed in wants the connection, and whoever has signed out wants it no more as it was. */
export function followSignIns(
  bus: EventBus,
  pool: Pool,
  servers: Pick<Servers, 'get'>,
  logger: Logger,
): () => void {
  const follow = (name: string, state: AuthorizationState, from: Batch['from']) => {
    if (servers.get(name)?.spec.enabled !== true) return
    const { kind } = pool.stateOf(name)
    if (state === 'signed-in') {
      // What lies idle at another replica is wanted there by nobody.
      const isWanted = kind !== 'idle' || from === 'here'
      if (isWanted && kind !== 'ready' && kind !== 'connecting') pool.begin(name)
      return
    }
    if (kind !== 'ready' || state === 'expired') return
    pool
      .close(name)
      .then(() => pool.begin(name))
      .catch((error: unknown) =>
        logger.warn({ server: name, reason: messageOf(error) }, 'Could not connect again after a sign-out'),
      )
  }
  return bus.subscribeToBatches(({ events, from }) => {
    for (const event of events)
      if (event.kind === 'authorization-changed') follow(event.name, event.state, from)
  })
}

export async function startForgetting(
  authorizations: Authorizations,
  { jobs, logger }: { jobs: Jobs; logger: Logger },
): Promise<void> {
  await startRetention({
    ...{ jobs, logger, what: 'authorization', cron: '29 * * * *' },
    forget: () => authorizations.prune(),
  })
}

import 'server-only'
import type { Env } from '@/lib/config/env'
import type { Sealer } from '@/lib/config/secrets'
import type { EventBus } from '@/lib/events/bus'
import type { Feed } from '@/lib/events/feed'
import { Sender } from '@/lib/events/webhooks/sender'
import { Webhooks } from '@/lib/events/webhooks/webhooks'
import type { Jobs } from '@/lib/jobs/jobs'
import { startRetention } from '@/lib/jobs/retention'
import { publicOr } from '@/lib/kit/address-rules'
import type { Clock } from '@/lib/kit/clock'
import type { Logger } from '@/lib/kit/logger'
import type { Registry } from '@/lib/registry/registry'
import type { Database } from '@/lib/store/database'
import { DeliveryStore } from '@/lib/store/deliveries'
import { WebhookStore } from '@/lib/store/webhooks'
import packageJson from '@/package.json'

export interface WebhooksInput {
  env: Env
  database: Database
  sealer: Sealer
  registry: Registry
  jobs: Jobs
  bus: EventBus
  feed: Feed
  clock: Clock
  logger: Logger
}

/** Joins webhooks with all that they work with. */
export async function composeWebhooks(input: WebhooksInput): Promise<Webhooks> {
  const { env, database, sealer, registry, jobs, bus, feed, clock, logger } = input
  const webhooks = new WebhookStore(database, sealer)
  await webhooks.resealAll()
  const made = new Webhooks({
    ...{ webhooks, bus, feed, clock, logger, servers: registry, random: Math.random },
    deliveries: new DeliveryStore(database),
    sender: new Sender({
      ...{ rule: publicOr(env.privateAddresses), clock, version: packageJson.version, origin: env.publicUrl },
    }),
  })
  await startRetention({
    ...{ jobs, logger, what: 'webhook-delivery', cron: '*/10 * * * *' },
    forget: () => made.prune(),
  })
  return made
}

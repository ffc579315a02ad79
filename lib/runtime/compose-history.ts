import 'server-only'
import { z } from 'zod'
import type { Health } from '@/lib/health/health'
import { Compaction } from '@/lib/health/history/compaction'
import { HealthHistory } from '@/lib/health/history/health-history'
import { KEEP_MS, type Tier } from '@/lib/health/history/tiers'
import type { Jobs } from '@/lib/jobs/jobs'
import { startRetention } from '@/lib/jobs/retention'
import type { Clock } from '@/lib/kit/clock'
import type { Logger } from '@/lib/kit/logger'
import type { Registry } from '@/lib/registry/registry'
import type { Database } from '@/lib/store/database'
import { HistoryStore } from '@/lib/store/health-history'
import type { IncidentParts } from './compose-incidents'

export interface HistoryInput {
  database: Database
  registry: Registry
  health: Health
  aftermath: Pick<IncidentParts, 'incidents' | 'maintenance'>
  clock: Clock
  logger: Logger
}

export interface HistoryParts {
  history: HealthHistory
}

/** Hours are compacted soon after they are over. */
const COMPACTION = {
  queue: { name: 'check-compaction', data: z.object({}), limitSeconds: 1_800, retries: 2 },
  cron: '*/10 * * * *',
}
/** A server that comes back within it, finds its history. */
const KEEP_GONE_MS = 7 * 86_400_000
const SHOWN_INCIDENTS = 200

/** Joins the history of checks with all that it works with. */
export function composeHistory({
  database,
  registry,
  health,
  aftermath,
  ...joined
}: HistoryInput): HealthHistory {
  const { incidents, maintenance } = aftermath
  return new HealthHistory({
    ...joined,
    store: new HistoryStore(database),
    now: (name) => health.now(name),
    servers: () =>
      registry
        .all()
        .map(({ spec: { name, tags } }) => ({ name, tags, verdict: health.verdictOf(name).verdict })),
    incidents: async (name, { from, to }) => {
      const span = { from: new Date(from).toISOString(), to: new Date(to).toISOString() }
      const page = await incidents.list({ state: 'all', server: [name], ...span, limit: SHOWN_INCIDENTS })
      return page.items
    },
    maintenance(name, { from, to }) {
      const server = registry.get(name)
      const spans = server ? maintenance.spansOf(server.spec, from, to) : []
      return spans.map((span) => ({
        title: span.title,
        from: new Date(span.from).toISOString(),
        to: new Date(span.to).toISOString(),
      }))
    },
  })
}

/** Compacts and forgets as durable jobs: once over all replicas, and taken over from one that dies. */
export async function startHistoryJobs({
  jobs,
  database,
  history,
  clock,
  logger,
}: Pick<HistoryInput, 'database' | 'clock' | 'logger'> & {
  jobs: Jobs
  history: HealthHistory
}): Promise<void> {
  const store = new HistoryStore(database)
  const compaction = new Compaction({ store, clock, logger })
  await jobs.work(COMPACTION.queue, async (_, signal) => {
    const { rounds, servers } = await compaction.run(signal)
    if (servers > 0) history.forgetOldAnswers()
    if (rounds + servers > 0) logger.info({ rounds, servers }, 'Compacted checks')
  })
  await jobs.schedule(COMPACTION.queue, COMPACTION.cron, {})
  await startRetention({
    ...{ jobs, logger, what: 'history', cron: '35 * * * *' },
    async forget() {
      let forgotten = 0
      for (const [tier, keepMs] of Object.entries(KEEP_MS) as [Tier, number][])
        forgotten += await store.prune(tier, clock.now() - keepMs)
      forgotten += await store.pruneGone(clock.now() - KEEP_GONE_MS)
      await store.tidy()
      return forgotten
    },
  })
}

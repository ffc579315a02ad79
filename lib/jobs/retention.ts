import 'server-only'
import { z } from 'zod'
import type { Logger } from '@/lib/kit/logger'
import type { Jobs } from './jobs'

export interface Retention {
  jobs: Pick<Jobs, 'work' | 'schedule'>
  logger: Logger
  /** Names the queue: `<what>-retention`. */
  what: string
  /** When, as a cron expression in UTC. */
  cron: string
  /** Forgets what is old; resolves with how many. */
  forget: () => Promise<number>
}

/** Forgets old rows now and then, once over all replicas. */
export async function startRetention({ jobs, logger, what, cron, forget }: Retention): Promise<void> {
  const queue = { name: `${what}-retention`, data: z.object({}), limitSeconds: 300, retries: 2 }
  await jobs.work(queue, async () => {
    const forgotten = await forget()
    if (forgotten > 0) logger.info({ what, forgotten }, 'Forgot what was old')
  })
  await jobs.schedule(queue, cron, {})
}

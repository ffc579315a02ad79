import 'server-only'
import { z } from 'zod'
import type { Clock } from '@/lib/kit/clock'
import type { Logger } from '@/lib/kit/logger'
import type { EventStore } from '@/lib/store/events'
import type { Jobs } from './jobs'
import type { Queue } from './queue'

const DAY_MS = 86_400_000
const HOURLY = '17 * * * *'

const queue: Queue<z.ZodObject> = {
  name: 'event-retention',
  data: z.object({}),
  limitSeconds: 300,
  retries: 2,
}

interface EventRetention {
  jobs: Pick<Jobs, 'work' | 'schedule'>
  events: Pick<EventStore, 'prune'>
  clock: Clock
  logger: Logger
  keepDays: number
}

/** Forgets old events every hour. */
export async function startEventRetention({ jobs, events, clock, logger, keepDays }: EventRetention) {
  await jobs.work(queue, async () => {
    const forgotten = await events.prune(new Date(clock.now() - keepDays * DAY_MS))
    if (forgotten > 0) logger.info({ forgotten, keepDays }, 'Forgot old events')
  })
  await jobs.schedule(queue, HOURLY, {})
}

import 'server-only'
import { z } from 'zod'
import type { Clock } from '@/lib/kit/clock'
import type { Logger } from '@/lib/kit/logger'
import type { RunStore } from '@/lib/store/runs'
import type { Jobs } from './jobs'
import type { Queue } from './queue'

const DAY_MS = 86_400_000
const EVERY_TEN_MINUTES = '*/10 * * * *'
const KEEP_DAYS = 30
/** Of each source. */
const KEEP_RUNS = 500

const queue: Queue<z.ZodObject> = {
  name: 'run-retention',
  data: z.object({}),
  limitSeconds: 300,
  retries: 2,
}

interface RunRetention {
  jobs: Pick<Jobs, 'work' | 'schedule'>
  runs: Pick<RunStore, 'prune'>
  clock: Clock
  logger: Logger
}

/** Forgets old runs every ten minutes: a source that is watched runs often. */
export async function startRunRetention({ jobs, runs, clock, logger }: RunRetention): Promise<void> {
  await jobs.work(queue, async () => {
    const before = new Date(clock.now() - KEEP_DAYS * DAY_MS)
    const forgotten = await runs.prune({ before, keep: KEEP_RUNS })
    if (forgotten > 0) logger.info({ forgotten, keepDays: KEEP_DAYS, keepRuns: KEEP_RUNS }, 'Forgot old runs')
  })
  await jobs.schedule(queue, EVERY_TEN_MINUTES, {})
}

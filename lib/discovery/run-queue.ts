import 'server-only'
import { z } from 'zod'
import type { Jobs } from '@/lib/jobs/jobs'
import type { Queue } from '@/lib/jobs/queue'
import type { RunStore } from '@/lib/store/runs'

/** Where runs are written down. */
export type RunRows = Pick<
  RunStore,
  | 'ask'
  | 'claim'
  | 'beat'
  | 'finish'
  | 'requeue'
  | 'askToCancel'
  | 'endLapsed'
  | 'waiting'
  | 'get'
  | 'newest'
  | 'list'
  | 'tell'
>

/** What carries a run to a replica that does it, also when the one that asked is gone. */
export type RunJobs = Pick<Jobs, 'work' | 'send'>

const jobSchema = z.object({ run: z.uuid() })

/**
 * A queue for each source, so that a slow one keeps no other. Its jobs say only that a run waits: who may begin it, and
 * that one at a time goes on, is decided by the run's row. A key of the queue would do the same, but the queue's monitor
 * remembers a key that it once saw at work for up to a minute, in which nothing of that key begins.
 */
export function queueOf(source: string): Queue<typeof jobSchema> {
  return {
    name: `discovery-${source}`,
    data: jobSchema,
    // Longer than any run and its wait for the one before; whether a replica lives is told by its beat.
    limitSeconds: 3_600,
    retries: 5,
    // The replica that asked wakes its own worker: it is the one that has seen the change. Others look now and then.
    announced: false,
    pollSeconds: 10,
    keepSeconds: 600,
  }
}

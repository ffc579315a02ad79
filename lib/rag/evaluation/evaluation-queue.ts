import 'server-only'
import { z } from 'zod'
import type { Queue } from '@/lib/jobs/queue'

const dataSchema = z.object({ run: z.uuid() })

/** Runs of evaluations, one after another in a process. One that broke off is gone on with. */
export const EVALUATION_QUEUE: Queue<typeof dataSchema> = {
  name: 'evaluation',
  data: dataSchema,
  limitSeconds: 6 * 3600,
  retries: 20,
  heartbeatSeconds: 20,
}

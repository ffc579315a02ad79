import 'server-only'
import type { z } from 'zod'

/** A kind of background work: its name in the database, the data it takes, and how failures are met. */
export interface Queue<Data extends z.ZodType> {
  /** Letters, digits, dots, dashes: it stays in the database, so renaming it leaves jobs behind. */
  name: string
  data: Data
  /** A run that takes longer is given up and tried again. */
  limitSeconds: number
  /** Tries after the first; the delay doubles from one second up to a minute. */
  retries: number
  /** Whether a new job wakes the workers of all replicas, not only of the one that sent it. */
  announced?: boolean
  /** How often workers look for jobs that nobody told them of: delayed ones, or those of a replica that is gone. */
  pollSeconds?: number
  /** How many run at the same time in one process; one unless told. */
  concurrency?: number
  /** A run whose process has not said for so long that it lives is taken over, long before `limitSeconds`. At least 10. */
  heartbeatSeconds?: number
  /** The queue, worked already, that takes the data of a job that has failed for the last time. */
  givenUpTo?: string
  /** How long a job that is done stays, for whoever looks into the database. */
  keepSeconds?: number
}

/** What runs a job. A throw is a failure to be tried again; the signal aborts when the time is up or we stop. */
export type JobHandler<Data extends z.ZodType> = (data: z.infer<Data>, signal: AbortSignal) => Promise<void>

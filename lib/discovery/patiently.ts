import 'server-only'
import { isAppError, messageOf } from '@/lib/kit/app-error'
import { backoffDelayMs } from '@/lib/kit/backoff'
import type { Clock } from '@/lib/kit/clock'
import type { Logger } from '@/lib/kit/logger'
import { pause } from '@/lib/kit/pause'

const RETRY = { firstDelayMs: 200, maxDelayMs: 5_000 }

export interface Patience {
  clock: Clock
  logger: Logger
  random: () => number
}

/** Tries again while the database is away, or whatever else passes, until the signal aborts. */
export async function patiently<T>(
  { clock, logger, random }: Patience,
  signal: AbortSignal,
  task: () => Promise<T>,
  passes: (error: unknown) => boolean = isDatabaseAway,
): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await task()
    } catch (error) {
      if (signal.aborted || !passes(error)) throw error
      if (attempt === 1) logger.warn({ reason: messageOf(error) }, 'Discovery waits and tries again')
      await pause(clock, backoffDelayMs(RETRY, attempt, random), signal)
      signal.throwIfAborted()
    }
  }
}

function isDatabaseAway(error: unknown): boolean {
  return isAppError(error) && error.code === 'database-unavailable'
}

import 'server-only'
import { AppError } from '@/lib/kit/app-error'
import type { Runtime } from './compose'
import { currentInProcess, startedInProcess } from './process-global'

/**
 * The runtime that instrumentation began to build. It imports no more than the type, so that a route's bundle stays small.
 * Throws `internal` during `next build` (a page that reads it must await `connection()` first).
 */
export async function getRuntime(): Promise<Runtime> {
  if (process.env.NEXT_PHASE === 'phase-production-build') {
    throw new AppError('internal', 'There is no runtime while building: await connection() before reading it')
  }
  const started = startedInProcess<Runtime>()
  if (!started) throw new AppError('shutting-down', 'The server has not started, or has stopped')
  return started
}

/** The runtime if it has started; for probes, which must not wait. */
export function peekRuntime(): Runtime | undefined {
  return currentInProcess() as Runtime | undefined // only a runtime is ever kept there
}

import 'server-only'
import { AppError } from '@/lib/kit/app-error'
import { deadline, orAborted } from '@/lib/kit/deadline'
import { peekRuntime } from '@/lib/runtime/get-runtime'

const PING_LIMIT_MS = 2_000

/** Ready to be sent requests. Throws what a 503 is made of, with the reason. */
export async function readiness(): Promise<{ status: 'ready' }> {
  const runtime = peekRuntime()
  if (!runtime) throw new AppError('shutting-down', 'The server is starting')
  if (runtime.stopping()) throw new AppError('shutting-down', 'The server is shutting down')
  using signal = deadline(undefined, PING_LIMIT_MS, 'The database')
  try {
    await orAborted(runtime.database.ping(), signal)
  } catch (error) {
    throw new AppError('database-unavailable', 'The database does not answer', { cause: error })
  }
  return { status: 'ready' }
}

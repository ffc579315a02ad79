import 'server-only'
import { availableParallelism } from 'node:os'
import type { WorkerJobs, WorkerName } from './jobs'
import { WorkerPool } from './worker-pool'
import type { RequestOptions } from './worker-thread'

const pools = new Map<string, unknown>()

/**
 * One job on a thread that has no other at the same time, so that its limits hold for it alone: a job that breaks them
 * ends its thread and no one else's. Threads are used again, because to start one takes longer than to read a page, and
 * are let go when there is nothing to do. Not more run at once than there are cores; the others wait their turn.
 */
export async function runInWorker<Name extends WorkerName>(
  name: Name,
  input: WorkerJobs[Name]['input'],
  options: RequestOptions<Name> & { maxMb: number },
): Promise<WorkerJobs[Name]['output']> {
  const key = `${name} ${options.maxMb}`
  // The key begins with the name.
  let pool = pools.get(key) as WorkerPool<Name> | undefined
  if (pool === undefined) {
    pool = new WorkerPool(name, { maxMb: options.maxMb, size: availableParallelism() })
    pools.set(key, pool)
  }
  return pool.run(input, options)
}

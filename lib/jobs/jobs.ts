import 'server-only'
import { fromPglite, type ConstructorOptions, PgBoss } from 'pg-boss'
import type { z } from 'zod'
import { AppError } from '@/lib/kit/app-error'
import type { Logger } from '@/lib/kit/logger'
import type { Driver } from '@/lib/store/database'
import type { JobHandler, Queue } from './queue'

const STOP_LIMIT_MS = 1_500
/** New jobs are announced; delayed and repeated ones are found by asking. */
const POLL_SECONDS = 3
/** Beside the store's own pool. */
const CONNECTIONS = 3

export interface SendOptions {
  key?: string
  startAfter?: Date
  /** Higher ones are taken first; 0 unless told. */
  priority?: number
}

export interface QueueCounts {
  queue: string
  waiting: number
  active: number
  failed: number
}

/**
 * Background work that outlives its process: jobs are rows, any replica may take one, and a dead replica's job is
 * taken over. With one `key`, one job of a queue runs and at most one more waits.
 */
export class Jobs {
  readonly #boss: PgBoss
  readonly #stopping = new AbortController()
  /** By queue. */
  readonly #workers = new Map<string, string[]>()
  #started: Promise<unknown> | undefined
  #stopped: Promise<void> | undefined

  constructor(
    private readonly driver: Driver,
    private readonly logger: Logger,
  ) {
    this.#boss = new PgBoss({ ...connectionOf(driver), useListenNotify: true, reindex: false })
    this.#boss.on('error', (error) => logger.warn({ err: error }, 'The job queue met an error and goes on'))
    this.#boss.on('warning', ({ message }) => logger.warn({ reason: message }, 'The job queue warns'))
  }

  /** Makes the queue's tables when they are not there. */
  async start(): Promise<void> {
    this.#started ??= this.#boss.start()
    await this.#started
  }

  /** Tells running jobs to end, waits for them a moment, and leaves the rest to the next start. */
  stop(): Promise<void> {
    this.#stopped ??= this.#stop()
    return this.#stopped
  }

  async #stop(): Promise<void> {
    if (!this.#started) return
    await this.#started.catch(() => undefined)
    this.#stopping.abort(new AppError('shutting-down', 'Portolan is stopping'))
    await this.#boss.stop({ graceful: true, timeout: STOP_LIMIT_MS, close: true })
  }

  /** Takes jobs of this queue, one at a time in this process or as many as it says. Before `send` and `schedule`, it makes the queue. */
  async work<Data extends z.ZodType>(queue: Queue<Data>, handler: JobHandler<Data>): Promise<void> {
    // An older version may have made the queue with other settings; its policy alone can't change.
    await this.#boss.createQueue(queue.name, { ...settingsOf(queue), policy: 'stately' })
    await this.#boss.updateQueue(queue.name, settingsOf(queue))
    await this.#takeOver(queue.name)
    for (let count = 0; count < (queue.concurrency ?? 1); count++) await this.#addWorker(queue, handler)
  }

  async #addWorker<Data extends z.ZodType>(queue: Queue<Data>, handler: JobHandler<Data>): Promise<void> {
    const { name, pollSeconds = POLL_SECONDS } = queue
    const worker = await this.#boss.work<object>(
      name,
      { batchSize: 1, pollingIntervalSeconds: pollSeconds, notifyPollingIntervalSeconds: pollSeconds },
      async ([job]) => {
        if (!job) return
        const signal = AbortSignal.any([job.signal, this.#stopping.signal])
        try {
          await handler(queue.data.parse(job.data), signal)
        } catch (error) {
          this.logger.warn({ err: error, queue: name, attempt: job.retryCount + 1 }, 'A job failed')
          throw error
        } finally {
          // The next may wait already; else it would wait for the next look. Of a queue that is announced to nobody it
          // may be another replica's, which has been told of it.
          if (queue.announced ?? true) this.#boss.notifyWorker(worker)
        }
      },
    )
    this.#workers.set(name, [...(this.#workers.get(name) ?? []), worker])
  }

  /** The embedded database has one process at a time: what a job says to be running at the start was lost with its process. */
  async #takeOver(name: string): Promise<void> {
    if (this.driver.kind !== 'pglite' || this.#workers.has(name)) return
    const lost = await this.driver.pglite.query<{ id: string }>(
      `SELECT id FROM pgboss.job WHERE name = $1 AND state = 'active'`,
      [name],
    )
    if (lost.rows.length === 0) return
    const reason = { message: 'Its process ended' }
    await this.#boss.fail(
      name,
      lost.rows.map(({ id }) => id),
      reason,
    )
  }

  /** Answers whether it was added: not when one with the same key waits already. */
  async send<Data extends z.ZodType>(
    queue: Queue<Data>,
    data: z.input<Data> & object,
    { key, startAfter, priority }: SendOptions = {},
  ): Promise<boolean> {
    const id = await this.#boss.send(queue.name, data, {
      ...(key !== undefined && { singletonKey: key }),
      ...(startAfter && { startAfter }),
      ...(priority !== undefined && { priority }),
    })
    if (!startAfter) this.#wake(queue.name)
    return id !== null
  }

  /** Many in one statement; one whose key waits already is left out. */
  async sendMany<Data extends z.ZodType>(
    queue: Queue<Data>,
    jobs: readonly { data: z.input<Data> & object; key: string; priority?: number }[],
  ): Promise<void> {
    const rows = jobs.map(({ key, ...job }) => ({ ...job, singletonKey: key }))
    if (rows.length > 0) await this.#boss.insert(queue.name, rows)
    this.#wake(queue.name)
  }

  /** At once, without the way through the database. */
  #wake(name: string): void {
    for (const worker of this.#workers.get(name) ?? []) this.#boss.notifyWorker(worker)
  }

  /** Runs by a cron expression in UTC, once over all replicas; a later call with the same key replaces it. */
  async schedule<Data extends z.ZodType>(
    queue: Queue<Data>,
    cron: string,
    data: z.input<Data> & object,
    { key = '' }: { key?: string } = {},
  ): Promise<void> {
    await this.#boss.schedule(queue.name, cron, data, { key, tz: 'UTC', missed: 'once', singletonKey: key })
  }

  /** As the queue has counted them last, within the minute. */
  async counts(): Promise<QueueCounts[]> {
    const queues = await this.#boss.getQueues()
    return queues
      .filter(({ name }) => !name.startsWith('__pgboss'))
      .map(({ name, queuedCount, activeCount, failedCount }) => ({
        queue: name,
        waiting: queuedCount,
        active: activeCount,
        failed: failedCount,
      }))
  }

  async unschedule(queue: Queue<z.ZodType>, { key = '' }: { key?: string } = {}): Promise<void> {
    await this.#boss.unschedule(queue.name, key)
  }
}

function connectionOf(driver: Driver): ConstructorOptions {
  return driver.kind === 'pglite'
    ? { db: fromPglite(driver.pglite), backend: 'pglite' }
    : { connectionString: driver.url, max: CONNECTIONS, application_name: 'portolan-jobs' }
}

function settingsOf(queue: Queue<z.ZodType>) {
  return {
    notify: queue.announced ?? true,
    retryLimit: queue.retries,
    retryDelay: 1,
    retryBackoff: true,
    retryDelayMax: 60,
    expireInSeconds: queue.limitSeconds,
    deleteAfterSeconds: queue.keepSeconds ?? 24 * 3600,
    ...(queue.heartbeatSeconds !== undefined && { heartbeatSeconds: queue.heartbeatSeconds }),
    ...(queue.givenUpTo !== undefined && { deadLetter: queue.givenUpTo }),
  }
}

import 'server-only'
import type { z } from 'zod'
import type { Jobs } from '@/lib/jobs/jobs'
import type { Queue } from '@/lib/jobs/queue'
import type { Clock } from '@/lib/kit/clock'

/** Sends for the work to be done at once or later; what comes sooner stands for what comes later. */
export class Alarm<Data extends z.ZodType> {
  /** When the next job that waits begins. */
  #next = 0

  constructor(
    private readonly options: { jobs: Pick<Jobs, 'send'>; queue: Queue<Data>; clock: Clock },
    private readonly data: z.input<Data> & object,
  ) {}

  async in(delayMs: number): Promise<void> {
    const { jobs, queue, clock } = this.options
    if (delayMs === 0) {
      await jobs.send(queue, this.data, { key: 'now' })
      return
    }
    const now = clock.now()
    const at = now + delayMs
    if (this.#next > now && this.#next <= at) return
    this.#next = at
    // A key of its own: one that waits for longer must not keep this one out.
    await jobs.send(queue, this.data, { key: `at ${at}`, startAfter: new Date(at) })
  }
}

import 'server-only'
import type { Clock } from '@/lib/kit/clock'

/**
 * The two clocks of health. What people read goes by the calendar, which may be set back an hour; how long something
 * takes, and when it is due, goes by a clock that never steps.
 */
export class Times {
  constructor(
    private readonly clock: Pick<Clock, 'now'>,
    private readonly steady: () => number,
  ) {}

  /** By the calendar, in ms since the epoch. */
  wall(): number {
    return this.clock.now()
  }

  /** By the clock that never steps, in ms since some beginning. */
  now(): number {
    return this.steady()
  }

  /** What the calendar will show then, as far as is known now. */
  toWall(steadyMs: number): number {
    return this.wall() + steadyMs - this.now()
  }
}

import type { Clock } from '../kit/clock'

/** The system's clock where timers are numbers: in a page. */
export const browserClock: Clock = {
  now: () => Date.now(),
  after(delayMs, task) {
    const timer = setTimeout(task, delayMs)
    return () => clearTimeout(timer)
  },
}

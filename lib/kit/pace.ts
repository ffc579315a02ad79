/** When one of several things is due again that are looked at at their own pace. All times in ms. */
export class Pace {
  #lookedAt: number | undefined
  #pauseMs = 0

  looked(at: number, pauseMs: number): void {
    this.#lookedAt = at
    this.#pauseMs = pauseMs
  }

  /** Also a little early, since plans vary by a twentieth: what is passed over then would wait for the round after. */
  isDue(now: number): boolean {
    return this.#lookedAt === undefined || now - this.#lookedAt >= 0.9 * this.#pauseMs
  }

  /** 0 where it is overdue; undefined where it was never looked at. */
  dueInMs(now: number): number | undefined {
    return this.#lookedAt === undefined ? undefined : Math.max(0, this.#lookedAt + this.#pauseMs - now)
  }
}

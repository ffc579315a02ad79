/** Runs tasks one after another; one that fails keeps no other from its turn. */
export class InTurn {
  #last: Promise<unknown> = Promise.resolve()

  run<T>(task: () => Promise<T>): Promise<T> {
    const mine = this.#last.then(task)
    this.#last = mine.catch(() => undefined)
    return mine
  }

  /** Settles when what was asked for so far is done. */
  async settled(): Promise<void> {
    await this.#last
  }
}

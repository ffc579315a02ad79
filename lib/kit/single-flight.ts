/** Joins concurrent calls for one key into one running task; the key is free again when the task settles. */
export class SingleFlight<K, T> {
  readonly #running = new Map<K, Promise<T>>()

  run(key: K, task: () => Promise<T>): Promise<T> {
    const running = this.#running.get(key)
    if (running) return running
    const started = task().finally(() => {
      if (this.#running.get(key) === started) this.#running.delete(key)
    })
    this.#running.set(key, started)
    return started
  }
}

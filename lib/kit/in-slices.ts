/** The event loop is let go so often, in ms. */
const SLICE_MS = 12

/** Does work that is long only by the number of its items, with a turn for others every few ms; false from it ends it. */
export async function inSlices<T>(
  items: Iterable<T>,
  work: (item: T) => unknown,
  signal?: AbortSignal,
): Promise<void> {
  let start = performance.now()
  for (const item of items) {
    if (performance.now() - start > SLICE_MS) {
      await new Promise((resolve) => setTimeout(resolve, 0))
      signal?.throwIfAborted()
      start = performance.now()
    }
    if (work(item) === false) return
  }
}

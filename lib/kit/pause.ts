import type { Clock } from './clock'

/** Settles after so many ms, or as soon as the signal aborts or the news are there; never rejects. */
export async function pause(
  clock: Clock,
  delayMs: number,
  signal?: AbortSignal,
  news?: Promise<unknown>,
): Promise<void> {
  if (signal?.aborted) return
  const { promise, resolve } = Promise.withResolvers<undefined>()
  const wake = () => resolve(undefined)
  const cancel = clock.after(delayMs, wake)
  signal?.addEventListener('abort', wake, { once: true })
  void news?.then(wake)
  await promise
  cancel()
  signal?.removeEventListener('abort', wake)
}

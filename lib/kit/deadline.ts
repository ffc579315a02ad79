import { AppError } from './app-error'

/** A signal that aborts with `parent`, or after `limitMs` with an AppError `timed-out` that says `what`. */
export function deadline(
  parent: AbortSignal | undefined,
  limitMs: number,
  what: string,
): AbortSignal & Disposable {
  const controller = new AbortController()
  const seconds = Math.round(limitMs / 100) / 10
  const timer = setTimeout(
    () => controller.abort(new AppError('timed-out', `${what} did not answer within ${seconds} s`)),
    limitMs,
  )
  const forward = () => controller.abort(parent?.reason)
  if (parent?.aborted) forward()
  else parent?.addEventListener('abort', forward, { once: true })
  return Object.assign(controller.signal, {
    [Symbol.dispose]() {
      clearTimeout(timer)
      parent?.removeEventListener('abort', forward)
    },
  })
}

/** Rejects with the signal's reason as soon as it aborts, even if `task` never settles. */
export function orAborted<T>(task: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const onAbort = () =>
      reject(signal.reason instanceof Error ? signal.reason : new AppError('cancelled', 'Cancelled'))
    if (signal.aborted) onAbort()
    signal.addEventListener('abort', onAbort, { once: true })
    task.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort))
  })
}

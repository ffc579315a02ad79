/**
 * Aborts with any of them, and lets go of all once disposed of. `AbortSignal.any` would stay bound to a signal that lives
 * as long as the process.
 */
export function joinedSignal(sources: readonly (AbortSignal | undefined)[]): AbortSignal & Disposable {
  const controller = new AbortController()
  const stops = sources.map((source) => {
    const forward = () => controller.abort(source?.reason)
    if (source?.aborted) forward()
    else source?.addEventListener('abort', forward, { once: true })
    return () => source?.removeEventListener('abort', forward)
  })
  return Object.assign(controller.signal, {
    [Symbol.dispose]() {
      for (const stop of stops) stop()
    },
  })
}

import 'server-only'

const KEY = Symbol.for('portolan.runtime')

interface Slot {
  /** The promise, not the value, so that all callers share one start. */
  started?: Promise<unknown>
  /** The value once it is there, for those who must not wait. */
  current?: unknown
}

/** Next gives instrumentation and each route their own copy of a module; only `globalThis` is shared. */
function slot(): Slot {
  const holder = globalThis as typeof globalThis & { [KEY]: Slot | undefined }
  return (holder[KEY] ??= {})
}

/** Starts once, however many ask. A failed start is forgotten, so that it may be tried again. */
export function oncePerProcess<T>(start: () => Promise<T>): Promise<T> {
  const held = slot()
  held.started ??= start().then(
    (value) => {
      held.current = value
      return value
    },
    (error: unknown) => {
      delete held.started
      throw error
    },
  )
  return held.started as Promise<T> // only one type is ever kept in this slot
}

export function startedInProcess<T>(): Promise<T> | undefined {
  return slot().started as Promise<T> | undefined // as above
}

export function currentInProcess(): unknown {
  return slot().current
}

/** After the last stop; the next start begins anew. */
export function forgetInProcess(): void {
  const held = slot()
  delete held.started
  delete held.current
}

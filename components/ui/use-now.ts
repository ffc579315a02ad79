'use client'
import { useSyncExternalStore } from 'react'

const listeners = new Set<() => void>()
let now = 0
let timer: ReturnType<typeof setInterval> | undefined

function tick() {
  now = Date.now()
  for (const listener of listeners) listener()
}

/** One timer for every relative time on the page; it stops when nobody looks. */
function subscribe(listener: () => void) {
  listeners.add(listener)
  if (timer === undefined) {
    now = Date.now()
    timer = setInterval(tick, 1_000)
  }
  return () => {
    listeners.delete(listener)
    if (listeners.size > 0) return
    clearInterval(timer)
    timer = undefined
  }
}

/** Stands still between ticks, as React asks of a snapshot; before the first tick, for a second at a time. */
function currentNow(): number {
  return timer === undefined ? Math.floor(Date.now() / 1_000) * 1_000 : now
}

/**
 * What `derive` makes of the time in ms, renewed each second; renders again only when the result differs.
 * `derive` gets 0 on the server, which does not know the reader's time.
 */
export function useNow<T extends string | number | boolean>(derive: (now: number) => T): T {
  return useSyncExternalStore(
    subscribe,
    () => derive(currentNow()),
    () => derive(0),
  )
}

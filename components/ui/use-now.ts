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
  timer ??= setInterval(tick, 1_000)
  now = Date.now()
  return () => {
    listeners.delete(listener)
    if (listeners.size > 0) return
    clearInterval(timer)
    timer = undefined
  }
}

function snapshot() {
  if (now === 0 || timer === undefined) now = Math.floor(Date.now() / 1_000) * 1_000
  return now
}

/** The time in ms, renewed each second; 0 while rendering on the server, which does not know the reader's. */
export function useNow(): number {
  return useSyncExternalStore(subscribe, snapshot, () => 0)
}

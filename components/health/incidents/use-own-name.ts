'use client'
import { useCallback, useSyncExternalStore } from 'react'

const KEY = 'portolan.own-name'
const CHANGED = 'portolan:own-name'

/** Under which name a person acknowledges and annotates; this browser remembers it. There are no accounts. */
export function useOwnName(): [name: string, remember: (name: string) => void] {
  const name = useSyncExternalStore(subscribe, read, () => '')
  const remember = useCallback((next: string) => {
    try {
      globalThis.localStorage.setItem(KEY, next)
    } catch {
      // A browser that keeps nothing asks again next time.
    }
    globalThis.dispatchEvent(new Event(CHANGED))
  }, [])
  return [name, remember]
}

function subscribe(changed: () => void): () => void {
  globalThis.addEventListener(CHANGED, changed)
  return () => globalThis.removeEventListener(CHANGED, changed)
}

function read(): string {
  try {
    return globalThis.localStorage.getItem(KEY) ?? ''
  } catch {
    return ''
  }
}

'use client'
import { useSyncExternalStore } from 'react'

function subscribe(changed: () => void) {
  const observer = new MutationObserver(changed)
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ['class'] })
  return () => observer.disconnect()
}

/** The document's classes, of which the theme is one: what is drawn with the theme's colours is drawn anew by it. */
export function useThemeClass(): string {
  return useSyncExternalStore(
    subscribe,
    () => document.documentElement.className,
    () => '',
  )
}

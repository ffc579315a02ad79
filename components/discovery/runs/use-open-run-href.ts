'use client'
import { useSearchParams } from 'next/navigation'

/** The address of this very view with a run open over it, so that closing it changes nothing else. */
export function useOpenRunHref(): (run: string) => string {
  const params = useSearchParams()
  return (run) => {
    const next = new URLSearchParams(params)
    next.set('run', run)
    return `/discovery?${next}`
  }
}

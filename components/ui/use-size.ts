'use client'
import { type RefObject, useEffect, useState } from 'react'

export interface Size {
  width: number
  height: number
}

const NONE: Size = { width: 0, height: 0 }

/** The inner size of an element in CSS pixels, kept up to date; nothing before it is there. */
export function useSize(element: RefObject<Element | null>): Size {
  const [size, setSize] = useState(NONE)
  useEffect(() => {
    if (!element.current) return
    const observer = new ResizeObserver(([entry]) => {
      if (!entry) return
      const { width, height } = entry.contentRect
      setSize((last) => (last.width === width && last.height === height ? last : { width, height }))
    })
    observer.observe(element.current)
    return () => observer.disconnect()
  }, [element])
  return size
}

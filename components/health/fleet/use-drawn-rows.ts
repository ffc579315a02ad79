'use client'
import { type RefObject, useCallback, useMemo, useState } from 'react'
import { useSize } from '@/components/ui/use-size'
import { drawnRows } from './heat-map-geometry'

/** Which rows of what scrolls are to be drawn; renders again only when these become others, not with each pixel. */
export function useDrawnRows(scroller: RefObject<HTMLElement | null>, count: number) {
  const { height } = useSize(scroller)
  const [top, setTop] = useState(0)
  const onScroll = useCallback(() => {
    const now = scroller.current?.scrollTop ?? 0
    setTop((last) => (isSame(drawnRows(last, height, count), drawnRows(now, height, count)) ? last : now))
  }, [scroller, height, count])
  const { from, to } = drawnRows(top, height, count)
  const drawn = useMemo(() => ({ from, to }), [from, to])
  return { drawn, onScroll }
}

function isSame(a: { from: number; to: number }, b: { from: number; to: number }): boolean {
  return a.from === b.from && a.to === b.to
}

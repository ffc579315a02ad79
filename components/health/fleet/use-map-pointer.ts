'use client'
import { type MouseEvent, type PointerEvent, type RefObject, useRef, useState } from 'react'
import { cellAt, type Place, ROW_HEIGHT } from './heat-map-geometry'
import type { ColumnRange } from './heat-time'

/** A click that strays less is no drag; px. */
const DRAG_FROM = 5

interface MapPointer {
  /** Where the cells lie. */
  sheet: RefObject<HTMLElement | null>
  rows: number
  columns: number
  marked: ColumnRange | undefined
  onMark: (range: ColumnRange) => void
  onZoom: () => void
  onOpen: (place: Place) => void
}

/** What a pointer does on the map: shows what is under it, opens it, and marks a stretch of time by dragging. */
export function useMapPointer({ sheet, rows, columns, marked, onMark, onZoom, onOpen }: MapPointer) {
  const [hovered, setHovered] = useState<Place>()
  const press = useRef<{ x: number; column: number }>(undefined)

  const placeOf = (event: MouseEvent) => {
    const box = sheet.current?.getBoundingClientRect()
    if (!box) return undefined
    return cellAt(event.clientX - box.left, event.clientY - box.top, { rows, columns, width: box.width })
  }
  const onPointerMove = (event: PointerEvent) => {
    const place = placeOf(event)
    const start = press.current
    if (start && place && Math.abs(event.clientX - start.x) >= DRAG_FROM)
      onMark({ anchor: start.column, to: place.column })
    setHovered((last) => (last?.row === place?.row && last?.column === place?.column ? last : place))
  }
  const onPointerDown = (event: PointerEvent) => {
    const place = placeOf(event)
    // A finger that moves scrolls.
    if (event.button !== 0 || event.pointerType === 'touch' || !place) return
    press.current = { x: event.clientX, column: place.column }
  }
  const leave = () => {
    press.current = undefined
    setHovered(undefined)
  }
  const onClick = (event: MouseEvent) => {
    press.current = undefined
    if (marked) {
      onZoom()
      return
    }
    // The browser opens a name in a new tab.
    if (event.ctrlKey || event.metaKey || event.shiftKey) return
    const top = sheet.current?.getBoundingClientRect().top ?? 0
    const isName = event.target instanceof Element && event.target.closest('a') !== null
    const place = isName
      ? { row: Math.floor((event.clientY - top) / ROW_HEIGHT), column: -1 }
      : placeOf(event)
    if (!place) return
    event.preventDefault()
    onOpen(place)
  }
  return {
    hovered,
    forget: () => setHovered(undefined),
    handlers: { onPointerMove, onPointerDown, onPointerLeave: leave, onClick },
  }
}

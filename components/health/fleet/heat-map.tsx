'use client'
import { useRouter } from 'next/navigation'
import { type KeyboardEvent, useId, useMemo, useRef, useState } from 'react'
import { useSize } from '@/components/ui/use-size'
import type { Verdict } from '@/lib/domain/connection'
import { CELL_LOOKS } from '@/components/ui/health/cells'
import { CellTooltip } from '@/components/ui/health/cell-tooltip'
import type { Zoom } from '@/components/ui/health/span'
import { stretchWords } from '@/components/ui/health/time-axis'
import { useCellReason } from '../use-cell-reason'
import { HeatCanvas, type HeatRow as Row } from './heat-canvas'
import { moveOf, type Place, ROW_HEIGHT, scrollTopFor } from './heat-map-geometry'
import { HeatRow } from './heat-row'
import { type ColumnRange, edgesOf, type HeatTime, stretchAt, urlAt, zoomOfColumns } from './heat-time'
import { useDrawnRows } from './use-drawn-rows'
import { useMapPointer } from './use-map-pointer'

export interface MapRow extends Row {
  verdict: Verdict
}

interface HeatMapProps {
  rows: readonly MapRow[]
  /** The same object for as long as it is the same time. */
  time: HeatTime
  columns: number
  onZoom: (zoom: Zoom) => void
}

/**
 * The fleet as a grid of servers by time. Its cells are drawn on a canvas; for those who do not see it the one that
 * the keyboard is on is an element (WAI-ARIA, grid pattern with a part of the rows and columns present).
 */
export function HeatMap({ rows, time, columns, onZoom }: HeatMapProps) {
  const id = useId()
  const router = useRouter()
  const scroller = useRef<HTMLDivElement>(null)
  const sheet = useRef<HTMLDivElement>(null)
  const { width } = useSize(sheet)
  const { drawn, onScroll } = useDrawnRows(scroller, rows.length)
  const [active, setActive] = useState<Place>()
  const [isFocused, setIsFocused] = useState(false)
  const [marked, setMarked] = useState<ColumnRange>()
  const open = (place: Place) => {
    const url = urlAt(rows, place, time)
    if (url !== undefined) router.push(url)
  }
  const zoomIn = () => {
    if (marked) onZoom(zoomOfColumns(marked, time))
    setMarked(undefined)
  }
  const pointer = useMapPointer({
    sheet,
    rows: rows.length,
    columns,
    marked,
    onMark: setMarked,
    onZoom: zoomIn,
    onOpen: open,
  })
  const told = pointer.hovered ?? (isFocused ? active : undefined)
  const stretch = useMemo(() => stretchAt(rows, told, time), [rows, told, time])
  const reason = useCellReason(stretch)

  const firstInSight = () => Math.floor((scroller.current?.scrollTop ?? 0) / ROW_HEIGHT)
  const show = (place: Place) => {
    setActive(place)
    pointer.forget()
    const element = scroller.current
    if (element) element.scrollTop = scrollTopFor(place.row, element.scrollTop, element.clientHeight)
  }
  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    const pageRows = Math.max(1, Math.floor(event.currentTarget.clientHeight / ROW_HEIGHT) - 1)
    const at = active ?? { row: firstInSight(), column: columns - 1 }
    const next = moveOf(event, at, { rows: rows.length, columns, pageRows })
    if (next) {
      const isMarking = event.shiftKey && next.column >= 0
      setMarked(isMarking ? { anchor: marked?.anchor ?? Math.max(0, at.column), to: next.column } : undefined)
      show(next)
    } else if (event.key === 'Enter') {
      if (marked) zoomIn()
      else open(at)
    } else if (event.key === 'Escape' && marked) {
      setMarked(undefined)
    } else return
    event.preventDefault()
  }

  const cellWidth = columns > 0 ? width / columns : 0
  const isActiveDrawn = active !== undefined && active.row >= drawn.from && active.row < drawn.to
  const words = stretch && `${CELL_LOOKS[stretch.cell].word}, ${stretchWords(stretch.from, stretch.to)}`
  return (
    <>
      <div
        ref={scroller}
        role="grid"
        aria-label="Servers by time"
        aria-describedby={`${id}-help`}
        aria-rowcount={rows.length}
        aria-colcount={columns + 1}
        aria-activedescendant={isActiveDrawn ? activeId(id, active) : undefined}
        tabIndex={0}
        onKeyDown={onKeyDown}
        onFocus={() => {
          setIsFocused(true)
          setActive((last) => last ?? { row: firstInSight(), column: columns - 1 })
        }}
        onBlur={() => setIsFocused(false)}
        onScroll={onScroll}
        {...pointer.handlers}
        className="group/map relative max-h-[min(38rem,70dvh)] [scrollbar-width:thin] [scrollbar-gutter:stable] overflow-y-auto select-none focus-visible:-outline-offset-2"
      >
        <div role="rowgroup" className="relative" style={{ height: rows.length * ROW_HEIGHT }}>
          {rows.slice(drawn.from, drawn.to).map((row, offset) => {
            const index = drawn.from + offset
            const isActive = active?.row === index
            return (
              <HeatRow
                key={row.name}
                id={`${id}-${index}`}
                index={index}
                name={row.name}
                verdict={row.verdict}
                isActive={isActive && isFocused}
                isNameActive={isActive && active.column < 0}
              >
                {isActive && active.column >= 0 && (
                  <span
                    id={`${id}-cell`}
                    role="gridcell"
                    aria-colindex={active.column + 2}
                    aria-label={words ?? ''}
                    className="group-focus-visible/map:outline-ring absolute inset-y-0 z-10 outline-2 outline-transparent"
                    style={{ left: `calc(var(--names) + ${active.column * cellWidth}px)`, width: cellWidth }}
                  />
                )}
              </HeatRow>
            )
          })}
          <div ref={sheet} className="pointer-events-none absolute inset-y-0 right-3 left-(--names)">
            <HeatCanvas rows={rows} drawn={drawn} width={width} columns={columns} />
            {marked && <Marked {...edgesOf(marked)} cellWidth={cellWidth} />}
          </div>
        </div>
      </div>
      <p id={`${id}-help`} className="sr-only">
        Arrow keys move from cell to cell, Enter opens the server at that time. Shift with an arrow marks a
        stretch of time, into which Enter then zooms.
      </p>
      <p role="status" className="sr-only">
        {isFocused && !pointer.hovered ? reason : ''}
      </p>
      {stretch && told && (
        <CellTooltip
          anchor={() => anchorOf(sheet.current, told, cellWidth)}
          title={stretch.name}
          time={stretchWords(stretch.from, stretch.to)}
          look={CELL_LOOKS[stretch.cell]}
          lines={reason === undefined ? [] : [reason]}
        />
      )}
    </>
  )
}

function activeId(id: string, { row, column }: Place): string {
  return column < 0 ? `${id}-${row}-name` : `${id}-cell`
}

function Marked({ first, last, cellWidth }: { first: number; last: number; cellWidth: number }) {
  return (
    <div
      data-marked
      className="border-primary bg-primary/10 absolute inset-y-0 border-x"
      style={{ left: first * cellWidth, width: (last - first + 1) * cellWidth }}
    />
  )
}

function anchorOf(sheet: HTMLElement | null, { row, column }: Place, cellWidth: number) {
  const box = sheet?.getBoundingClientRect()
  const top = (box?.top ?? 0) + row * ROW_HEIGHT
  return { x: (box?.left ?? 0) + (column + 0.5) * cellWidth, top, bottom: top + ROW_HEIGHT }
}

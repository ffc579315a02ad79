'use client'
import { useRouter } from 'next/navigation'
import { type KeyboardEvent, type PointerEvent, useId, useMemo, useRef, useState } from 'react'
import { useSize } from '@/components/ui/use-size'
import type { Verdict } from '@/lib/domain/connection'
import { CELL_LOOKS, toCell } from '../cells'
import { CellTooltip } from '../cell-tooltip'
import { serverHealthUrl } from '../place'
import type { Zoom } from '../span'
import { stretchWords } from '../time-axis'
import { useCellReason } from '../use-cell-reason'
import { HeatCanvas, type HeatRow as Row } from './heat-canvas'
import { cellAt, drawnRows, moveOf, type Place, ROW_HEIGHT, scrollTopFor } from './heat-map-geometry'
import { HeatRow } from './heat-row'
import { edgesOf, useColumns } from './use-columns'

export interface MapRow extends Row {
  verdict: Verdict
}

interface HeatMapProps {
  rows: readonly MapRow[]
  /** Of the first cell; ms. */
  from: number
  to: number
  cellMs: number
  columns: number
  onZoom: (zoom: Zoom) => void
}

/** A click that strays less is no drag; px. */
const DRAG_FROM = 5
/** How much is shown on either side of a cell that is opened. */
const CELLS_AROUND = 4

/**
 * The fleet as a grid of servers by time. Its cells are drawn on a canvas; for those who do not see it the one that
 * the keyboard is on is an element (WAI-ARIA, grid pattern with a part of the rows and columns present).
 */
export function HeatMap({ rows, from, to, cellMs, columns, onZoom }: HeatMapProps) {
  const id = useId()
  const router = useRouter()
  const scroller = useRef<HTMLDivElement>(null)
  const sheet = useRef<HTMLDivElement>(null)
  const { height } = useSize(scroller)
  const { width } = useSize(sheet)
  const [top, setTop] = useState(0)
  const [active, setActive] = useState<Place>()
  const [hovered, setHovered] = useState<Place>()
  const [isFocused, setIsFocused] = useState(false)
  const { marked, mark, clear } = useColumns()
  const press = useRef<{ x: number; column: number }>(undefined)

  const range = drawnRows(top, height, rows.length)
  // The same object until other rows are drawn, so that a scroll within them draws nothing.
  const drawn = useMemo(() => ({ from: range.from, to: range.to }), [range.from, range.to])
  const timeOf = (column: number) => from + column * cellMs
  const stretchOf = (place: Place | undefined) => {
    const row = place && rows[place.row]
    if (!row || place.column < 0) return undefined
    const start = timeOf(place.column)
    return {
      name: row.name,
      from: start,
      to: Math.min(to, start + cellMs),
      cell: toCell(row.cells[place.column]),
    }
  }
  const told = hovered ?? (isFocused ? active : undefined)
  const stretch = useMemo(
    () => stretchOf(told),
    // eslint-disable-next-line react-hooks/exhaustive-deps -- what it is made of
    [told, rows, from, to, cellMs],
  )
  const reason = useCellReason(stretch)

  const open = ({ row: at, column }: Place) => {
    const row = rows[at]
    if (!row) return
    if (column < 0) return router.push(serverHealthUrl(row.name))
    const first = timeOf(column - CELLS_AROUND)
    const last = Math.min(to, timeOf(column + 1 + CELLS_AROUND))
    router.push(
      serverHealthUrl(row.name, { from: new Date(first).toISOString(), to: new Date(last).toISOString() }),
    )
  }
  const zoomIn = () => {
    if (!marked) return
    const { first, last } = edgesOf(marked)
    clear()
    onZoom({ from: timeOf(first), to: Math.min(to, timeOf(last + 1)) })
  }
  const show = (place: Place) => {
    setActive(place)
    setHovered(undefined)
    const element = scroller.current
    if (element) element.scrollTop = scrollTopFor(place.row, element.scrollTop, element.clientHeight)
  }

  const onKeyDown = (event: KeyboardEvent) => {
    const pageRows = Math.max(1, Math.floor(height / ROW_HEIGHT) - 1)
    const at = active ?? { row: Math.floor(top / ROW_HEIGHT), column: columns - 1 }
    const next = moveOf(event, at, { rows: rows.length, columns, pageRows })
    if (next) {
      event.preventDefault()
      if (event.shiftKey && next.column >= 0) mark(marked?.anchor ?? Math.max(0, at.column), next.column)
      else clear()
      show(next)
    } else if (event.key === 'Enter') {
      event.preventDefault()
      if (marked) zoomIn()
      else open(at)
    } else if (event.key === 'Escape' && marked) {
      event.preventDefault()
      clear()
    }
  }

  const placeOf = (event: PointerEvent | React.MouseEvent) => {
    const box = sheet.current?.getBoundingClientRect()
    if (!box) return undefined
    return cellAt(event.clientX - box.left, event.clientY - box.top, { rows: rows.length, columns, width })
  }
  const onPointerMove = (event: PointerEvent) => {
    const place = placeOf(event)
    const start = press.current
    if (start && place && Math.abs(event.clientX - start.x) >= DRAG_FROM) mark(start.column, place.column)
    setHovered((last) => (last?.row === place?.row && last?.column === place?.column ? last : place))
  }
  const onPointerDown = (event: PointerEvent) => {
    const place = placeOf(event)
    // A finger that moves scrolls.
    if (event.button !== 0 || event.pointerType === 'touch' || !place) return
    press.current = { x: event.clientX, column: place.column }
  }
  const onClick = (event: React.MouseEvent) => {
    press.current = undefined
    if (marked) return zoomIn()
    if (event.ctrlKey || event.metaKey || event.shiftKey) return
    const place = placeOf(event)
    const name = event.target instanceof Element && event.target.closest('a')
    if (!name && !place) return
    event.preventDefault()
    const row = Math.floor((event.clientY - (sheet.current?.getBoundingClientRect().top ?? 0)) / ROW_HEIGHT)
    open(place ?? { row, column: -1 })
  }

  const cellWidth = columns > 0 ? width / columns : 0
  const activeId = active && (active.column < 0 ? `${id}-${active.row}-name` : `${id}-cell`)
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
        aria-activedescendant={isActiveDrawn ? activeId : undefined}
        tabIndex={0}
        onKeyDown={onKeyDown}
        onFocus={() => {
          setIsFocused(true)
          setActive((last) => last ?? { row: Math.floor(top / ROW_HEIGHT), column: columns - 1 })
        }}
        onBlur={() => setIsFocused(false)}
        onScroll={(event) => setTop(event.currentTarget.scrollTop)}
        onPointerMove={onPointerMove}
        onPointerDown={onPointerDown}
        onPointerLeave={() => {
          press.current = undefined
          setHovered(undefined)
        }}
        onClick={onClick}
        className="group/map relative max-h-[min(38rem,70dvh)] [scrollbar-width:thin] [scrollbar-gutter:stable] overflow-y-auto overscroll-y-auto select-none focus-visible:-outline-offset-2"
      >
        <div role="rowgroup" className="relative" style={{ height: rows.length * ROW_HEIGHT }}>
          {rows.slice(drawn.from, drawn.to).map((row, offset) => {
            const index = drawn.from + offset
            const isActive = isFocused && active?.row === index
            return (
              <HeatRow
                key={row.name}
                id={`${id}-${index}`}
                index={index}
                name={row.name}
                verdict={row.verdict}
                isActive={isActive}
                isNameActive={isActive && active.column < 0}
              >
                {active?.row === index && active.column >= 0 && (
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
        {isFocused && !hovered ? reason : ''}
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

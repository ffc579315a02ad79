'use client'
import { useEffect, useRef } from 'react'
import { useThemeClass } from '@/components/ui/use-theme-class'
import { drawCells, paletteOf } from './draw-cells'
import { ROW_HEIGHT, type RowRange } from './heat-map-geometry'

export interface HeatRow {
  name: string
  cells: string
}

interface HeatCanvasProps {
  rows: readonly HeatRow[]
  drawn: RowRange
  width: number
  columns: number
}

/** The cells of the rows in sight. It lies within what scrolls, so a scroll moves it without drawing. */
export function HeatCanvas({ rows, drawn, width, columns }: HeatCanvasProps) {
  const canvas = useRef<HTMLCanvasElement>(null)
  const theme = useThemeClass()
  const count = drawn.to - drawn.from
  useEffect(() => {
    const element = canvas.current
    const pen = element?.getContext('2d')
    if (!element || !pen || width <= 0) return
    const ratio = window.devicePixelRatio || 1
    // Setting the size clears, also when it is the same.
    const size = { width: Math.round(width * ratio), height: Math.round(count * ROW_HEIGHT * ratio) }
    if (element.width !== size.width) element.width = size.width
    if (element.height !== size.height) element.height = size.height
    const letters = rows.slice(drawn.from, drawn.to).map((row) => row.cells)
    drawCells(pen, letters, { ratio, width, rowHeight: ROW_HEIGHT, columns, palette: paletteOf(element) })
  }, [rows, drawn, width, columns, count, theme])
  return (
    <canvas
      ref={canvas}
      aria-hidden
      className="pointer-events-none absolute left-0"
      style={{ top: drawn.from * ROW_HEIGHT, width, height: count * ROW_HEIGHT }}
    />
  )
}

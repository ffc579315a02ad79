import { memo } from 'react'
import type { Cell } from '@/lib/domain/health'
import { cn } from '@/lib/kit/class-names'
import { CELL_LOOKS, toCell } from './cells'

/** Of a bar's width. */
const GAP = 0.18
/** Units of the drawing; it is stretched to its room. */
const HEIGHT = 100

/** One path for each kind of cell, so that a row of bars costs a table seven elements at most. */
export function pathsOf(cells: string): Map<Cell, string> {
  const paths = new Map<Cell, string>()
  for (let at = 0; at < cells.length; at++) {
    const cell = toCell(cells[at])
    const pieces = CELL_LOOKS[cell].form.map(
      ([from, to]) =>
        `M${at} ${Math.round(from * HEIGHT)}h${1 - GAP}V${Math.round(to * HEIGHT)}h-${1 - GAP}z`,
    )
    paths.set(cell, (paths.get(cell) ?? '') + pieces.join(''))
  }
  return paths
}

/** Cells side by side, without words: who shows it says what it means. */
export const Bars = memo(function Bars({ cells, className }: { cells: string; className?: string }) {
  return (
    <svg
      viewBox={`0 0 ${Math.max(1, cells.length - GAP)} ${HEIGHT}`}
      preserveAspectRatio="none"
      aria-hidden
      className={cn('block w-full', className)}
    >
      {[...pathsOf(cells)].map(([cell, d]) => (
        <path
          key={cell}
          d={d}
          fill={`var(${CELL_LOOKS[cell].token})`}
          fillOpacity={CELL_LOOKS[cell].opacity}
        />
      ))}
    </svg>
  )
})

'use client'
import { FlexRender } from '@tanstack/react-table'
import { memo, type MouseEvent } from 'react'
import { gridRowLook } from '@/components/ui/grid-row-look'
import { Skeleton } from '@/components/ui/skeleton'
import { cn } from '@/lib/kit/class-names'
import type { ColumnModel } from './columns'
import { RowCheckbox } from '@/components/ui/row-checkbox'
import type { ServerRow } from './table-model'

export const ROW_HEIGHT = 40

interface Place {
  id: string
  index: number
  /** Distance from the top, in px. */
  start: number
  template: string
}

interface GridRowProps extends Place {
  row: ServerRow
  columns: readonly ColumnModel[]
  isSelected: boolean
  isActive: boolean
  onActivate: (index: number) => void
  onOpen: (name: string) => void
}

function placeStyle({ start, template }: Place) {
  return { transform: `translateY(${start}px)`, height: ROW_HEIGHT, gridTemplateColumns: template }
}

const rowClass = 'absolute inset-x-0 top-0 grid items-center border-b'

/** Rows are made anew with every page and patch; only one whose server changed is drawn again. */
export const GridRow = memo(GridRowContent, (before, after) => {
  const { row: rowBefore, ...placeBefore } = before
  const { row: rowAfter, ...placeAfter } = after
  return rowBefore.original === rowAfter.original && isSame(placeBefore, placeAfter)
})

function isSame<T extends object>(a: T, b: T): boolean {
  return Object.entries(a).every(([key, value]) => b[key as keyof T] === value) // both have the same keys
}

function GridRowContent({ row, columns, isSelected, isActive, onActivate, onOpen, ...place }: GridRowProps) {
  const name = row.original.name
  const open = (event: MouseEvent) => {
    onActivate(place.index)
    if (!isPlainClick(event)) return
    event.preventDefault()
    onOpen(name)
  }
  return (
    <div
      id={place.id}
      role="row"
      aria-rowindex={place.index + 2}
      aria-selected={isSelected}
      data-server={name}
      onClick={open}
      className={cn(rowClass, gridRowLook(isActive), 'cursor-default')}
      style={placeStyle(place)}
    >
      <span role="gridcell" className="flex justify-center">
        <RowCheckbox
          label={`Select ${name}`}
          isChecked={isSelected}
          tabIndex={-1}
          onToggle={row.getToggleSelectedHandler()}
        />
      </span>
      {row.getVisibleCells().map((cell, index) => (
        <span
          key={cell.id}
          role="gridcell"
          className={cn('flex min-w-0 px-2 text-sm', columns[index]?.isNumeric && 'justify-end')}
        >
          <FlexRender cell={cell} />
        </span>
      ))}
    </div>
  )
}

/** One that means "open": not on another control, not for a new tab, and not the end of marking text to copy it. */
function isPlainClick(event: MouseEvent): boolean {
  if (event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return false
  if (event.target instanceof Element && event.target.closest('button,input')) return false
  return globalThis.getSelection()?.isCollapsed !== false
}

export function PendingRow({ columnCount, ...place }: Place & { columnCount: number }) {
  return (
    <div
      id={place.id}
      role="row"
      aria-rowindex={place.index + 2}
      aria-busy
      className={rowClass}
      style={placeStyle(place)}
    >
      <span role="gridcell" className="flex justify-center">
        <span className="sr-only">Loading</span>
      </span>
      {Array.from({ length: columnCount }, (_, index) => (
        <span key={index} role="gridcell" className="px-2">
          <Skeleton className={cn('h-3.5', index === 0 ? 'w-40' : 'w-16')} />
        </span>
      ))}
    </div>
  )
}

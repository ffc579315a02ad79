'use client'
import { FlexRender } from '@tanstack/react-table'
import { useRouter } from 'next/navigation'
import { memo, type MouseEvent } from 'react'
import { Checkbox } from '@/components/ui/checkbox'
import { Skeleton } from '@/components/ui/skeleton'
import { cn } from '@/lib/kit/class-names'
import { serverPath } from './cells'
import type { ColumnModel } from './columns'
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

function GridRowContent({ row, columns, isSelected, isActive, onActivate, ...place }: GridRowProps) {
  const router = useRouter()
  const name = row.original.name
  const open = (event: MouseEvent) => {
    onActivate(place.index)
    const isOnControl = event.target instanceof Element && event.target.closest('a,button,label') !== null
    // A person who marks text to copy it does not mean to leave.
    if (isOnControl || globalThis.getSelection()?.isCollapsed === false) return
    router.push(serverPath(name))
  }
  return (
    <div
      id={place.id}
      role="row"
      aria-rowindex={place.index + 2}
      aria-selected={isSelected}
      data-server={name}
      onClick={open}
      className={cn(
        rowClass,
        'hover:bg-accent/50 aria-selected:bg-primary/8 cursor-default',
        isActive &&
          'group-focus-visible/grid:outline-ring group-focus-visible/grid:outline-2 group-focus-visible/grid:-outline-offset-2',
      )}
      style={placeStyle(place)}
    >
      <span role="gridcell" className="flex justify-center">
        <Checkbox
          tabIndex={-1}
          aria-label={`Select ${name}`}
          checked={isSelected}
          // The handler knows a native checkbox's event; Shift selects the range.
          onClick={(event) =>
            row.getToggleSelectedHandler()({ target: { checked: !isSelected }, shiftKey: event.shiftKey })
          }
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

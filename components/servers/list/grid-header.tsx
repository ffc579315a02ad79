'use client'
import { ArrowDown, ArrowUp } from 'lucide-react'
import { memo } from 'react'
import { Checkbox } from '@/components/ui/checkbox'
import { cn } from '@/lib/kit/class-names'
import type { ColumnModel } from './columns'
import { toggledSort, type View } from './view-state'

interface GridHeaderProps {
  columns: readonly ColumnModel[]
  template: string
  view: View
  onSort: (part: Partial<View>) => void
  selected: boolean | 'indeterminate'
  onSelectAll: () => void
}

/** Not drawn again by a scroll. */
export const GridHeader = memo(function GridHeader({
  columns,
  template,
  view,
  onSort,
  selected,
  onSelectAll,
}: GridHeaderProps) {
  return (
    <div role="rowgroup" className="bg-card sticky top-0 z-10">
      <div
        role="row"
        aria-rowindex={1}
        className="text-muted-foreground grid h-9 items-center border-b text-xs font-medium"
        style={{ gridTemplateColumns: template }}
      >
        <span role="columnheader" className="flex justify-center">
          <Checkbox
            aria-label={selected === false ? 'Select all servers that match' : 'Clear the selection'}
            checked={selected}
            onCheckedChange={onSelectAll}
          />
        </span>
        {columns.map((column) => (
          <HeaderCell key={column.id} column={column} view={view} onSort={onSort} />
        ))}
      </div>
    </div>
  )
})

function HeaderCell({
  column,
  view,
  onSort,
}: {
  column: ColumnModel
  view: View
  onSort: GridHeaderProps['onSort']
}) {
  const { sort, label, isNumeric } = column
  const isSorted = sort !== undefined && view.sort === sort
  const Arrow = view.order === 'asc' ? ArrowUp : ArrowDown
  return (
    <span
      role="columnheader"
      aria-sort={!isSorted ? (sort ? 'none' : undefined) : view.order === 'asc' ? 'ascending' : 'descending'}
      className={cn('flex min-w-0 px-2', isNumeric && 'justify-end')}
    >
      {sort === undefined ? (
        label
      ) : (
        <button
          type="button"
          className={cn(
            'hover:text-foreground -mx-1 inline-flex h-7 items-center gap-1 rounded-sm px-1',
            isNumeric && 'flex-row-reverse',
            isSorted && 'text-foreground',
          )}
          onClick={() => onSort(toggledSort(view, sort))}
        >
          {label}
          <Arrow className={cn('size-3', !isSorted && 'invisible')} aria-hidden />
        </button>
      )}
    </span>
  )
}

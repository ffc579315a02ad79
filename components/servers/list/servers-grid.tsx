'use client'
import { useTable } from '@tanstack/react-table'
import { useVirtualizer } from '@tanstack/react-virtual'
import { useRouter } from 'next/navigation'
import { useCallback, useId, useMemo, useRef, useState } from 'react'
import { useNeedMore } from '@/components/shell/use-need-more'
import { serverUrl } from '@/components/ui/server-url'
import { assertNever } from '@/lib/kit/assert-never'
import type { ServerSummary } from '@/lib/domain/api/servers'
import { COLUMN_IDS, gridOf, visibleColumns } from './columns'
import { type GridCommand, onGridKey } from '@/components/ui/grid-keys'
import { enterRow } from '@/components/ui/row-actions'
import { GridHeader } from './grid-header'
import { GridRow, PendingRow, ROW_HEIGHT } from './grid-row'
import { RowHealthContext } from './row-health'
import { columns, features } from './table-model'
import { useRowsHealth } from './use-rows-health'
import type { Selection } from './use-selection'
import type { View } from './view-state'

interface ServersGridProps {
  view: View
  onViewChange: (part: Partial<View>) => void
  rows: ServerSummary[]
  /** How many there are in all; those that are not read yet hold their place. */
  total: number
  /** Called while a row is in sight that is not read yet. */
  onNeedMore: () => void
  selection: Selection
  onSelectAll: () => void
}

/** The servers as a grid that draws only what is in sight; one Tab stop, arrows inside. */
export function ServersGrid({
  view,
  onViewChange,
  rows,
  total,
  onNeedMore,
  selection,
  onSelectAll,
}: ServersGridProps) {
  const id = useId()
  const router = useRouter()
  const open = useCallback((name: string) => router.push(serverUrl(name)), [router])
  const scroller = useRef<HTMLDivElement>(null)
  const [active, setActive] = useState(-1)
  const shown = useMemo(() => visibleColumns(view.columns), [view.columns])
  const grid = useMemo(() => gridOf(shown), [shown])
  const columnVisibility = useMemo(
    () => Object.fromEntries(COLUMN_IDS.map((column) => [column, view.columns.includes(column)])),
    [view.columns],
  )
  const table = useTable({
    features,
    columns,
    data: rows,
    getRowId: (row) => row.name,
    state: { columnVisibility, rowSelection: selection.state },
    onRowSelectionChange: selection.change,
  })
  const tableRows = table.getRowModel().rows

  // eslint-disable-next-line react-hooks/incompatible-library -- the compiler leaves this component as it is
  const virtualizer = useVirtualizer({
    count: Math.max(total, rows.length),
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_HEIGHT,
    overscan: 12,
    // The header lies over the first row's place.
    scrollPaddingStart: ROW_HEIGHT,
  })
  const items = virtualizer.getVirtualItems()
  const lastInSight = useNeedMore({ drawn: items, read: rows.length, total, onNeedMore })

  const health = useRowsHealth({
    rows,
    first: items[0]?.index ?? 0,
    last: lastInSight,
    isShown: view.columns.includes('p95') || view.columns.includes('day'),
  })

  const carryOut = (command: GridCommand) => {
    switch (command.kind) {
      case 'move':
        if (command.extend) selection.add(namesBetween(rows, active, command.to))
        setActive(command.to)
        virtualizer.scrollToIndex(command.to)
        break
      case 'open': {
        const server = rows[command.at]
        if (server) open(server.name)
        break
      }
      case 'toggle':
        tableRows[command.at]?.toggleSelected()
        break
      case 'enter':
        enterRow(document.getElementById(`${id}-${command.at}`))
        break
      case 'select-all':
        onSelectAll()
        break
      case 'clear':
        selection.clear()
        break
      default:
        assertNever(command)
    }
  }

  const count = selection.names.length
  const isActiveDrawn = items.some((item) => item.index === active)
  return (
    <div
      ref={scroller}
      role="grid"
      aria-label="Servers"
      aria-multiselectable
      aria-rowcount={total + 1}
      aria-colcount={shown.length + 1}
      aria-activedescendant={isActiveDrawn ? `${id}-${active}` : undefined}
      tabIndex={0}
      onKeyDown={(event) =>
        onGridKey(event, { active, count: tableRows.length, rowHeight: ROW_HEIGHT }, carryOut)
      }
      className="group/grid bg-card relative min-h-0 flex-1 [scrollbar-width:thin] overflow-auto rounded-lg border focus-visible:outline-offset-0"
    >
      <div style={{ minWidth: grid.leastWidth }}>
        <GridHeader
          columns={shown}
          template={grid.template}
          view={view}
          onSort={onViewChange}
          selected={count === 0 ? false : count >= total ? true : 'indeterminate'}
          onSelectAll={count === 0 ? onSelectAll : selection.clear}
        />
        <div role="rowgroup" className="relative" style={{ height: virtualizer.getTotalSize() }}>
          <RowHealthContext value={health}>
            {items.map((item) => {
              const row = tableRows[item.index]
              const place = {
                id: `${id}-${item.index}`,
                index: item.index,
                start: item.start,
                template: grid.template,
              }
              return row ? (
                <GridRow
                  key={row.id}
                  {...place}
                  row={row}
                  columns={shown}
                  isSelected={row.getIsSelected()}
                  isActive={item.index === active}
                  onActivate={setActive}
                  onOpen={open}
                />
              ) : (
                <PendingRow key={item.key} {...place} columnCount={shown.length} />
              )
            })}
          </RowHealthContext>
        </div>
      </div>
    </div>
  )
}

function namesBetween(rows: readonly ServerSummary[], from: number, to: number): string[] {
  return rows.slice(Math.max(0, Math.min(from, to)), Math.max(from, to) + 1).map((row) => row.name)
}

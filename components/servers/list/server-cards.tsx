'use client'
import { useVirtualizer } from '@tanstack/react-virtual'
import Link from 'next/link'
import { useRef } from 'react'
import { useNeedMore } from '@/components/shell/use-need-more'
import { amountWords } from '@/components/ui/number-words'
import { RelativeTime } from '@/components/ui/relative-time'
import { serverUrl } from '@/components/ui/server-url'
import { Skeleton } from '@/components/ui/skeleton'
import type { ServerSummary } from '@/lib/domain/api/servers'
import { TRANSPORT_WORDS } from '../words'
import { StateCell, TagsCell } from './cells'
import { DayCell, P95Cell } from './health-cells'
import { RowHealthContext } from './row-health'
import { SourceCell } from './source-cell'
import { RowCheckbox } from '@/components/ui/row-checkbox'
import { useRowsHealth } from './use-rows-health'
import type { Selection } from './use-selection'

const CARD_HEIGHT = 116

interface ServerCardsProps {
  rows: ServerSummary[]
  total: number
  onNeedMore: () => void
  selection: Selection
}

/** The servers on a narrow screen, one under the other. */
export function ServerCards({ rows, total, onNeedMore, selection }: ServerCardsProps) {
  const scroller = useRef<HTMLDivElement>(null)
  // eslint-disable-next-line react-hooks/incompatible-library -- the compiler leaves this component as it is
  const virtualizer = useVirtualizer({
    count: Math.max(total, rows.length),
    getScrollElement: () => scroller.current,
    estimateSize: () => CARD_HEIGHT,
    overscan: 6,
  })
  const items = virtualizer.getVirtualItems()
  const lastInSight = useNeedMore({ drawn: items, read: rows.length, total, onNeedMore })

  const health = useRowsHealth({ rows, first: items[0]?.index ?? 0, last: lastInSight, isShown: true })

  return (
    <div ref={scroller} className="bg-card min-h-0 flex-1 overflow-y-auto rounded-lg border">
      <ul aria-label="Servers" className="relative" style={{ height: virtualizer.getTotalSize() }}>
        <RowHealthContext value={health}>
          {items.map((item) => {
            const server = rows[item.index]
            return (
              <li
                key={server?.name ?? item.key}
                aria-setsize={total}
                aria-posinset={item.index + 1}
                className="absolute inset-x-0 top-0 border-b px-3 py-2.5"
                style={{ height: CARD_HEIGHT, transform: `translateY(${item.start}px)` }}
              >
                {server ? (
                  <ServerCard server={server} selection={selection} />
                ) : (
                  <Skeleton className="h-4 w-40" />
                )}
              </li>
            )
          })}
        </RowHealthContext>
      </ul>
    </div>
  )
}

function ServerCard({ server, selection }: { server: ServerSummary; selection: Selection }) {
  const isSelected = selection.state[server.name] === true
  const toggle = () => {
    selection.change((current) => {
      const { [server.name]: was, ...rest } = current
      return was ? rest : { ...current, [server.name]: true }
    })
  }
  return (
    <div className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-3" data-server={server.name}>
      <RowCheckbox
        className="mt-0.5"
        label={`Select ${server.name}`}
        isChecked={isSelected}
        onToggle={toggle}
      />
      <div className="grid gap-1">
        <div className="flex items-baseline justify-between gap-2">
          <Link href={serverUrl(server.name)} prefetch={false} className="truncate font-medium">
            {server.name}
          </Link>
          <RelativeTime at={server.updatedAt} className="text-muted-foreground shrink-0 text-xs" />
        </div>
        <StateCell server={server} />
        <div className="text-muted-foreground flex min-w-0 items-center gap-2 text-xs">
          <SourceCell server={server} />
          <span className="shrink-0">
            {TRANSPORT_WORDS[server.transport]}
            {server.tools !== null && ` · ${amountWords(server.tools, 'tool')}`}
          </span>
          <TagsCell server={server} />
        </div>
        <div className="text-muted-foreground flex items-center gap-2 text-xs">
          <DayCell name={server.name} className="h-3" />
          <span className="flex min-w-20 shrink-0 items-center justify-end gap-1">
            p95 <P95Cell name={server.name} />
          </span>
        </div>
      </div>
    </div>
  )
}

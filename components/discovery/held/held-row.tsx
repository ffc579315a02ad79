'use client'
import { Check, TriangleAlert, X } from 'lucide-react'
import { memo } from 'react'
import { Badge } from '@/components/ui/badge'
import { Button } from '@/components/ui/button'
import { RelativeTime } from '@/components/ui/relative-time'
import { gridRowLook } from '@/components/ui/grid-row-look'
import { ROW_ACTION } from '@/components/ui/row-actions'
import { RowCheckbox } from '@/components/ui/row-checkbox'
import { Skeleton } from '@/components/ui/skeleton'
import type { HeldServer } from '@/lib/domain/discovery'
import { cn } from '@/lib/kit/class-names'
import type { Decision } from './decisions'

interface Place {
  id: string
  index: number
  /** Distance from the top, in px. */
  start: number
  height: number
}

interface HeldRowProps extends Place {
  item: HeldServer
  /** The source's title. */
  source: string
  isSelected: boolean
  isActive: boolean
  onToggle: (item: HeldServer) => void
  onDecide: (decision: Decision, items: HeldServer[]) => void
}

const ROW = 'absolute inset-x-0 top-0 flex gap-3 border-b px-3'

const styleOf = ({ start, height }: Place) => ({ transform: `translateY(${start}px)`, height })

/** One server that waits: what it is, where it was found, what is odd about it. */
export const HeldRow = memo(function HeldRow({
  item,
  source,
  isSelected,
  isActive,
  onToggle,
  onDecide,
  ...place
}: HeldRowProps) {
  const about = item.title !== undefined && item.title !== item.name ? item.title : item.description
  return (
    <div
      id={place.id}
      role="row"
      aria-rowindex={place.index + 2}
      aria-selected={isSelected}
      data-held={item.name}
      className={cn(ROW, gridRowLook(isActive), 'items-center max-sm:items-start max-sm:py-2.5')}
      style={styleOf(place)}
    >
      <span role="gridcell" className="flex max-sm:pt-0.5">
        <RowCheckbox
          label={`Select ${item.name}`}
          isChecked={isSelected}
          tabIndex={-1}
          onToggle={() => onToggle(item)}
        />
      </span>
      <div
        role="gridcell"
        className="flex min-w-0 flex-1 items-center gap-3 max-sm:flex-col max-sm:items-stretch max-sm:gap-2"
      >
        <div className="grid min-w-0 flex-1 gap-0.5">
          <p className="flex min-w-0 items-center gap-2">
            <span className="shrink-0 truncate font-medium max-sm:shrink">{item.name}</span>
            {about !== undefined && (
              <span className="text-muted-foreground truncate text-xs max-sm:hidden">{about}</span>
            )}
            {item.exists && (
              <Badge
                variant="outline"
                className="shrink-0"
                title="Another source declares a server of this name"
              >
                Name in use
              </Badge>
            )}
            {item.warnings.length > 0 && (
              <Badge variant="warn" className="shrink-0" title={item.warnings.join('\n')}>
                <TriangleAlert aria-hidden />
                {item.warnings.length}
                <span className="sr-only">warnings: {item.warnings.join('; ')}</span>
              </Badge>
            )}
          </p>
          <p className="text-muted-foreground flex min-w-0 gap-x-2 text-xs max-lg:flex-col">
            <code className="truncate" title={item.target}>
              {item.target}
            </code>
            <span className="max-w-[50%] min-w-0 shrink-0 truncate max-lg:max-w-full" title={item.origin}>
              {source}
              {item.origin !== undefined && ` · ${item.origin}`}
            </span>
            <RelativeTime at={item.seenAt} className="shrink-0 max-lg:hidden" />
          </p>
        </div>
        <div className="flex shrink-0 gap-1.5">
          <Button
            size="sm"
            {...ROW_ACTION}
            aria-label={`Accept ${item.name}`}
            onClick={() => onDecide('accepted', [item])}
          >
            <Check aria-hidden />
            Accept
          </Button>
          {item.state === 'held' && (
            <Button
              size="sm"
              variant="ghost"
              {...ROW_ACTION}
              aria-label={`Refuse ${item.name}`}
              onClick={() => onDecide('refused', [item])}
            >
              <X aria-hidden />
              Refuse
            </Button>
          )}
        </div>
      </div>
    </div>
  )
})

export function PendingRow(place: Place) {
  return (
    <div
      id={place.id}
      role="row"
      aria-rowindex={place.index + 2}
      aria-busy
      className={cn(ROW, 'items-center')}
      style={styleOf(place)}
    >
      <span role="gridcell" className="flex items-center gap-4">
        <span className="sr-only">Loading</span>
        <Skeleton className="size-4" />
        <Skeleton className="h-3.5 w-56" />
      </span>
    </div>
  )
}

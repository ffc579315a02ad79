'use client'
import { useVirtualizer } from '@tanstack/react-virtual'
import { useEffect, useId, useRef, useState } from 'react'
import { useNeedMore } from '@/components/shell/use-need-more'
import { Checkbox } from '@/components/ui/checkbox'
import { type GridCommand, onGridKey } from '@/components/ui/grid-keys'
import { enterRow } from '@/components/ui/row-actions'
import { useMedia } from '@/components/ui/use-media'
import type { HeldServer } from '@/lib/domain/discovery'
import { assertNever } from '@/lib/kit/assert-never'
import { heldKey } from '../discovery-words'
import type { Decision } from './decisions'
import { HeldRow, PendingRow } from './held-row'

const ROW_HEIGHT = 60
/** Beside the navigation of a small window: what is in a row stands in lines. */
const MIDDLE_ROW_HEIGHT = 78
const NARROW_ROW_HEIGHT = 114
const HEADER_HEIGHT = 37

interface HeldListProps {
  rows: readonly HeldServer[]
  /** How many there are in all; those that are not read yet hold their place. */
  total: number
  onNeedMore: () => void
  titleOf: (source: string) => string
  isRefused: boolean
  selected: ReadonlyMap<string, HeldServer>
  onSelectedChange: (selected: ReadonlyMap<string, HeldServer>) => void
  onSelectAll: () => void
  onDecide: (decision: Decision, items: HeldServer[]) => void
}

/** Held servers as a grid that draws only what is in sight; one Tab stop, arrows inside, Space selects. */
export function HeldList(props: HeldListProps) {
  const { rows, total, onNeedMore, selected, onSelectedChange, onSelectAll, isRefused } = props
  const id = useId()
  const scroller = useRef<HTMLDivElement>(null)
  const [active, setActive] = useState(-1)
  const isNarrow = useMedia('(max-width: 639px)')
  const isMiddle = useMedia('(max-width: 1023px)')
  const rowHeight = isNarrow ? NARROW_ROW_HEIGHT : isMiddle ? MIDDLE_ROW_HEIGHT : ROW_HEIGHT
  const count = Math.max(total, rows.length)
  // eslint-disable-next-line react-hooks/incompatible-library -- the compiler leaves this component as it is
  const virtualizer = useVirtualizer({
    count,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 8,
    // The header lies over the first row's place.
    scrollPaddingStart: HEADER_HEIGHT,
  })
  useEffect(() => virtualizer.measure(), [virtualizer, rowHeight])
  const items = virtualizer.getVirtualItems()
  useNeedMore({ drawn: items, read: rows.length, total, onNeedMore })

  const toggle = (item: HeldServer) => {
    const next = new Map(selected)
    const key = heldKey(item)
    if (!next.delete(key)) next.set(key, item)
    onSelectedChange(next)
  }
  const carryOut = (command: GridCommand) => {
    switch (command.kind) {
      case 'move':
        if (command.extend) onSelectedChange(joined(selected, between(rows, active, command.to)))
        setActive(command.to)
        virtualizer.scrollToIndex(command.to)
        break
      case 'open':
      case 'toggle': {
        const item = rows[command.at]
        if (item) toggle(item)
        break
      }
      case 'enter':
        enterRow(document.getElementById(`${id}-${command.at}`))
        break
      case 'select-all':
        onSelectAll()
        break
      case 'clear':
        onSelectedChange(new Map())
        break
      default:
        assertNever(command)
    }
  }
  const isActiveDrawn = items.some((item) => item.index === active)

  return (
    <div
      ref={scroller}
      role="grid"
      aria-label={isRefused ? 'Refused servers' : 'Servers that wait'}
      aria-multiselectable
      aria-rowcount={count + 1}
      aria-activedescendant={isActiveDrawn ? `${id}-${active}` : undefined}
      tabIndex={0}
      onKeyDown={(event) => onGridKey(event, { active, count: rows.length, rowHeight }, carryOut)}
      className="group/grid bg-card max-h-[max(20rem,calc(100dvh-17rem))] [scrollbar-width:thin] overflow-y-auto rounded-lg border focus-visible:outline-offset-0"
    >
      <div role="rowgroup" className="bg-card sticky top-0 z-10">
        <div
          role="row"
          aria-rowindex={1}
          className="text-muted-foreground flex h-9 items-center gap-3 border-b px-3 text-xs font-medium"
        >
          <span role="columnheader" className="flex">
            <Checkbox
              aria-label={selected.size === 0 ? 'Select all that match' : 'Clear the selection'}
              checked={selected.size === 0 ? false : selected.size >= count ? true : 'indeterminate'}
              onCheckedChange={selected.size === 0 ? onSelectAll : () => onSelectedChange(new Map())}
            />
          </span>
          <span role="columnheader">Server, and where it was found</span>
        </div>
      </div>
      <div role="rowgroup" className="relative" style={{ height: virtualizer.getTotalSize() }}>
        {items.map(({ index, start, key }) => {
          const item = rows[index]
          const place = { id: `${id}-${index}`, index, start, height: rowHeight }
          return item ? (
            <HeldRow
              key={heldKey(item)}
              {...place}
              item={item}
              source={props.titleOf(item.source)}
              isSelected={selected.has(heldKey(item))}
              isActive={index === active}
              onToggle={toggle}
              onDecide={props.onDecide}
            />
          ) : (
            <PendingRow key={key} {...place} />
          )
        })}
      </div>
    </div>
  )
}

function between(rows: readonly HeldServer[], from: number, to: number): HeldServer[] {
  return rows.slice(Math.max(0, Math.min(from, to)), Math.max(from, to) + 1)
}

function joined(
  selected: ReadonlyMap<string, HeldServer>,
  items: readonly HeldServer[],
): ReadonlyMap<string, HeldServer> {
  return new Map([...selected, ...items.map((item) => [heldKey(item), item] as const)])
}

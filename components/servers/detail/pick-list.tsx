'use client'
import { useVirtualizer } from '@tanstack/react-virtual'
import { type KeyboardEvent, useEffect, useId, useMemo, useRef, useState } from 'react'
import { countWords } from '@/components/ui/number-words'
import { SearchInput } from '@/components/ui/search-input'
import { cn } from '@/lib/kit/class-names'
import { type Findable, findItems } from './find-items'

const ROW_HEIGHT = 48

interface PickListProps<T extends Findable> {
  label: string
  items: readonly T[]
  chosen: string | null
  onChoose: (id: string) => void
  className?: string
}

/** A list to choose one from, with search; it draws only what is in sight, so thousands are no matter. */
export function PickList<T extends Findable>({
  label,
  items,
  chosen,
  onChoose,
  className,
}: PickListProps<T>) {
  const id = useId()
  const scroller = useRef<HTMLDivElement>(null)
  const [words, setWords] = useState('')
  const found = useMemo(() => findItems(items, words), [items, words])
  const chosenAt = found.findIndex((item) => item.id === chosen)
  // eslint-disable-next-line react-hooks/incompatible-library -- the compiler leaves this component as it is
  const virtualizer = useVirtualizer({
    count: found.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_HEIGHT,
    getItemKey: (index) => found[index]?.id ?? index,
    overscan: 8,
  })
  useEffect(() => {
    if (chosenAt >= 0) virtualizer.scrollToIndex(chosenAt)
    // Only when another is chosen: a search must not scroll by itself.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [chosen])

  const onKeyDown = (event: KeyboardEvent) => {
    const to = targetOf(event.key, chosenAt, found.length)
    const item = to === undefined ? undefined : found[to]
    if (!item) return
    event.preventDefault()
    onChoose(item.id)
  }
  const shown = virtualizer.getVirtualItems()
  return (
    <div className={cn('flex min-h-0 min-w-0 flex-col gap-2', className)}>
      <SearchInput
        label={`Search ${label.toLowerCase()}`}
        placeholder={`Search ${countWords(items.length)} ${label.toLowerCase()}`}
        text={words}
        onText={setWords}
        onKeyDown={(event) => {
          if (event.key === 'ArrowDown' || event.key === 'ArrowUp') onKeyDown(event)
        }}
      />
      <div
        ref={scroller}
        role="listbox"
        aria-label={label}
        tabIndex={0}
        aria-activedescendant={
          shown.some((item) => item.index === chosenAt) ? `${id}-${chosenAt}` : undefined
        }
        onKeyDown={onKeyDown}
        style={{ height: Math.max(found.length, 1) * ROW_HEIGHT + 2 }}
        className="bg-card min-h-0 [scrollbar-width:thin] overflow-y-auto rounded-lg border focus-visible:-outline-offset-1"
      >
        {found.length === 0 && (
          <p className="text-muted-foreground p-4 text-center text-sm">Nothing is called so.</p>
        )}
        <div role="presentation" className="relative" style={{ height: virtualizer.getTotalSize() }}>
          {shown.map((place) => {
            const item = found[place.index]
            return (
              item && (
                <div
                  key={place.key}
                  id={`${id}-${place.index}`}
                  role="option"
                  aria-selected={item.id === chosen}
                  aria-setsize={found.length}
                  aria-posinset={place.index + 1}
                  onClick={() => onChoose(item.id)}
                  className="hover:bg-accent/50 aria-selected:bg-primary/10 absolute inset-x-0 top-0 grid cursor-pointer content-center border-b px-3"
                  style={{ height: ROW_HEIGHT, transform: `translateY(${place.start}px)` }}
                >
                  <span className="truncate font-mono text-[13px]">{item.label}</span>
                  <span className="text-muted-foreground truncate text-xs">
                    {item.warning && <strong className="text-warn font-medium">{item.warning} </strong>}
                    {item.hint}
                  </span>
                </div>
              )
            )
          })}
        </div>
      </div>
    </div>
  )
}

function targetOf(key: string, at: number, count: number): number | undefined {
  switch (key) {
    case 'ArrowDown':
      return Math.min(count - 1, at + 1)
    case 'ArrowUp':
      return Math.max(0, at - 1)
    case 'Home':
      return 0
    case 'End':
      return count - 1
    default:
      return undefined
  }
}

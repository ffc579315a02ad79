'use client'
import { useVirtualizer } from '@tanstack/react-virtual'
import { useRef } from 'react'
import { useNeedMore } from '@/components/shell/use-need-more'
import { Checkbox } from '@/components/ui/checkbox'
import { Skeleton } from '@/components/ui/skeleton'
import type { Document } from '@/lib/domain/document'
import { DocumentRow } from './document-row'

const ROW_HEIGHT = 56

interface DocumentListProps {
  rows: readonly Document[]
  /** How many there are in all; those that are not read yet hold their place. */
  total: number
  onNeedMore: () => void
  /** Of a document's collection, where it is told. */
  collectionOf: (document: Document) => string | undefined
  selected: ReadonlySet<string>
  onToggle: (id: string) => void
  onSelectAll: () => void
  onClear: () => void
}

/** Documents as a list that draws only what is in sight. */
export function DocumentList(props: DocumentListProps) {
  const { rows, total, onNeedMore, selected } = props
  const scroller = useRef<HTMLDivElement>(null)
  const count = Math.max(total, rows.length)
  // eslint-disable-next-line react-hooks/incompatible-library -- the compiler leaves this component as it is
  const virtualizer = useVirtualizer({
    count,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_HEIGHT,
    overscan: 10,
  })
  const items = virtualizer.getVirtualItems()
  useNeedMore({ drawn: items, read: rows.length, total, onNeedMore })
  return (
    <div className="bg-card flex min-h-0 flex-1 flex-col rounded-lg border">
      <div className="text-muted-foreground flex h-9 shrink-0 items-center gap-3 border-b px-3 text-xs font-medium">
        <Checkbox
          aria-label={selected.size === 0 ? 'Select all that match' : 'Clear the selection'}
          checked={selected.size === 0 ? false : selected.size >= count ? true : 'indeterminate'}
          onCheckedChange={selected.size === 0 ? props.onSelectAll : props.onClear}
        />
        <span className="flex-1">Document</span>
        <span className="w-24 text-right max-md:hidden">Passages</span>
        <span className="w-28 max-sm:w-24">State</span>
        <span className="w-24 text-right max-lg:hidden">Changed</span>
      </div>
      <div ref={scroller} className="min-h-0 flex-1 overflow-y-auto" tabIndex={-1}>
        <ul aria-label="Documents" className="relative" style={{ height: virtualizer.getTotalSize() }}>
          {items.map(({ index, start, key }) => {
            const document = rows[index]
            return (
              <li
                key={document?.id ?? key}
                aria-setsize={count}
                aria-posinset={index + 1}
                className="absolute inset-x-0 top-0"
                style={{ height: ROW_HEIGHT, transform: `translateY(${start}px)` }}
              >
                {document === undefined ? (
                  <div className="flex h-full items-center gap-3 border-b px-3">
                    <span className="sr-only">Loading</span>
                    <Skeleton className="size-4" />
                    <Skeleton className="h-4 w-56" />
                  </div>
                ) : (
                  <DocumentRow
                    document={document}
                    collection={props.collectionOf(document)}
                    isSelected={selected.has(document.id)}
                    onToggle={props.onToggle}
                  />
                )}
              </li>
            )
          })}
        </ul>
      </div>
    </div>
  )
}

export function ListSkeleton() {
  return (
    <div
      role="status"
      aria-label="Loading the documents"
      className="bg-card min-h-0 flex-1 rounded-lg border"
    >
      {Array.from({ length: 8 }, (_, index) => (
        <div key={index} className="flex h-14 items-center gap-3 border-b px-3">
          <Skeleton className="size-4" />
          <div className="grid gap-1.5">
            <Skeleton className="h-3.5 w-56 max-sm:w-36" />
            <Skeleton className="h-3 w-40" />
          </div>
          <Skeleton className="ml-auto h-4 w-20" />
        </div>
      ))}
    </div>
  )
}

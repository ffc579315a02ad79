'use client'
import { useEffect, useRef } from 'react'
import { Button } from '@/components/ui/button'
import { EmptyState } from '@/components/ui/empty-state'
import { amountWords } from '@/components/ui/number-words'
import { QueryError } from '@/components/ui/query-error'
import { Skeleton } from '@/components/ui/skeleton'
import type { Document } from '@/lib/domain/document'
import { isUnderWay } from '../document-words'
import { PassageCard } from './passage-card'
import type { Span } from './text-parts'
import { passageAt, usePassages } from './use-passages'

interface PassagesPaneProps {
  document: Document
  span: Span | null
  onChoose: (place: Span) => void
}

/** The passages that the document was cut into; one that is chosen is marked in the text. */
export function PassagesPane({ document, span, onChoose }: PassagesPaneProps) {
  const { pages, rows, total, loadMore } = usePassages(document.id)
  const chosen = passageAt(rows, span)?.id
  const card = useRef<HTMLButtonElement>(null)
  useEffect(() => {
    // A newer browser answers with a promise, which an effect must not.
    card.current?.scrollIntoView({ block: 'nearest' })
  }, [chosen])

  if (pages.isPending) {
    return (
      <div role="status" aria-label="Loading the passages" className="grid gap-2 p-3">
        {[0, 1, 2].map((at) => (
          <Skeleton key={at} className="h-28" />
        ))}
      </div>
    )
  }
  if (pages.isError && rows.length === 0) {
    return <QueryError title="The passages could not be read" query={pages} />
  }
  if (rows.length === 0) {
    return (
      <EmptyState title={document.state === 'failed' ? 'No passages' : 'No passages yet'}>
        {emptyWords(document.state)}
      </EmptyState>
    )
  }
  return (
    <div
      role="region"
      aria-label="Passages"
      tabIndex={0}
      className="min-h-0 flex-1 overflow-y-auto p-3 -outline-offset-2"
    >
      <ol className="grid gap-2">
        {rows.map((passage) => (
          <li
            key={passage.id}
            className="min-w-0 [contain-intrinsic-size:auto_140px] [content-visibility:auto]"
          >
            <button
              ref={passage.id === chosen ? card : undefined}
              type="button"
              aria-pressed={passage.id === chosen}
              className="hover:border-ring block w-full rounded-md text-left"
              onClick={() => onChoose({ start: passage.place.start, end: passage.place.end })}
            >
              <PassageCard passage={passage} kind={document.kind} isChosen={passage.id === chosen} />
            </button>
          </li>
        ))}
      </ol>
      {total !== undefined && rows.length < total && (
        <Button className="mt-3 w-full" disabled={pages.isFetchingNextPage} onClick={loadMore}>
          {amountWords(total - rows.length, 'more passage')}
        </Button>
      )}
    </div>
  )
}

function emptyWords(state: Document['state']): string {
  if (isUnderWay(state)) return 'They appear here once the document is cut.'
  return state === 'failed' ? 'There is nothing to cut.' : 'Index the document again to have it cut.'
}

'use client'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useEffect, useMemo, useRef, useState } from 'react'
import { client } from '@/components/shell/client'
import { Button } from '@/components/ui/button'
import { EmptyState } from '@/components/ui/empty-state'
import { countWords } from '@/components/ui/number-words'
import { QueryError } from '@/components/ui/query-error'
import { Skeleton } from '@/components/ui/skeleton'
import { ApiError } from '@/lib/client/api'
import { queryKeys } from '@/lib/client/query-keys'
import { getDocumentText } from '@/lib/domain/api/documents'
import type { Document } from '@/lib/domain/document'
import { cn } from '@/lib/kit/class-names'
import { paragraphsOf, type Span, WINDOW, windowFor } from './text-parts'

interface TextPaneProps {
  document: Document
  /** What is marked and scrolled to. */
  span: Span | null
}

const MONO: ReadonlySet<Document['kind']> = new Set(['code', 'json', 'csv'])

/** The text as it was read, a window of it at a time. */
export function TextPane({ document, span }: TextPaneProps) {
  // Where a person went by the buttons; another span is another place.
  const [moved, setMoved] = useState<{ span: Span | null; from: number }>()
  const from = moved !== undefined && moved.span === span ? moved.from : windowFor(span)
  const scroller = useRef<HTMLDivElement>(null)
  const text = useQuery({
    queryKey: [...queryKeys.document(document.id), 'text', from, document.hash],
    queryFn: ({ signal }) =>
      client.call(getDocumentText, {
        params: { id: document.id },
        query: { start: from, end: from + WINDOW },
        signal,
      }),
    placeholderData: keepPreviousData,
  })
  const paragraphs = useMemo(
    () => (text.data === undefined ? [] : paragraphsOf(text.data.text, text.data.start, span)),
    [text.data, span],
  )
  const isThere = text.data !== undefined && !text.isPlaceholderData
  useEffect(() => {
    if (isThere) scroller.current?.querySelector('mark')?.scrollIntoView({ block: 'center' })
  }, [isThere, span])

  if (text.error instanceof ApiError && text.error.code === 'not-found') {
    return document.state === 'failed' ? (
      <EmptyState title="No text">It could not be read; the reason stands above.</EmptyState>
    ) : (
      <EmptyState title="No text yet">It appears here once the document has been read.</EmptyState>
    )
  }
  if (text.isError) {
    return <QueryError title="The text could not be read" query={text} />
  }
  if (text.data === undefined) {
    return (
      <div role="status" aria-label="Loading the text" className="grid gap-2 p-4">
        {[90, 100, 70, 0, 95, 60].map((width, at) => (
          <Skeleton key={at} className="h-3.5" style={{ width: `${width}%` }} />
        ))}
      </div>
    )
  }
  const { start, end, total } = text.data
  return (
    <>
      {(start > 0 || end < total) && (
        <div className="text-muted-foreground flex items-center gap-2 border-b px-4 py-1.5 text-xs">
          <span className="flex-1 tabular-nums">
            Characters {countWords(start + 1)} to {countWords(end)} of {countWords(total)}
          </span>
          <Button
            size="sm"
            disabled={start === 0}
            onClick={() => setMoved({ span, from: Math.max(0, start - WINDOW) })}
          >
            Earlier
          </Button>
          <Button size="sm" disabled={end >= total} onClick={() => setMoved({ span, from: end })}>
            Later
          </Button>
        </div>
      )}
      <div
        ref={scroller}
        role="region"
        aria-label="Text"
        tabIndex={0}
        aria-busy={text.isPlaceholderData}
        className={cn(
          'min-h-0 flex-1 overflow-y-auto p-4 -outline-offset-2',
          MONO.has(document.kind) ? 'font-mono text-xs' : 'text-sm leading-relaxed',
        )}
      >
        {paragraphs.map((paragraph) => (
          <p key={paragraph.start} className="mb-3 max-w-prose wrap-anywhere whitespace-pre-wrap last:mb-0">
            {paragraph.parts.map((part, at) =>
              part.isMarked ? (
                <mark key={at} className="bg-primary/20 text-foreground rounded-xs">
                  {part.text}
                </mark>
              ) : (
                <span key={at}>{part.text}</span>
              ),
            )}
          </p>
        ))}
      </div>
    </>
  )
}

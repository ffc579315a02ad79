'use client'
import type { ReactNode } from 'react'
import { Button } from './button'

interface MoreRowsProps {
  /** The list, page by page, as react-query gives it. */
  pages: {
    hasNextPage: boolean
    isFetchingNextPage: boolean
    isFetchNextPageError: boolean
    error: Error | null
    fetchNextPage: () => Promise<unknown>
  }
  /** What is listed: "runs". */
  what: string
  /** How many of how many there are. */
  children: ReactNode
}

/** The foot of a list that is read page by page. */
export function MoreRows({ pages, what, children }: MoreRowsProps) {
  return (
    <div className="flex min-h-8 items-center justify-center gap-3">
      {pages.hasNextPage && (
        <Button disabled={pages.isFetchingNextPage} onClick={() => void pages.fetchNextPage()}>
          Show more
        </Button>
      )}
      <span className="text-muted-foreground text-xs" role="status">
        {pages.isFetchNextPageError
          ? `The next ${what} could not be read: ${pages.error?.message ?? ''}`
          : children}
      </span>
    </div>
  )
}

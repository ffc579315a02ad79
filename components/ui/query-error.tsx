'use client'
import type { ReactNode } from 'react'
import { ErrorState } from './error-state'

interface QueryErrorProps {
  /** What could not be read. */
  title: string
  /** The query that failed, as react-query gives it. */
  query: { error: unknown; isFetching: boolean; refetch: () => Promise<unknown> }
  /** What else to know, or to try. */
  children?: ReactNode
  className?: string
}

/** In place of what could not be read: why, and the way to read it again. */
export function QueryError({ query, ...props }: QueryErrorProps) {
  return (
    <ErrorState
      {...props}
      error={query.error}
      onRetry={() => void query.refetch()}
      retrying={query.isFetching}
    />
  )
}

'use client'
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query'
import { useCallback, useMemo } from 'react'
import { client } from '@/components/shell/client'
import { queryKeys } from '@/lib/client/query-keys'
import { listServers, type ServerSummary } from '@/lib/domain/api/servers'
import type { ListQuery } from './view-state'

/** The first page is small, to be there soon; the next are large, to follow a fast scroll. */
const FIRST_PAGE = 100
const NEXT_PAGE = 500

export interface ServerRows {
  rows: ServerSummary[]
  /** How many match; undefined until the first answer. */
  total: number | undefined
  error: Error | null
  isFetching: boolean
  retry: () => void
  /** The next page could not be read; `loadMore` waits until `retryMore`. */
  hasMoreFailed: boolean
  loadMore: () => void
  retryMore: () => void
  /** Reads every page; resolves with the names of all that match. */
  loadAll: () => Promise<string[]>
}

/** The servers of a view, page by page; the feed changes them in place. */
export function useServerRows(query: ListQuery): ServerRows {
  const pages = useInfiniteQuery({
    // Apart from single pages of the same query, which have another shape.
    queryKey: queryKeys.serverList({ ...query, isPaged: true }),
    queryFn: ({ pageParam, signal }) =>
      client.call(listServers, {
        query: {
          ...query,
          limit: pageParam === '' ? FIRST_PAGE : NEXT_PAGE,
          ...(pageParam !== '' && { cursor: pageParam }),
        },
        signal,
      }),
    initialPageParam: '',
    getNextPageParam: (page) => page.nextCursor,
    placeholderData: keepPreviousData,
  })
  const { data, error, isFetching, isFetchingNextPage, hasNextPage, fetchNextPage, refetch } = pages
  const hasMoreFailed = pages.isFetchNextPageError
  const rows = useMemo(() => uniqueRows(data?.pages ?? []), [data])
  const loadMore = useCallback(() => {
    if (hasNextPage && !isFetchingNextPage && !hasMoreFailed) void fetchNextPage({ cancelRefetch: false })
  }, [hasNextPage, isFetchingNextPage, hasMoreFailed, fetchNextPage])

  const loadAll = async () => {
    let read = { data, hasNextPage }
    while (read.hasNextPage) {
      const next = await fetchNextPage({ cancelRefetch: false })
      if (next.error) throw next.error
      read = next
    }
    return uniqueRows(read.data?.pages ?? []).map((row) => row.name)
  }
  return {
    rows,
    total: data?.pages.at(-1)?.total,
    error,
    isFetching,
    retry: () => void refetch(),
    hasMoreFailed,
    loadMore,
    retryMore: () => void fetchNextPage({ cancelRefetch: false }),
    loadAll,
  }
}

/** A server that moved between two pages while they were read is there once. */
function uniqueRows(pages: readonly { items: ServerSummary[] }[]): ServerSummary[] {
  const rows = new Map<string, ServerSummary>()
  for (const page of pages) for (const item of page.items) rows.set(item.name, item)
  return [...rows.values()]
}

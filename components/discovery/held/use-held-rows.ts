'use client'
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query'
import { useCallback, useMemo } from 'react'
import { client } from '@/components/shell/client'
import { queryKeys } from '@/lib/client/query-keys'
import { listHeld } from '@/lib/domain/api/discovery'
import type { HeldServer } from '@/lib/domain/discovery'
import { heldKey } from '../discovery-words'

export interface HeldQuery {
  source?: string
  state: HeldServer['state']
  q?: string
}

const FIRST_PAGE = 100
const NEXT_PAGE = 500

/** Servers that wait or were refused, page by page; `loadAll` reads every page. */
export function useHeldRows(query: HeldQuery) {
  const pages = useInfiniteQuery({
    queryKey: queryKeys.heldList({ ...query, isPaged: true }),
    queryFn: ({ pageParam, signal }) =>
      client.call(listHeld, {
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
  const { data, hasNextPage, isFetchingNextPage, isFetchNextPageError, fetchNextPage } = pages
  const rows = useMemo(() => uniqueRows(data?.pages ?? []), [data])
  const loadMore = useCallback(() => {
    if (hasNextPage && !isFetchingNextPage && !isFetchNextPageError)
      void fetchNextPage({ cancelRefetch: false })
  }, [hasNextPage, isFetchingNextPage, isFetchNextPageError, fetchNextPage])
  const loadAll = async (): Promise<HeldServer[]> => {
    let read = { data, hasNextPage }
    while (read.hasNextPage) {
      const next = await fetchNextPage({ cancelRefetch: false })
      if (next.error) throw next.error
      read = next
    }
    return uniqueRows(read.data?.pages ?? [])
  }
  return { pages, rows, total: data?.pages.at(-1)?.total, loadMore, loadAll }
}

/** One that moved between two pages while they were read is there once. */
function uniqueRows(pages: readonly { items: HeldServer[] }[]): HeldServer[] {
  const rows = new Map<string, HeldServer>()
  for (const page of pages) for (const item of page.items) rows.set(heldKey(item), item)
  return [...rows.values()]
}

'use client'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useCallback, useMemo } from 'react'

/** The first page is small, to be there soon; the next are large, to follow a fast scroll. */
const FIRST_PAGE = 100
const NEXT_PAGE = 500

export interface RowPage<Row> {
  items: Row[]
  nextCursor: string | null
  total: number
}

interface PagedRowsOptions<Row> {
  /** Of pages together; single pages of the same query have another shape, and need another key. */
  queryKey: readonly unknown[]
  readPage: (page: { limit: number; cursor?: string }, signal: AbortSignal) => Promise<RowPage<Row>>
  /** Which list it is: rows of another one never stand in for this one's while they are read, as a filter's do. */
  list?: string
  /** Stable, or the rows are joined anew with each render. */
  keyOf: (row: Row) => string
}

/** A long list, page by page as it is scrolled; `loadAll` reads every page and resolves with all rows. */
export function usePagedRows<Row>({ queryKey, readPage, list = '', keyOf }: PagedRowsOptions<Row>) {
  const pages = useInfiniteQuery({
    queryKey,
    queryFn: ({ pageParam, signal }) =>
      readPage(
        { limit: pageParam === '' ? FIRST_PAGE : NEXT_PAGE, ...(pageParam !== '' && { cursor: pageParam }) },
        signal,
      ),
    initialPageParam: '',
    getNextPageParam: (page: RowPage<Row>) => page.nextCursor,
    meta: { list },
    placeholderData: (previous, query) => (query?.meta?.['list'] === list ? previous : undefined),
  })
  const { data, hasNextPage, isFetching, isFetchNextPageError, fetchNextPage } = pages
  const rows = useMemo(() => uniqueRows(data?.pages ?? [], keyOf), [data, keyOf])
  const loadMore = useCallback(() => {
    // While what is known is read again, a next page would not be begun; the end of that makes another `loadMore`.
    if (hasNextPage && !isFetching && !isFetchNextPageError) void fetchNextPage({ cancelRefetch: false })
  }, [hasNextPage, isFetching, isFetchNextPageError, fetchNextPage])
  const loadAll = async (): Promise<Row[]> => {
    let read = { data, hasNextPage }
    while (read.hasNextPage) {
      const next = await fetchNextPage({ cancelRefetch: false })
      if (next.error) throw next.error
      read = next
    }
    return uniqueRows(read.data?.pages ?? [], keyOf)
  }
  return { pages, rows, total: data?.pages.at(-1)?.total, loadMore, loadAll }
}

/** One that moved between two pages while they were read is there once. */
function uniqueRows<Row>(pages: readonly { items: Row[] }[], keyOf: (row: Row) => string): Row[] {
  const rows = new Map<string, Row>()
  for (const page of pages) for (const item of page.items) rows.set(keyOf(item), item)
  return [...rows.values()]
}

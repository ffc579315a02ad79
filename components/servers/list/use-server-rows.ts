'use client'
import { client } from '@/components/shell/client'
import { usePagedRows } from '@/components/shell/use-paged-rows'
import { queryKeys } from '@/lib/client/query-keys'
import { listServers, type ServerSummary } from '@/lib/domain/api/servers'
import type { ListQuery } from './view-state'

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
  const { pages, rows, total, loadMore, loadAll } = usePagedRows({
    queryKey: queryKeys.serverList({ ...query, isPaged: true }),
    readPage: (page, signal) => client.call(listServers, { query: { ...query, ...page }, signal }),
    keyOf: nameOf,
  })
  return {
    rows,
    total,
    error: pages.error,
    isFetching: pages.isFetching,
    retry: () => void pages.refetch(),
    hasMoreFailed: pages.isFetchNextPageError,
    loadMore,
    retryMore: () => void pages.fetchNextPage({ cancelRefetch: false }),
    loadAll: async () => (await loadAll()).map(nameOf),
  }
}

function nameOf({ name }: ServerSummary): string {
  return name
}

'use client'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { queryKeys } from '@/lib/client/query-keys'
import { listServers } from '@/lib/domain/api/servers'
import { client } from './client'
import { useDebounced } from './use-debounced'

const LIMIT = 8

/** The first servers that answer the words typed so far. */
export function useServerSearch(words: string) {
  const q = useDebounced(words.trim(), 120)
  const query = { ...(q && { q }), limit: LIMIT }
  return useQuery({
    queryKey: queryKeys.serverList(query),
    queryFn: ({ signal }) => client.call(listServers, { query, signal }),
    placeholderData: keepPreviousData,
  })
}

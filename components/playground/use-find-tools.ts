'use client'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { client } from '@/components/shell/client'
import { useDebounced } from '@/components/shell/use-debounced'
import { queryKeys } from '@/lib/client/query-keys'
import { findTools } from '@/lib/domain/api/chat'

/** Known tools of all servers, nearest to the words first. Asked again as servers come and go. */
export function useFindTools(words: string, limit = 50) {
  const q = useDebounced(words.trim(), 120)
  return useQuery({
    // Below the stats' key, which every connection and listing of tools renews.
    queryKey: [...queryKeys.stats, 'tools', q, limit],
    queryFn: ({ signal }) => client.call(findTools, { query: { q, limit }, signal }),
    placeholderData: keepPreviousData,
  })
}

'use client'
import { useQuery } from '@tanstack/react-query'
import { queryKeys } from '@/lib/client/query-keys'
import { listSources } from '@/lib/domain/api/discovery'
import { client } from './client'

/** Every source with its state, in order of precedence; the feed keeps it true. */
export function useSources() {
  return useQuery({
    queryKey: queryKeys.sources,
    queryFn: async ({ signal }) => (await client.call(listSources, { signal })).items,
  })
}

'use client'
import { useQuery } from '@tanstack/react-query'
import { queryKeys } from '@/lib/client/query-keys'
import { serverFacets } from '@/lib/domain/api/servers'
import { client } from './client'

/** How many servers there are of each state, source, tag and transport. */
export function useServerFacets() {
  return useQuery({
    queryKey: queryKeys.facets,
    queryFn: ({ signal }) => client.call(serverFacets, { signal }),
  })
}

/** The tags that servers have, with how many have each; none while they are read. */
export function useServerTags(): Record<string, number> {
  return useServerFacets().data?.tags ?? {}
}

'use client'
import { useQuery } from '@tanstack/react-query'
import { client } from '@/components/shell/client'
import { queryKeys } from '@/lib/client/query-keys'
import { listIncidents } from '@/lib/domain/api/incidents'

/** As many as the overview has room for; `total` tells of the rest. */
const query = { state: 'open' as const, limit: 20 }

/** What is not well now, the newest first. */
export function useOpenIncidents() {
  return useQuery({
    queryKey: queryKeys.incidentList(query),
    queryFn: ({ signal }) => client.call(listIncidents, { query, signal }),
  })
}

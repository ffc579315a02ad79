'use client'
import { useQuery } from '@tanstack/react-query'
import { client } from '@/components/shell/client'
import { queryKeys } from '@/lib/client/query-keys'
import { listGoldSets } from '@/lib/domain/api/evaluation'

/** The sets of questions whose answers are known. */
export function useGoldSets() {
  return useQuery({
    queryKey: queryKeys.goldSets,
    queryFn: async ({ signal }) => (await client.call(listGoldSets, { signal })).items,
  })
}

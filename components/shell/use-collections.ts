'use client'
import { useQuery } from '@tanstack/react-query'
import { client } from './client'
import { queryKeys } from '@/lib/client/query-keys'
import { listCollections } from '@/lib/domain/api/documents'

/** Every collection of documents. */
export function useCollections() {
  return useQuery({
    queryKey: queryKeys.collections,
    queryFn: async ({ signal }) => (await client.call(listCollections, { signal })).items,
  })
}

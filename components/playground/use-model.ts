'use client'
import { useQuery } from '@tanstack/react-query'
import { client } from '@/components/shell/client'
import { queryKeys } from '@/lib/client/query-keys'
import { getModel } from '@/lib/domain/api/chat'

/** The model in use, and what was detected. */
export function useModel() {
  return useQuery({
    queryKey: queryKeys.model,
    queryFn: ({ signal }) => client.call(getModel, { signal }),
  })
}

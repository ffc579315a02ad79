'use client'
import { useQuery } from '@tanstack/react-query'
import { client } from '@/components/shell/client'
import { queryKeys } from '@/lib/client/query-keys'
import { getModel } from '@/lib/domain/api/chat'

/** A local model may be started while somebody looks at how to get one. */
const LOOK_AGAIN_MS = 12_000

/** The model in use, and what was detected. */
export function useModel() {
  return useQuery({
    queryKey: queryKeys.model,
    queryFn: ({ signal }) => client.call(getModel, { signal }),
    refetchInterval: ({ state }) => (state.data?.model === null ? LOOK_AGAIN_MS : false),
  })
}

'use client'
import { client } from '@/components/shell/client'
import { usePagedRows } from '@/components/shell/use-paged-rows'
import { queryKeys } from '@/lib/client/query-keys'
import { listHeld } from '@/lib/domain/api/discovery'
import type { HeldServer } from '@/lib/domain/discovery'
import { heldKey } from '../discovery-words'

export interface HeldQuery {
  source?: string
  state: HeldServer['state']
  q?: string
}

/** Servers that wait or were refused, page by page. */
export function useHeldRows(query: HeldQuery) {
  return usePagedRows({
    queryKey: queryKeys.heldList({ ...query, isPaged: true }),
    readPage: (page, signal) => client.call(listHeld, { query: { ...query, ...page }, signal }),
    // What waits must not be there to accept below “Refused”.
    list: query.state,
    keyOf: heldKey,
  })
}

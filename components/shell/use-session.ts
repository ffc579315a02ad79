'use client'
import { useQuery } from '@tanstack/react-query'
import { queryKeys } from '@/lib/client/query-keys'
import { getSession } from '@/lib/domain/api/session'
import { client } from './client'

/** Whether an access token is asked for and given, and what this Portolan allows. */
export function useSession() {
  return useQuery({
    queryKey: queryKeys.session,
    queryFn: ({ signal }) => client.call(getSession, { signal }),
  })
}

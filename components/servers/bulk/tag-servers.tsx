'use client'
import { useQuery } from '@tanstack/react-query'
import type { ComponentProps } from 'react'
import { client } from '@/components/shell/client'
import { TagDialog } from '@/components/ui/tag-dialog'
import { queryKeys } from '@/lib/client/query-keys'
import { serverFacets } from '@/lib/domain/api/servers'

/** Proposes the tags that servers have already. */
export function TagServers(props: Omit<ComponentProps<typeof TagDialog>, 'noun' | 'known'>) {
  const facets = useQuery({
    queryKey: queryKeys.facets,
    queryFn: ({ signal }) => client.call(serverFacets, { signal }),
  })
  return <TagDialog {...props} noun="server" known={Object.keys(facets.data?.tags ?? {})} />
}

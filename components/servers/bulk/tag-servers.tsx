'use client'
import type { ComponentProps } from 'react'
import { useServerTags } from '@/components/shell/use-server-facets'
import { TagDialog } from '@/components/ui/tag-dialog'

/** Proposes the tags that servers have already. */
export function TagServers(props: Omit<ComponentProps<typeof TagDialog>, 'noun' | 'known'>) {
  const tags = useServerTags()
  return <TagDialog {...props} noun="server" known={Object.keys(tags)} />
}

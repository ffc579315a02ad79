'use client'
import { useQuery } from '@tanstack/react-query'
import type { JsonSchema } from './schema-walk'

/** The published schema of the file; without it there are no proposals, and all else goes on. */
export function useSchema(): JsonSchema | undefined {
  const schema = useQuery({
    queryKey: ['config-schema'],
    queryFn: async ({ signal }) => {
      const response = await fetch('/schema/mcp.schema.json', { signal })
      if (!response.ok) throw new Error(`The schema was not answered (${response.status})`)
      return (await response.json()) as JsonSchema // our own, made by the server
    },
    staleTime: 300_000,
  })
  return schema.data
}

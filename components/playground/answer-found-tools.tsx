'use client'
import { useQueries } from '@tanstack/react-query'
import { useState } from 'react'
import { client } from '@/components/shell/client'
import { queryKeys } from '@/lib/client/query-keys'
import { findTools } from '@/lib/domain/api/chat'
import type { RankedTool } from '@/lib/domain/retrieval'
import { ToolItem } from './tool-item'

const MOST = 5

/** Tools near to a question, each with the form to call it by. */
export function FoundTools({ ranking }: { ranking: readonly RankedTool[] }) {
  const [open, setOpen] = useState<string>()
  const near = ranking.filter(({ scores }) => (scores.fused ?? scores.lexical ?? 0) > 0).slice(0, MOST)
  const found = useQueries({
    queries: near.map(({ server, tool }) => ({
      queryKey: [...queryKeys.tools(server), 'named', tool],
      queryFn: async ({ signal }: { signal: AbortSignal }) => {
        const { items } = await client.call(findTools, { query: { q: tool, server: [server] }, signal })
        return items.find((item) => item.tool.name === tool) ?? null
      },
    })),
  })
  const items = found.flatMap(({ data }) => (data ? [data] : []))
  if (items.length === 0) return null
  return (
    <section aria-label="Tools that may help" className="grid gap-2">
      <h3 className="text-sm font-medium">Tools that may help</h3>
      <ul className="divide-y overflow-hidden rounded-lg border">
        {items.map((item) => {
          const key = `${item.server} ${item.tool.name}`
          return (
            <ToolItem
              key={key}
              found={item}
              isOpen={open === key}
              onToggle={() => setOpen(open === key ? undefined : key)}
            />
          )
        })}
      </ul>
    </section>
  )
}

'use client'
import { useQuery } from '@tanstack/react-query'
import { useDeferredValue, useState } from 'react'
import { client } from '@/components/shell/client'
import { Input } from '@/components/ui/input'
import { queryKeys } from '@/lib/client/query-keys'
import { findTools } from '@/lib/domain/api/chat'
import { listDocuments } from '@/lib/domain/api/documents'
import type { TurnScope } from './turn-scope'
import { WhyButton } from './why'

const MOST = 4

/** Finds any document or tool by name, and tells why it was not taken for this question. */
export function WhyNot({ scope }: { scope: TurnScope }) {
  const [name, setName] = useState('')
  const asked = useDeferredValue(name.trim())
  const documents = useQuery({
    queryKey: queryKeys.documentList({ whyNot: asked }),
    queryFn: ({ signal }) => client.call(listDocuments, { query: { q: asked, limit: MOST }, signal }),
    enabled: asked !== '',
  })
  const tools = useQuery({
    queryKey: ['tools', 'why-not', asked],
    queryFn: ({ signal }) => client.call(findTools, { query: { q: asked, limit: MOST }, signal }),
    enabled: asked !== '',
  })
  const isEmpty = asked !== '' && documents.data?.items.length === 0 && tools.data?.items.length === 0
  return (
    <section className="grid grid-cols-1 gap-2">
      <h3 className="text-sm font-medium">Why not …?</h3>
      <Input
        type="search"
        value={name}
        onChange={(event) => setName(event.target.value)}
        placeholder="A document or a tool"
        aria-label="Why was this document or tool not taken?"
      />
      {asked !== '' && (
        <ul className="grid grid-cols-1 gap-1.5">
          {documents.data?.items.map((document) => (
            <li key={document.id} className="grid grid-cols-1">
              <span className="truncate text-xs font-medium">{document.title ?? document.name}</span>
              <WhyButton
                scope={scope}
                about={{ kind: 'document', document: document.id }}
                label="Why not this document?"
              />
            </li>
          ))}
          {tools.data?.items.map(({ server, tool }) => (
            <li key={`${server} ${tool.name}`} className="grid grid-cols-1">
              <span className="truncate font-mono text-xs font-medium">
                {tool.name} <span className="text-muted-foreground font-sans font-normal">{server}</span>
              </span>
              <WhyButton
                scope={scope}
                about={{ kind: 'tool', tool: { server, tool: tool.name } }}
                label="Why not this tool?"
              />
            </li>
          ))}
        </ul>
      )}
      {isEmpty && <p className="text-muted-foreground text-xs">No document and no tool has this name.</p>}
    </section>
  )
}

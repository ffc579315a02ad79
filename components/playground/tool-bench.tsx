'use client'
import Link from 'next/link'
import { useState } from 'react'
import { ConnectAllButton } from '@/components/shell/connect-all-button'
import { Button } from '@/components/ui/button'
import { EmptyState } from '@/components/ui/empty-state'
import { amountWords } from '@/components/ui/number-words'
import { QueryError } from '@/components/ui/query-error'
import { SearchInput } from '@/components/ui/search-input'
import { Skeleton } from '@/components/ui/skeleton'
import type { FoundTools } from '@/lib/domain/api/chat'
import { ToolItem } from './tool-item'
import { useFindTools } from './use-find-tools'

/** Tools of all servers, to find by words and call by hand. */
export function ToolBench() {
  const [words, setWords] = useState('')
  const [open, setOpen] = useState<string>()
  const tools = useFindTools(words)
  const { data, error } = tools
  return (
    <section aria-labelledby="tool-bench" className="grid gap-3">
      <div className="grid gap-1">
        <h2 id="tool-bench" className="text-lg font-semibold">
          Find a tool and call it
        </h2>
        <p className="text-muted-foreground text-sm">{data ? reachWords(data) : 'Across all servers.'}</p>
      </div>
      <SearchInput
        label="Find a tool"
        placeholder="What should it do?"
        text={words}
        onText={setWords}
        inputClassName="h-9 text-base"
      />
      {error && !data && <QueryError title="The tools could not be searched" query={tools} />}
      {!data && !error && [0, 1, 2, 3].map((at) => <Skeleton key={at} className="h-12 rounded-lg" />)}
      {data?.items.length === 0 && <NothingFound found={data} words={words.trim()} />}
      {data && data.items.length > 0 && (
        <ul aria-label="Tools" className="divide-y overflow-hidden rounded-lg border">
          {data.items.map((found) => {
            const key = `${found.server} ${found.tool.name}`
            return (
              <ToolItem
                key={key}
                found={found}
                isOpen={open === key}
                onToggle={() => setOpen(open === key ? undefined : key)}
              />
            )
          })}
        </ul>
      )}
    </section>
  )
}

function reachWords({ searched, unlisted }: FoundTools): string {
  const known = `${amountWords(searched.tools, 'tool')} of ${amountWords(searched.servers, 'server')}`
  return unlisted > 0
    ? `${known}. ${amountWords(unlisted, 'more server')} not connected yet: their tools are not known.`
    : `${known}.`
}

function NothingFound({ found, words }: { found: FoundTools; words: string }) {
  if (words !== '') {
    return <EmptyState title="No tool holds these words">Try fewer, or the name of its server.</EmptyState>
  }
  return found.unlisted > 0 ? (
    <EmptyState title="No server is connected yet" action={<ConnectAllButton />}>
      Connect them, and their tools will appear here.
    </EmptyState>
  ) : (
    <EmptyState
      title="No tools yet"
      action={
        <Button asChild>
          <Link href="/servers">Go to the servers</Link>
        </Button>
      }
    >
      Register a server first; its tools will appear here.
    </EmptyState>
  )
}

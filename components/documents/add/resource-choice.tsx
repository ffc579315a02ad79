'use client'
import type { UseQueryResult } from '@tanstack/react-query'
import { PackageOpen } from 'lucide-react'
import { useState } from 'react'
import { Button } from '@/components/ui/button'
import { EmptyState } from '@/components/ui/empty-state'
import { Input } from '@/components/ui/input'
import { countWords } from '@/components/ui/number-words'
import { QueryError } from '@/components/ui/query-error'
import { RowCheckbox } from '@/components/ui/row-checkbox'
import { Skeleton } from '@/components/ui/skeleton'
import type { Resource } from '@/lib/domain/capability'
import { toggled } from '@/lib/kit/toggled'

const SHOWN = 200
/** What one call takes. */
const MOST = 1_000

interface ResourceChoiceProps {
  server: string
  resources: Pick<UseQueryResult<{ items: Resource[] }>, 'data' | 'error' | 'isFetching' | 'refetch'>
  chosen: readonly string[]
  onChosenChange: (uris: string[]) => void
}

/** Which of a server's resources: found by words, chosen one by one or all that were found. */
export function ResourceChoice({ server, resources, chosen, onChosenChange }: ResourceChoiceProps) {
  const [words, setWords] = useState('')
  if (resources.error !== null) {
    return (
      <QueryError
        title={`The resources of ${server} could not be listed`}
        query={resources}
        className="py-4"
      />
    )
  }
  if (resources.data === undefined) {
    return (
      <div role="status" aria-label={`Loading the resources of ${server}`} className="grid gap-2">
        {[40, 56, 48].map((width) => (
          <Skeleton key={width} className="h-5" style={{ width: `${width}%` }} />
        ))}
      </div>
    )
  }
  const all = resources.data.items
  if (all.length === 0) {
    return (
      <EmptyState icon={PackageOpen} title={`${server} has no resources`} className="py-4">
        What it has can only be asked for by its tools.
      </EmptyState>
    )
  }
  const q = words.trim().toLowerCase()
  const found = all.filter(({ uri, name, title }) =>
    `${uri} ${name} ${title ?? ''}`.toLowerCase().includes(q),
  )
  return (
    <div className="grid gap-2">
      <div className="flex items-center gap-2">
        <Input
          type="search"
          aria-label="Find a resource"
          placeholder="Find a resource"
          value={words}
          onChange={(event) => setWords(event.target.value)}
        />
        <Button
          onClick={() => onChosenChange(chosen.length > 0 ? [] : found.slice(0, MOST).map(({ uri }) => uri))}
        >
          {chosen.length > 0 ? 'Choose none' : `Choose all ${countWords(Math.min(found.length, MOST))}`}
        </Button>
      </div>
      <ul
        aria-label={`Resources of ${server}`}
        tabIndex={0}
        className="max-h-64 overflow-y-auto rounded-md border"
      >
        {found.slice(0, SHOWN).map(({ uri, name, title }) => (
          <li key={uri} className="border-b last:border-0">
            <label className="hover:bg-accent/50 flex items-center gap-3 px-3 py-1.5">
              <RowCheckbox
                label={title ?? name}
                isChecked={chosen.includes(uri)}
                onToggle={() => onChosenChange(toggled(chosen, uri))}
              />
              <span className="grid min-w-0">
                <span className="truncate text-sm">{title ?? name}</span>
                <span className="text-muted-foreground truncate text-xs">{uri}</span>
              </span>
            </label>
          </li>
        ))}
      </ul>
      {found.length > SHOWN && (
        <p className="text-muted-foreground text-xs">
          {countWords(found.length - SHOWN)} more; type to find them
        </p>
      )}
    </div>
  )
}

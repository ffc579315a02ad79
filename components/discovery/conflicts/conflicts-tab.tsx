'use client'
import { useInfiniteQuery } from '@tanstack/react-query'
import { GitMerge } from 'lucide-react'
import { client } from '@/components/shell/client'
import { useSources } from '@/components/shell/use-sources'
import { Button } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { EmptyState } from '@/components/ui/empty-state'
import { amountWords } from '@/components/ui/number-words'
import { QueryError } from '@/components/ui/query-error'
import { Skeleton } from '@/components/ui/skeleton'
import { queryKeys } from '@/lib/client/query-keys'
import { listConflicts } from '@/lib/domain/api/discovery'
import { titleOf } from '../discovery-words'
import type { PlaceChange } from '../place'
import { SourceSelect } from '../source-select'
import { SameEndpointCard } from './same-endpoint-card'
import { ShadowedCard } from './shadowed-card'

const PAGE = 50

interface ConflictsTabProps {
  source: string | null
  onRefine: (part: PlaceChange) => void
  onSettings: (source: string) => void
}

/** Where sources disagree about a server, with both values, and where servers share an endpoint. */
export function ConflictsTab({ source, onRefine, onSettings }: ConflictsTabProps) {
  const sources = useSources()
  const query = { limit: PAGE, ...(source !== null && { source }) }
  const pages = useInfiniteQuery({
    queryKey: queryKeys.conflictList({ ...query, isPaged: true }),
    queryFn: ({ pageParam, signal }) =>
      client.call(listConflicts, {
        query: { ...query, ...(pageParam !== '' && { cursor: pageParam }) },
        signal,
      }),
    initialPageParam: '',
    getNextPageParam: (page) => page.nextCursor,
  })
  const conflicts = pages.data?.pages.flatMap((page) => page.items) ?? []
  const total = pages.data?.pages.at(-1)?.total ?? 0
  const title = (id: string) => titleOf(sources.data, id)
  const settable = (id: string) => sources.data?.some((each) => each.id === id && each.runnable) === true

  return (
    <div className="grid gap-3">
      <div className="flex flex-wrap items-center gap-2">
        <SourceSelect value={source} onChange={(next) => onRefine({ source: next })} />
        <span className="text-muted-foreground ml-auto text-xs" role="status">
          {pages.data && amountWords(total, 'conflict')}
        </span>
      </div>
      {pages.isPending ? (
        <CardsSkeleton />
      ) : pages.isError && conflicts.length === 0 ? (
        <Card>
          <QueryError title="The conflicts could not be read" query={pages} />
        </Card>
      ) : conflicts.length === 0 ? (
        <Card>
          <EmptyState
            icon={GitMerge}
            title={
              source === null ? 'No two sources disagree' : `${title(source)} disagrees with no other source`
            }
            action={
              source !== null && <Button onClick={() => onRefine({ source: null })}>All sources</Button>
            }
          >
            When two sources declare a server of one name, or two servers mean one endpoint, both are shown
            here side by side.
          </EmptyState>
        </Card>
      ) : (
        <>
          <ul aria-label="Conflicts" className="grid gap-3">
            {conflicts.map((conflict) =>
              conflict.kind === 'shadowed' ? (
                <li key={`${conflict.name}\n${conflict.shadowed}`}>
                  <ShadowedCard
                    conflict={conflict}
                    titleOf={title}
                    isSettable={settable}
                    onSettings={onSettings}
                  />
                </li>
              ) : (
                <li key={conflict.servers.map(({ name }) => name).join('\n')}>
                  <SameEndpointCard conflict={conflict} titleOf={title} />
                </li>
              ),
            )}
          </ul>
          {pages.hasNextPage && (
            <Button
              className="justify-self-center"
              disabled={pages.isFetchingNextPage}
              onClick={() => void pages.fetchNextPage()}
            >
              Show more of {amountWords(total, 'conflict')}
            </Button>
          )}
        </>
      )}
    </div>
  )
}

function CardsSkeleton() {
  return (
    <div role="status" aria-label="Loading the conflicts" className="grid gap-3">
      {[0, 1, 2].map((each) => (
        <Card key={each} className="grid gap-3 p-4">
          <Skeleton className="h-4 w-56" />
          <Skeleton className="h-20 w-full" />
        </Card>
      ))}
    </div>
  )
}

'use client'
import { SearchX } from 'lucide-react'
import { useState } from 'react'
import { toast } from 'sonner'
import { useDebounced } from '@/components/shell/use-debounced'
import { useSources } from '@/components/shell/use-sources'
import { AlertDialog } from '@/components/ui/alert-dialog'
import { Button } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { EmptyState } from '@/components/ui/empty-state'
import { amountWords } from '@/components/ui/number-words'
import { QueryError } from '@/components/ui/query-error'
import { SearchInput } from '@/components/ui/search-input'
import { Skeleton } from '@/components/ui/skeleton'
import type { HeldServer } from '@/lib/domain/discovery'
import { messageOf } from '@/lib/kit/app-error'
import { heldKey, titleOf } from '../discovery-words'
import type { Place, PlaceChange } from '../place'
import { SourceSelect } from '../source-select'
import { acceptWarning, type Decision } from './decisions'
import { HeldBar } from './held-bar'
import { HeldList } from './held-list'
import { NothingHeld } from './nothing-held'
import { useDecide } from './use-decide'
import { useHeldRows } from './use-held-rows'

const TYPING_MS = 150

interface HeldTabProps {
  place: Place
  onRefine: (part: PlaceChange) => void
  onSearch: (q: string) => void
}

/** Servers that wait for a person's word, or were refused: found, chosen, accepted or refused. */
export function HeldTab({ place, onRefine, onSearch }: HeldTabProps) {
  const { source, refused } = place
  const q = useDebounced(place.q.trim(), TYPING_MS)
  const sources = useSources()
  const { pages, rows, total, loadMore, loadAll } = useHeldRows({
    state: refused ? 'refused' : 'held',
    ...(source !== null && { source }),
    ...(q !== '' && { q }),
  })
  const { run, decide, dismiss } = useDecide()
  const [selected, setSelected] = useState<ReadonlyMap<string, HeldServer>>(new Map())
  const [asking, setAsking] = useState<HeldServer[]>()

  const ask = (decision: Decision, items: HeldServer[]) => {
    if (decision === 'accepted' && acceptWarning(items) !== '') setAsking(items)
    else carryOut(decision, items)
  }
  const carryOut = (decision: Decision, items: readonly HeldServer[]) => {
    const done = new Set(items.map(heldKey))
    setSelected((current) => new Map([...current].filter(([key]) => !done.has(key))))
    void decide(decision, items)
  }
  const selectAll = () => {
    void loadAll()
      .then((all) => setSelected(new Map(all.map((item) => [heldKey(item), item]))))
      .catch((error: unknown) => toast.error('Not all could be selected', { description: messageOf(error) }))
  }
  // Another list is another choice: what is not in sight must not be decided by accident.
  const refine = (part: PlaceChange) => {
    setSelected(new Map())
    onRefine(part)
  }
  const isFiltered = source !== null || q !== ''

  return (
    <div className="grid gap-3">
      <div role="search" aria-label="Held servers" className="flex flex-wrap items-center gap-2">
        <SearchInput
          label="Search held servers"
          placeholder="Search name, endpoint"
          className="flex-1 basis-56 md:max-w-72"
          text={place.q}
          onText={(words) => {
            setSelected(new Map())
            onSearch(words)
          }}
        />
        <SourceSelect value={source} onChange={(next) => refine({ source: next })} />
        <div role="group" aria-label="Which servers" className="bg-muted flex rounded-md p-0.5">
          <Which isOn={!refused} label="Waiting" onClick={() => refine({ refused: null })} />
          <Which isOn={refused} label="Refused" onClick={() => refine({ refused: true })} />
        </div>
        <span className="text-muted-foreground ml-auto text-xs" role="status">
          {total !== undefined && amountWords(total, 'server')}
        </span>
      </div>
      {pages.isPending ? (
        <ListSkeleton />
      ) : pages.isError && rows.length === 0 ? (
        <Card>
          <QueryError title="The held servers could not be read" query={pages} />
        </Card>
      ) : rows.length === 0 ? (
        <Card>
          {isFiltered ? (
            <EmptyState
              icon={SearchX}
              title={refused ? 'No refused server is like that' : 'No waiting server is like that'}
              action={<Button onClick={() => refine({ source: null, q: null })}>Clear filters</Button>}
            >
              Every word and the source must match.
            </EmptyState>
          ) : (
            <NothingHeld isRefused={refused} />
          )}
        </Card>
      ) : (
        <HeldList
          rows={rows}
          total={total ?? rows.length}
          onNeedMore={loadMore}
          titleOf={(id) => titleOf(sources.data, id)}
          isRefused={refused}
          selected={selected}
          onSelectedChange={setSelected}
          onSelectAll={selectAll}
          onDecide={ask}
        />
      )}
      <HeldBar
        selected={[...selected.values()]}
        isRefused={refused}
        run={run}
        onDecide={ask}
        onClear={() => setSelected(new Map())}
        onDismiss={dismiss}
      />
      <AlertDialog
        open={asking !== undefined}
        onOpenChange={(isOpen) => !isOpen && setAsking(undefined)}
        title={`Accept ${amountWords(asking?.length ?? 0, 'server')}?`}
        action={`Accept ${amountWords(asking?.length ?? 0, 'server')}`}
        onConfirm={() => carryOut('accepted', asking ?? [])}
      >
        {acceptWarning(asking ?? [])}
        {asking?.length === 1 && (
          <code className="mt-2 block text-xs wrap-anywhere">{asking[0]?.target}</code>
        )}
      </AlertDialog>
    </div>
  )
}

function Which({ isOn, label, onClick }: { isOn: boolean; label: string; onClick: () => void }) {
  return (
    <Button
      size="sm"
      variant={isOn ? 'outline' : 'ghost'}
      className={isOn ? '' : 'text-muted-foreground border border-transparent'}
      aria-pressed={isOn}
      onClick={onClick}
    >
      {label}
    </Button>
  )
}

function ListSkeleton() {
  return (
    <Card role="status" aria-label="Loading the held servers">
      {Array.from({ length: 8 }, (_, index) => (
        <div key={index} className="flex h-14 items-center gap-4 border-b px-4 last:border-0">
          <Skeleton className="size-4" />
          <div className="grid gap-1.5">
            <Skeleton className="h-3.5 w-48 max-sm:w-32" />
            <Skeleton className="h-3 w-64 max-sm:w-44" />
          </div>
          <Skeleton className="ml-auto h-7 w-36 max-sm:hidden" />
        </div>
      ))}
    </Card>
  )
}

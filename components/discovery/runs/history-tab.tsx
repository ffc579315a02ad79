'use client'
import { History } from 'lucide-react'
import { useSources } from '@/components/shell/use-sources'
import { Button } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { EmptyState } from '@/components/ui/empty-state'
import { Label } from '@/components/ui/label'
import { MoreRows } from '@/components/ui/more-rows'
import { amountWords, countWords } from '@/components/ui/number-words'
import { optionsOf } from '@/components/ui/options'
import { QueryError } from '@/components/ui/query-error'
import { Select } from '@/components/ui/select'
import { Skeleton } from '@/components/ui/skeleton'
import { Switch } from '@/components/ui/switch'
import { RUN_STATES, type RunState } from '@/lib/domain/discovery'
import { titleOf } from '../discovery-words'
import type { Place, PlaceChange } from '../place'
import { SourceSelect } from '../source-select'
import { RunStrip } from './run-strip'
import { RunTable } from './run-table'
import { useRunPages } from './use-runs'

/** As many as the first page has. */
const STRIP_ROOM = 50
const ANY = 'any'
const STATE_WORDS: Record<RunState, string> = {
  queued: 'Queued',
  running: 'Running',
  succeeded: 'Succeeded',
  failed: 'Failed',
  cancelled: 'Cancelled',
}

interface HistoryTabProps {
  place: Place
  onRefine: (part: PlaceChange) => void
}

/** The runs of all sources or of one: a strip of the newest, and the table of all behind it. */
export function HistoryTab({ place, onRefine }: HistoryTabProps) {
  const sources = useSources()
  const { source, state, telling } = place
  const pages = useRunPages({
    ...(source !== null && { source }),
    ...(state.length > 0 && { state }),
    ...(telling && { telling }),
  })
  const runs = pages.data?.pages.flatMap((page) => page.items) ?? []
  const total = pages.data?.pages.at(-1)?.total ?? 0
  const isFiltered = source !== null || state.length > 0 || telling

  return (
    <div className="grid gap-3">
      <div role="search" aria-label="Runs" className="flex flex-wrap items-center gap-2">
        <SourceSelect value={source} onChange={(next) => onRefine({ source: next })} />
        <Select
          aria-label="Outcome"
          className="w-36 max-sm:w-full"
          value={state.length === 1 && state[0] ? state[0] : ANY}
          options={[{ value: ANY, label: 'Any outcome' }, ...optionsOf(RUN_STATES, STATE_WORDS)]}
          onValueChange={(next) => onRefine({ state: next === ANY ? [] : [next] })}
        />
        <Label className="min-h-8 font-normal">
          <Switch checked={telling} onCheckedChange={(isOn) => onRefine({ telling: isOn })} />
          Only what changed something or failed
        </Label>
      </div>
      {pages.isPending ? (
        <TableSkeleton />
      ) : pages.isError && runs.length === 0 ? (
        <Card>
          <QueryError title="The runs could not be read" query={pages} />
        </Card>
      ) : runs.length === 0 ? (
        <Card>
          <EmptyState
            icon={History}
            title={isFiltered ? 'No run is like that' : 'No source has run yet'}
            action={
              isFiltered && (
                <Button onClick={() => onRefine({ source: null, state: [], telling: false })}>
                  Clear filters
                </Button>
              )
            }
          >
            {isFiltered
              ? 'Every filter must match. Take one away, or clear them all.'
              : 'Every run is kept here: when it was, how long it took, what it found and changed.'}
          </EmptyState>
        </Card>
      ) : (
        <>
          <Card className="px-4 py-3">
            <RunStrip runs={runs} room={STRIP_ROOM} />
            <p className="text-muted-foreground flex justify-between pt-1 text-xs" aria-hidden>
              <span>{newestWords(Math.min(STRIP_ROOM, runs.length))}; hollow: failed</span>
              <span>now</span>
            </p>
          </Card>
          <RunTable runs={runs} titleOf={(id) => titleOf(sources.data, id)} />
          <MoreRows pages={pages} what="runs">
            {countWords(runs.length)} of {amountWords(total, 'run')}
          </MoreRows>
        </>
      )}
    </div>
  )
}

function newestWords(count: number): string {
  return count === 1 ? 'the newest run' : `the newest ${countWords(count)} runs`
}

function TableSkeleton() {
  return (
    <Card role="status" aria-label="Loading the runs">
      {Array.from({ length: 10 }, (_, index) => (
        <div key={index} className="flex h-9 items-center gap-6 border-b px-4 last:border-0">
          <Skeleton className="h-3.5 w-20" />
          <Skeleton className="h-3.5 w-32" />
          <Skeleton className="h-3.5 w-24" />
          <Skeleton className="ml-auto h-3.5 w-40 max-sm:hidden" />
        </div>
      ))}
    </Card>
  )
}

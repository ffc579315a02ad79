'use client'
import { CircleCheck, SearchX } from 'lucide-react'
import { useState } from 'react'
import { Button } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { EmptyState } from '@/components/ui/empty-state'
import { MoreRows } from '@/components/ui/more-rows'
import { amountWords, countWords } from '@/components/ui/number-words'
import { QueryError } from '@/components/ui/query-error'
import { Skeleton } from '@/components/ui/skeleton'
import { usePlace } from '@/lib/client/use-place'
import { AcknowledgeDialog, type AcknowledgeTarget } from './acknowledge-dialog'
import { ChosenBar } from './chosen-bar'
import { GroupRow } from './group-row'
import { IncidentFilters } from './incident-filters'
import { IncidentRowView } from './incident-row'
import { incidentParsers, type IncidentView, type IncidentViewChange, isFiltered } from './incident-params'
import { chosenOf, type IncidentRow, rowsOf } from './incident-rows'
import { groupWords, headline } from './incident-words'
import { useAcknowledge, useIncidentPages } from './use-incidents'

/** All incidents: which servers were not well, why and for how long; many that failed together as one. */
export function IncidentsTab() {
  const { place: view, refine } = usePlace(incidentParsers)
  const pages = useIncidentPages(view)
  const rows = rowsOf(pages.data?.pages ?? [])
  const total = pages.data?.pages.at(-1)?.total ?? 0
  return (
    <div className="grid gap-3">
      <IncidentFilters view={view} onRefine={refine} />
      {pages.isPending ? (
        <ListSkeleton />
      ) : pages.isError && rows.length === 0 ? (
        <Card>
          <QueryError title="The incidents could not be read" query={pages} />
        </Card>
      ) : rows.length === 0 ? (
        <Card>
          <Nothing view={view} onRefine={refine} />
        </Card>
      ) : (
        <>
          <IncidentList rows={rows} />
          <MoreRows pages={pages} what="incidents">
            {countWords(rows.length)} of {countWords(total)}, each group as one
          </MoreRows>
        </>
      )}
    </div>
  )
}

function IncidentList({ rows }: { rows: readonly IncidentRow[] }) {
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set())
  const [target, setTarget] = useState<AcknowledgeTarget>()
  const acknowledge = useAcknowledge()
  // What has left the list is chosen no longer.
  const picked = chosenOf(rows, chosen)
  const count = picked.ids.length + picked.groups.length
  const toggle = (key: string) => {
    const next = new Set(chosen)
    if (!next.delete(key)) next.add(key)
    setChosen(next)
  }
  const choiceOf = (key: string) => ({ isChosen: chosen.has(key), onToggle: () => toggle(key) })
  const clear = () => setChosen(new Set())
  return (
    <>
      <Card>
        <ChosenBar
          count={count}
          total={rows.length}
          isBusy={acknowledge.isPending}
          onAll={() => setChosen(new Set(rows.map(({ key }) => key)))}
          onAcknowledge={() => setTarget({ ...picked, words: chosenWords(picked) })}
          onTakeBack={() => acknowledge.mutate({ ...picked, acknowledged: false }, { onSuccess: clear })}
          onClear={clear}
        />
        <ul aria-label="Incidents, newest first" className="divide-y">
          {rows.map((row) => (
            <li key={row.key}>
              {row.kind === 'group' ? (
                <GroupRow
                  group={row.group}
                  newest={row.newest}
                  choice={choiceOf(row.key)}
                  onAcknowledge={(incident) => setTarget(targetOf(incident))}
                  onAcknowledgeGroup={(group) =>
                    setTarget({ ids: [], groups: [group.id], words: groupWords(group) })
                  }
                />
              ) : (
                <IncidentRowView
                  incident={row.incident}
                  choice={choiceOf(row.key)}
                  onAcknowledge={(incident) => setTarget(targetOf(incident))}
                />
              )}
            </li>
          ))}
        </ul>
      </Card>
      <AcknowledgeDialog target={target} onClose={() => setTarget(undefined)} onDone={clear} />
    </>
  )
}

function targetOf(incident: Parameters<typeof headline>[0] & { id: string }): AcknowledgeTarget {
  return { ids: [incident.id], groups: [], words: `that ${headline(incident)}` }
}

function chosenWords({ ids, groups }: { ids: string[]; groups: string[] }): string {
  const parts = [
    ...(ids.length > 0 ? [amountWords(ids.length, 'incident')] : []),
    ...(groups.length > 0 ? [amountWords(groups.length, 'group')] : []),
  ]
  return parts.join(' and ')
}

interface NothingProps {
  view: IncidentView
  onRefine: (part: IncidentViewChange) => void
}

function Nothing({ view, onRefine }: NothingProps) {
  if (isFiltered(view)) {
    return (
      <EmptyState
        icon={SearchX}
        title="No incident is like that"
        action={
          <Button onClick={() => onRefine({ severity: [], tag: [], server: [], state: 'all' })}>
            Clear filters
          </Button>
        }
      >
        Every filter must match. Take one away, or clear them all.
      </EmptyState>
    )
  }
  if (view.state === 'open') {
    return (
      <EmptyState
        icon={CircleCheck}
        title="No incident is open"
        action={<Button onClick={() => onRefine({ state: 'all' })}>Show those that are over</Button>}
      >
        When a server is down, slow or asks for a sign-in, it is told here with the reason, from the check
        that found it to the one that found it well again.
      </EmptyState>
    )
  }
  return (
    <EmptyState icon={CircleCheck} title="No incident yet">
      What happens to servers is kept here for 400 days.
    </EmptyState>
  )
}

function ListSkeleton() {
  return (
    <Card role="status" aria-label="Loading the incidents">
      {Array.from({ length: 8 }, (_, index) => (
        <div key={index} className="grid gap-2 border-b px-4 py-3 last:border-0">
          <Skeleton className="h-3.5 w-40" />
          <Skeleton className="h-3.5 w-72 max-w-full" />
        </div>
      ))}
    </Card>
  )
}

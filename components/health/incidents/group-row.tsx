'use client'
import { ChevronRight, Layers } from 'lucide-react'
import { useId, useState } from 'react'
import { Button } from '@/components/ui/button'
import { Checkbox } from '@/components/ui/checkbox'
import { SEVERITY_LOOKS } from '@/components/ui/health/incident-look'
import { countWords } from '@/components/ui/number-words'
import { RelativeTime } from '@/components/ui/relative-time'
import { Skeleton } from '@/components/ui/skeleton'
import { LookBadge } from '@/components/ui/state-badge'
import type { Incident, IncidentGroup } from '@/lib/domain/incident'
import { cn } from '@/lib/kit/class-names'
import { IncidentRowView } from './incident-row'
import { groupWords, incidentLook } from './incident-words'
import { Lasted } from './lasted'
import { useGroupPages } from './use-incidents'

interface GroupRowProps {
  group: IncidentGroup
  newest: Incident
  choice: { isChosen: boolean; onToggle: () => void }
  onAcknowledge: (incident: Incident) => void
  onAcknowledgeGroup: (group: IncidentGroup) => void
}

/** Many servers that failed together: one row, which opens. */
export function GroupRow({ group, newest, choice, onAcknowledge, onAcknowledgeGroup }: GroupRowProps) {
  const id = useId()
  const [isOpen, setIsOpen] = useState(false)
  const words = groupWords(group)
  const look = group.open > 0 ? SEVERITY_LOOKS[newest.severity] : incidentLook({ ...newest, closedAt: '' })
  return (
    <>
      <div className="hover:bg-accent/50 flex items-start gap-3 px-4 py-2">
        <Checkbox
          className="mt-0.5"
          aria-label={`Choose the group: ${words}`}
          checked={choice.isChosen}
          onCheckedChange={choice.onToggle}
        />
        <div className="grid min-w-0 flex-1 gap-x-4 gap-y-0.5 md:grid-cols-[7.5rem_minmax(0,1fr)_auto]">
          <LookBadge look={look} className="self-start" />
          <div className="min-w-0">
            <button
              type="button"
              aria-expanded={isOpen}
              aria-controls={id}
              className="flex max-w-full items-center gap-1.5 text-left font-medium underline-offset-4 hover:underline"
              onClick={() => setIsOpen(!isOpen)}
            >
              <ChevronRight
                aria-hidden
                className={cn('size-3.5 shrink-0 transition-transform', isOpen && 'rotate-90')}
              />
              <span className="min-w-0 wrap-anywhere">{words}</span>
              <Layers className="text-muted-foreground size-3.5 shrink-0" aria-hidden />
            </button>
            <p className="text-muted-foreground line-clamp-2 pl-5 wrap-anywhere">{group.cause.message}</p>
          </div>
          <p className="text-muted-foreground flex gap-x-3 text-xs leading-5 md:grid md:justify-items-end">
            <span className={cn(group.open > 0 && 'text-foreground font-medium')}>
              <Lasted incident={group} />
            </span>
            <RelativeTime at={group.openedAt} />
          </p>
        </div>
        <span className="w-26 text-right max-md:hidden">
          {group.open > 0 && newest.acknowledged === null && (
            <Button
              size="sm"
              aria-label={`Acknowledge all of the group: ${words}`}
              onClick={() => onAcknowledgeGroup(group)}
            >
              Acknowledge
            </Button>
          )}
        </span>
      </div>
      <div id={id} hidden={!isOpen}>
        {isOpen && <Members group={group} onAcknowledge={onAcknowledge} />}
      </div>
    </>
  )
}

function Members({ group, onAcknowledge }: Pick<GroupRowProps, 'group' | 'onAcknowledge'>) {
  const pages = useGroupPages(group.id)
  const members = pages.data?.pages.flatMap(({ items }) => items) ?? []
  if (pages.isPending) {
    return (
      <div role="status" aria-label="Loading the group" className="grid gap-3 py-3 pr-4 pl-12">
        {Array.from({ length: 5 }, (_, index) => (
          <Skeleton key={index} className="h-4 max-w-md" />
        ))}
      </div>
    )
  }
  if (pages.isError && members.length === 0) {
    return (
      <p role="alert" className="text-muted-foreground py-3 pr-4 pl-12">
        The servers of this group could not be read: {pages.error.message}
      </p>
    )
  }
  return (
    <>
      <ul aria-label={groupWords(group)} className="bg-muted/40 divide-y border-t">
        {members.map((incident) => (
          <li key={incident.id}>
            <IncidentRowView
              incident={incident}
              onAcknowledge={onAcknowledge}
              className="pl-12 max-md:pl-8"
            />
          </li>
        ))}
      </ul>
      {pages.hasNextPage && (
        <div className="bg-muted/40 border-t p-2 text-center">
          <Button size="sm" disabled={pages.isFetchingNextPage} onClick={() => void pages.fetchNextPage()}>
            Show more of {countWords(group.servers)}
          </Button>
        </div>
      )}
    </>
  )
}

'use client'
import { Pause, Play, Radio } from 'lucide-react'
import { parseAsStringLiteral, useQueryState } from 'nuqs'
import { useState } from 'react'
import { Button } from '@/components/ui/button'
import { Card, CardHeader, CardTitle } from '@/components/ui/card'
import { EmptyState } from '@/components/ui/empty-state'
import { amountWords } from '@/components/ui/number-words'
import { optionsOf } from '@/components/ui/options'
import { QueryError } from '@/components/ui/query-error'
import { ScrollArea } from '@/components/ui/scroll-area'
import { Segments } from '@/components/ui/segments'
import { Skeleton } from '@/components/ui/skeleton'
import { cn } from '@/lib/kit/class-names'
import type { FeedEntry } from '@/lib/domain/event'
import { EVENT_GROUPS, type EventGroup, entriesOf } from './event-stream'
import { EventRow } from '@/components/ui/events/event-row'
import { useRecentEvents } from './use-recent-events'

const TITLES: Record<EventGroup, string> = {
  all: 'All',
  health: 'Health',
  connections: 'Connections',
  calls: 'Calls',
  servers: 'Servers',
  discovery: 'Discovery',
  documents: 'Documents',
  config: 'Config',
}

export function EventList() {
  const events = useRecentEvents()
  const [group, setGroup] = useQueryState('events', parseAsStringLiteral(EVENT_GROUPS).withDefault('all'))
  const [held, setHeld] = useState<{ entries: FeedEntry[] }>()
  const live = entriesOf(events.data ?? [], group)
  const shown = held ? entriesOf(held.entries, group) : live
  const newer = held ? newerThan(live, held.entries[0]?.id ?? 0) : 0

  const nothing = !events.isPending && shown.length === 0

  return (
    <Card aria-labelledby="events-title" className="flex flex-col">
      <CardHeader>
        <CardTitle id="events-title">Events</CardTitle>
        <Segments
          label="Kinds of events"
          className="-ml-2 flex-wrap gap-0.5 max-sm:order-last max-sm:w-full sm:ml-auto"
          value={group}
          options={optionsOf(EVENT_GROUPS, TITLES)}
          onValueChange={(next) => void setGroup(next)}
        />
        <Button
          size="sm"
          variant="ghost"
          aria-pressed={held !== undefined}
          onClick={() => setHeld(held ? undefined : { entries: events.data ?? [] })}
        >
          {held ? <Play aria-hidden /> : <Pause aria-hidden />}
          {held ? (newer > 0 ? `Resume, ${newer} new` : 'Resume') : 'Pause'}
        </Button>
      </CardHeader>
      <ScrollArea
        label="Events, newest first"
        className={cn('py-1.5', !nothing && 'h-[28rem] lg:h-[calc(100dvh-20rem)] lg:min-h-96')}
      >
        {events.isPending ? (
          <EventSkeleton />
        ) : events.isError && shown.length === 0 ? (
          <QueryError title="The events could not be read" query={events} />
        ) : nothing ? (
          <EmptyState
            icon={Radio}
            title={group === 'all' ? 'Nothing has happened yet' : `No ${TITLES[group].toLowerCase()} events`}
          >
            What servers, connections, calls and the configuration do is told here as it happens.
          </EmptyState>
        ) : (
          <ol aria-label="Events">
            {shown.map((entry) => (
              <EventRow key={entry.id} entry={entry} />
            ))}
          </ol>
        )}
      </ScrollArea>
      <p className="sr-only" role="status">
        {held && newer > 0 ? amountWords(newer, 'new event') : ''}
      </p>
    </Card>
  )
}

function newerThan(entries: readonly FeedEntry[], id: number): number {
  return entries.filter((entry) => entry.id > id).length
}

function EventSkeleton() {
  return (
    <div className="grid gap-3 px-4 py-2">
      {Array.from({ length: 10 }, (_, index) => (
        <div key={index} className="flex items-center gap-3">
          <Skeleton className="size-2.5 rounded-full" />
          <Skeleton className="h-4 max-w-72 flex-1" />
          <Skeleton className="ml-auto h-3 w-14" />
        </div>
      ))}
    </div>
  )
}

import { Card, CardHeader, CardTitle } from '@/components/ui/card'
import { EventRow } from '@/components/ui/events/event-row'
import type { FeedEntry } from '@/lib/domain/event'
import type { Incident } from '@/lib/domain/incident'
import { timelineOf, type TimelinePart } from './timeline'

const TITLES: Record<TimelinePart['kind'], string> = {
  before: 'Before it',
  during: 'While it went on',
  after: 'After it',
}

interface IncidentEventsProps {
  incident: Incident
  entries: readonly FeedEntry[]
}

/** What happened to the server around the incident, as it happened. */
export function IncidentEvents({ incident, entries }: IncidentEventsProps) {
  return (
    <Card aria-labelledby="incident-events">
      <CardHeader>
        <CardTitle id="incident-events">What happened around it</CardTitle>
      </CardHeader>
      {timelineOf(incident, entries).map(({ kind, entries: own }) => (
        <section key={kind} aria-label={TITLES[kind]} className="border-b py-1.5 last:border-0">
          <h3 className="text-muted-foreground px-4 py-1 text-xs font-medium">{TITLES[kind]}</h3>
          {own.length === 0 ? (
            <p className="text-muted-foreground px-4 py-1.5">No event is kept of that time.</p>
          ) : (
            <ol>
              {own.map((entry) => (
                <EventRow key={entry.id} entry={entry} />
              ))}
            </ol>
          )}
        </section>
      ))}
    </Card>
  )
}

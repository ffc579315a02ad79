'use client'
import { Check, VolumeX } from 'lucide-react'
import Link from 'next/link'
import { Badge } from '@/components/ui/badge'
import { Button } from '@/components/ui/button'
import { Checkbox } from '@/components/ui/checkbox'
import { incidentUrl } from '@/components/ui/health/health-links'
import { RelativeTime } from '@/components/ui/relative-time'
import { LookBadge } from '@/components/ui/state-badge'
import type { Incident } from '@/lib/domain/incident'
import { cn } from '@/lib/kit/class-names'
import { byWords, incidentLook } from './incident-words'
import { Lasted } from './lasted'

interface IncidentRowProps {
  incident: Incident
  /** Absent where rows can't be chosen. */
  choice?: { isChosen: boolean; onToggle: () => void }
  onAcknowledge: (incident: Incident) => void
  className?: string
}

/** One incident: how bad, which server, why, since when and for how long. */
export function IncidentRowView({ incident, choice, onAcknowledge, className }: IncidentRowProps) {
  const { server, cause, openedAt, closedAt, acknowledged, silenced } = incident
  return (
    <div className={cn('hover:bg-accent/50 flex items-start gap-3 px-4 py-2', className)}>
      {choice && (
        <Checkbox
          className="mt-0.5"
          aria-label={`Choose the incident of ${server}`}
          checked={choice.isChosen}
          onCheckedChange={choice.onToggle}
        />
      )}
      <div className="grid min-w-0 flex-1 gap-x-4 gap-y-0.5 md:grid-cols-[7.5rem_minmax(0,1fr)_auto]">
        <LookBadge look={incidentLook(incident)} className="self-start" />
        <div className="min-w-0">
          <Link
            href={incidentUrl(incident.id)}
            prefetch={false}
            className="font-medium wrap-anywhere underline-offset-4 hover:underline"
          >
            {server}
          </Link>
          <p className="text-muted-foreground line-clamp-2 wrap-anywhere">{cause.message}</p>
          {(acknowledged !== null || silenced) && (
            <p className="flex flex-wrap gap-1.5 pt-1">
              {acknowledged && (
                <Badge variant="outline" title={acknowledged.note}>
                  <Check aria-hidden />
                  <span className="truncate">{byWords(acknowledged.by)} knows</span>
                </Badge>
              )}
              {silenced && (
                <Badge variant="outline">
                  <VolumeX aria-hidden />
                  In maintenance
                </Badge>
              )}
            </p>
          )}
        </div>
        <p className="text-muted-foreground flex gap-x-3 text-xs leading-5 md:grid md:justify-items-end">
          <span className={cn(closedAt === null && 'text-foreground font-medium')}>
            <Lasted incident={incident} />
          </span>
          <RelativeTime at={openedAt} />
        </p>
      </div>
      <span className="w-26 text-right max-md:hidden">
        {closedAt === null && acknowledged === null && (
          <Button
            size="sm"
            aria-label={`Acknowledge the incident of ${server}`}
            onClick={() => onAcknowledge(incident)}
          >
            Acknowledge
          </Button>
        )}
      </span>
    </div>
  )
}

'use client'
import { X } from 'lucide-react'
import { useServerTags } from '@/components/shell/use-server-facets'
import { Button } from '@/components/ui/button'
import { FilterMenu } from '@/components/ui/filter-menu'
import { SEVERITY_LOOKS } from '@/components/ui/health/incident-look'
import { optionsOf } from '@/components/ui/options'
import { Segments } from '@/components/ui/segments'
import { SEVERITIES, type Severity } from '@/lib/domain/incident'
import { toggled } from '@/lib/kit/toggled'
import {
  INCIDENT_STATES,
  type IncidentState,
  type IncidentView,
  type IncidentViewChange,
} from './incident-params'

const STATE_WORDS: Record<IncidentState, string> = { open: 'Open', closed: 'Closed', all: 'All' }

interface IncidentFiltersProps {
  view: IncidentView
  onRefine: (part: IncidentViewChange) => void
}

/** Open or closed, how bad, and of which servers. */
export function IncidentFilters({ view, onRefine }: IncidentFiltersProps) {
  const tags = useServerTags()
  return (
    <div role="search" aria-label="Incidents" className="flex flex-wrap items-center gap-2">
      <Segments
        label="State"
        className="rounded-md border p-0.5"
        value={view.state}
        options={optionsOf(INCIDENT_STATES, STATE_WORDS)}
        onValueChange={(state) => onRefine({ state })}
      />
      <FilterMenu
        label="Severity"
        counts={{}}
        values={SEVERITIES}
        chosen={view.severity}
        wordsOf={(value) => SEVERITY_LOOKS[value as Severity].word} // only these are offered
        onToggle={(value) =>
          onRefine({ severity: SEVERITIES.filter((each) => isOn(each, value, view.severity)) })
        }
      />
      <FilterMenu
        label="Tag"
        counts={tags}
        chosen={view.tag}
        wordsOf={(value) => value}
        onToggle={(value) => onRefine({ tag: toggled(view.tag, value) })}
      />
      {view.server.map((name) => (
        <Button
          key={name}
          size="sm"
          variant="secondary"
          className="max-w-64 font-normal"
          onClick={() => onRefine({ server: toggled(view.server, name) })}
        >
          <span className="sr-only">Remove filter </span>
          <span className="text-muted-foreground">Server</span>
          <span className="truncate">{name}</span>
          <X aria-hidden />
        </Button>
      ))}
    </div>
  )
}

function isOn(each: Severity, value: string, chosen: readonly Severity[]): boolean {
  return chosen.includes(each) !== (each === value)
}

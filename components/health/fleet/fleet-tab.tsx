'use client'
import { HeartPulse, SearchX } from 'lucide-react'
import Link from 'next/link'
import { useMemo } from 'react'
import { useDebounced } from '@/components/shell/use-debounced'
import { Button } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { EmptyState } from '@/components/ui/empty-state'
import { amountWords } from '@/components/ui/number-words'
import { QueryError } from '@/components/ui/query-error'
import type { Fleet, FleetRow } from '@/lib/domain/api/health'
import type { Verdict } from '@/lib/domain/connection'
import { latencyWords } from '@/components/ui/health/latency-words'
import { toggled } from '@/lib/kit/toggled'
import type { Place, PlaceChange } from '../place'
import { zoomTo } from '@/components/ui/health/span'
import { DistributionCard } from './distribution-card'
import { FleetSkeleton } from './fleet-skeleton'
import { FleetToolbar } from './fleet-toolbar'
import { countVerdicts, flappiest, slowest, sorted, withName, withVerdicts } from './fleet-rows'
import { HeatCard } from './heat-card'
import { IncidentTimeline } from './incident-timeline'
import { RankingCard } from './ranking-card'
import { useFleet } from './use-fleet'
import { VerdictFilter } from './verdict-filter'

const RANKED = 8
const TYPING_MS = 120

interface FleetTabProps {
  place: Place
  onGo: (part: PlaceChange) => void
  onRefine: (part: PlaceChange) => void
  onSearch: (q: string) => void
}

/** All servers over time: how many are how, the map, and who stands out. */
export function FleetTab({ place, onGo, onRefine, onSearch }: FleetTabProps) {
  const fleet = useFleet(place, place.tag)
  const q = useDebounced(place.q, TYPING_MS)
  const named = useMemo(() => withName(fleet.data?.rows ?? [], q), [fleet.data, q])
  const counts = useMemo(() => (fleet.data ? countVerdicts(named) : undefined), [fleet.data, named])
  const toggle = (verdict: Verdict) => onRefine({ verdict: toggled(place.verdict, verdict) })
  return (
    <div className="grid gap-4 [--names:8rem] sm:[--names:10rem] lg:[--names:14rem]">
      <VerdictFilter counts={counts} chosen={place.verdict} onToggle={toggle} />
      <FleetToolbar place={place} onRefine={onRefine} onGo={onGo} onSearch={onSearch} />
      {fleet.data ? (
        <Loaded fleet={fleet.data} named={named} place={place} onGo={onGo} onRefine={onRefine} />
      ) : fleet.isError ? (
        <Card>
          <QueryError title="The fleet's health could not be read" query={fleet} />
        </Card>
      ) : (
        <FleetSkeleton />
      )}
    </div>
  )
}

interface LoadedProps extends Pick<FleetTabProps, 'place' | 'onGo' | 'onRefine'> {
  fleet: Fleet
  named: readonly FleetRow[]
}

function Loaded({ fleet, named, place, onGo, onRefine }: LoadedProps) {
  const { verdict, sort } = place
  const shown = useMemo(() => sorted(withVerdicts(named, verdict), sort), [named, verdict, sort])
  const from = Date.parse(fleet.from)
  const to = Date.parse(fleet.to)
  const isFiltered = place.q.trim() !== '' || verdict.length > 0 || place.tag.length > 0
  if (shown.length === 0) {
    return (
      <Card>
        {isFiltered ? (
          <NoMatch onClear={() => onRefine({ q: null, verdict: null, tag: null })} />
        ) : (
          <NoServers />
        )}
      </Card>
    )
  }
  const columns = shown[0]?.cells.length ?? 0
  const isWatched = shown.some((row) => row.checks > 0 || /[^.]/.test(row.cells))
  return (
    <>
      {fleet.readShare !== null ? (
        <StillReading share={fleet.readShare} />
      ) : (
        !isWatched && <NothingYet isZoomed={place.from !== null} />
      )}
      <HeatCard
        rows={shown}
        all={fleet.rows.length}
        from={from}
        to={to}
        bucketMs={fleet.bucketMs}
        onZoom={(zoom) => onGo(zoomTo(zoom, Date.now()))}
      />
      {/* As long as the map above, whose last column is not over yet. */}
      <IncidentTimeline from={from} to={from + columns * fleet.bucketMs} now={to} tags={place.tag} />
      <div className="grid gap-4 md:grid-cols-2 xl:grid-cols-[2fr_1fr_1fr] md:[&>:first-child]:max-xl:col-span-2">
        <DistributionCard distribution={fleet.distribution} />
        <RankingCard
          id="slowest"
          title="Slowest"
          rows={slowest(shown, RANKED)}
          valueOf={(row) => row.p95Ms ?? 0}
          words={(row) => `p95 ${latencyWords(row.p95Ms)}`}
          empty="No check was answered in this span."
        />
        <RankingCard
          id="flappiest"
          title="Flappiest"
          rows={flappiest(shown, RANKED)}
          valueOf={(row) => row.changes}
          words={(row) => amountWords(row.changes, 'change')}
          empty="No server went to and fro in this span."
        />
      </div>
    </>
  )
}

function NoMatch({ onClear }: { onClear: () => void }) {
  return (
    <EmptyState
      icon={SearchX}
      title="No server matches"
      action={<Button onClick={onClear}>Clear filters</Button>}
    >
      A server must have a chosen state and tag, and every word in its name. Take one away, or clear them all.
    </EmptyState>
  )
}

function NoServers() {
  return (
    <EmptyState
      icon={HeartPulse}
      title="No servers to watch yet"
      action={
        <Button variant="primary" asChild>
          <Link href="/servers?register=form">Register a server</Link>
        </Button>
      }
    >
      Once there are servers, each is checked every few seconds, and this page shows them over time.
    </EmptyState>
  )
}

function StillReading({ share }: { share: number }) {
  return (
    <p role="status" className="bg-muted rounded-lg border px-4 py-2.5 text-sm">
      Portolan has just started and is reading what the servers were before: {Math.floor(share * 100)}% so
      far. The others are blank until then; what they are now is right.
    </p>
  )
}

function NothingYet({ isZoomed }: { isZoomed: boolean }) {
  return (
    <p role="status" className="bg-muted rounded-lg border px-4 py-2.5 text-sm">
      {isZoomed
        ? 'Nothing was measured in this span. Portolan may not have run then, or the history is no longer kept.'
        : 'Nothing is measured yet. The first checks start with Portolan; a server that is disabled, or idle by its policy, is left alone.'}
    </p>
  )
}

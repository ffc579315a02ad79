'use client'
import { useQuery } from '@tanstack/react-query'
import { client } from '@/components/shell/client'
import { Page } from '@/components/shell/page'
import { useSources } from '@/components/shell/use-sources'
import { countWords } from '@/components/ui/number-words'
import { LookBadge } from '@/components/ui/state-badge'
import { Tabs, TabsContent, TabsList, TabsTrigger } from '@/components/ui/tabs'
import { queryKeys } from '@/lib/client/query-keys'
import { usePlace } from '@/lib/client/use-place'
import { listConflicts } from '@/lib/domain/api/discovery'
import { useCallback } from 'react'
import { ConflictsTab } from './conflicts/conflicts-tab'
import { overallLook } from './discovery-words'
import { HeldTab } from './held/held-tab'
import { placeParsers, readRunParam, runParam, type RunPlace, type Tab, TABS } from './place'
import { HistoryTab } from './runs/history-tab'
import { RunSheet } from './runs/run-sheet'
import { useDryRun } from './runs/use-dry-run'
import { SettingsSheet } from './settings/settings-sheet'
import { SourceList } from './sources/source-list'

const TITLES: Record<Tab, string> = {
  sources: 'Sources',
  held: 'Held',
  conflicts: 'Conflicts',
  history: 'History',
}

/** Where servers come from: sources, what they hold for approval, where they disagree, and their runs. */
export function DiscoveryPage() {
  const { place, go, refine, search } = usePlace(placeParsers)
  const openRun = useCallback((run: RunPlace) => go({ run: runParam(run) }), [go])
  const sources = useSources()
  const conflicts = useConflictCount()
  const dryRun = useDryRun(openRun)
  const held = sources.data?.reduce((sum, source) => sum + source.counts.held, 0)
  const counts: Partial<Record<Tab, { value: number | undefined }>> = {
    held: { value: held },
    conflicts: { value: conflicts },
  }

  return (
    <Page
      title="Discovery"
      beside={sources.data && <LookBadge look={overallLook(sources.data)} className="text-xs" />}
      description="Where servers come from. On a server that two sources declare, the one that stands higher goes first."
    >
      <Tabs
        value={place.tab}
        onValueChange={(next) => {
          const tab = TABS.find((each) => each === next)
          // A filter belongs to the tab on which it was set.
          if (tab) go({ tab, source: null, q: null, state: null, telling: null, refused: null })
        }}
      >
        <TabsList aria-label="Parts of discovery">
          {TABS.map((tab) => (
            <TabsTrigger key={tab} value={tab}>
              {TITLES[tab]}
              {counts[tab] && <Count value={counts[tab].value} />}
            </TabsTrigger>
          ))}
        </TabsList>
        <TabsContent value="sources">
          <SourceList
            sought={place.source}
            onDryRun={dryRun.start}
            dryRunning={dryRun.awaited?.id}
            onSettings={(settings) => go({ settings })}
          />
        </TabsContent>
        <TabsContent value="held">
          <HeldTab place={place} onRefine={refine} onSearch={search} />
        </TabsContent>
        <TabsContent value="conflicts">
          <ConflictsTab source={place.source} onRefine={refine} onSettings={(settings) => go({ settings })} />
        </TabsContent>
        <TabsContent value="history">
          <HistoryTab place={place} onRefine={refine} />
        </TabsContent>
      </Tabs>
      <RunSheet
        run={readRunParam(place.run)}
        awaited={dryRun.awaited}
        onOpenRun={openRun}
        onDryRun={dryRun.start}
        onClose={() => {
          dryRun.forget()
          go({ run: null })
        }}
      />
      <SettingsSheet sourceId={place.settings} onClose={() => go({ settings: null })} />
    </Page>
  )
}

function useConflictCount(): number | undefined {
  const query = { limit: 1 }
  return useQuery({
    queryKey: queryKeys.conflictList(query),
    queryFn: ({ signal }) => client.call(listConflicts, { query, signal }),
  }).data?.total
}

/** Keeps its place while the number is not known, so that the tabs do not move. */
function Count({ value }: { value: number | undefined }) {
  if (value === 0) return null
  return (
    <span className="text-muted-foreground bg-muted min-w-5 rounded-sm px-1 text-center text-xs">
      {value === undefined ? '·' : countWords(value)}
    </span>
  )
}

'use client'
import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useDeferredValue, useId, useState } from 'react'
import { toast } from 'sonner'
import { client } from '@/components/shell/client'
import { Button } from '@/components/ui/button'
import { Label } from '@/components/ui/label'
import { QueryError } from '@/components/ui/query-error'
import { Skeleton } from '@/components/ui/skeleton'
import { Switch } from '@/components/ui/switch'
import { queryKeys } from '@/lib/client/query-keys'
import { getRetrieval, searchPassages, searchTools, setRetrieval } from '@/lib/domain/api/search'
import type { Evidence, Offer } from '@/lib/domain/chat'
import type { RankSettings } from '@/lib/domain/retrieval'
import { messageOf } from '@/lib/kit/app-error'
import { ranksTried, TriedRanking } from './tried-ranking'
import { passagesIn, scopeOf, toolsIn, type TurnScope } from './turn-scope'

type Numeric = 'lexicalWeight' | 'vectorWeight' | 'diversity' | 'limit' | 'candidates' | 'toolLimit'

interface Knob {
  name: Numeric
  label: string
  min: number
  max: number
  step: number
}

const KNOBS: Knob[] = [
  { name: 'lexicalWeight', label: 'Weight of words', min: 0, max: 3, step: 0.1 },
  { name: 'vectorWeight', label: 'Weight of meaning', min: 0, max: 3, step: 0.1 },
  { name: 'diversity', label: 'Diversity', min: 0, max: 1, step: 0.05 },
  { name: 'limit', label: 'Passages', min: 1, max: 30, step: 1 },
  { name: 'candidates', label: 'Candidates of each ranking', min: 10, max: 300, step: 10 },
  { name: 'toolLimit', label: 'Tools', min: 1, max: 64, step: 1 },
]

interface TrySettingsProps {
  evidence: Evidence
  offer: Offer
}

/** Changes how things are ranked for this one question, shows what moves, and keeps it where that is better. */
export function TrySettings({ evidence, offer }: TrySettingsProps) {
  const stored = useQuery({
    queryKey: queryKeys.retrieval,
    queryFn: ({ signal }) => client.call(getRetrieval, { signal }),
  })
  if (stored.error && !stored.data) {
    return <QueryError title="The settings could not be read" query={stored} />
  }
  if (!stored.data) return <Skeleton className="h-40 rounded-lg" />
  return <Bench evidence={evidence} offer={offer} stored={stored.data.settings} />
}

function Bench({ evidence, offer, stored }: TrySettingsProps & { stored: RankSettings }) {
  const queryClient = useQueryClient()
  const [changes, setChanges] = useState<Partial<RankSettings>>({})
  const settings = { ...stored, ...changes }
  const changed = (Object.keys(changes) as (keyof RankSettings)[]).filter(
    (name) => settings[name] !== stored[name],
  )
  const isChanged = changed.length > 0
  const tried = useTried(scopeOf(evidence, offer), useDeferredValue(settings), isChanged)
  const keep = useMutation({
    mutationFn: () => client.call(setRetrieval, { body: settings }),
    onSuccess: (answer) => {
      queryClient.setQueryData(queryKeys.retrieval, answer)
      setChanges({})
      toast.success('Kept: from now on every question is ranked like this')
    },
    onError: (error) => toast.error('The settings were not kept', { description: messageOf(error) }),
  })
  const set = (change: Partial<RankSettings>) => setChanges({ ...changes, ...change })
  return (
    <section className="grid grid-cols-1 gap-2.5">
      <h3 className="text-sm font-medium">Try other settings</h3>
      {KNOBS.map((knob) => (
        <KnobField
          key={knob.name}
          knob={knob}
          value={settings[knob.name]}
          isChanged={changed.includes(knob.name)}
          onChange={(value) => set({ [knob.name]: value })}
        />
      ))}
      <Toggle label="Rerank" isOn={settings.rerank} onChange={(rerank) => set({ rerank })} />
      <Toggle
        label="Join neighbours"
        isOn={settings.mergeNeighbours}
        onChange={(mergeNeighbours) => set({ mergeNeighbours })}
      />
      {isChanged && (
        <>
          <div className="flex gap-2">
            <Button size="sm" variant="primary" disabled={keep.isPending} onClick={() => keep.mutate()}>
              Keep these settings
            </Button>
            <Button size="sm" variant="ghost" onClick={() => setChanges({})}>
              Back
            </Button>
          </div>
          {tried.error && (
            <p role="alert" className="text-bad text-xs">
              That could not be tried: {messageOf(tried.error)}
            </p>
          )}
          {tried.data && <TriedRanking before={ranksTried(evidence, offer.ranking)} after={tried.data} />}
        </>
      )}
    </section>
  )
}

/** What the same question would be given with other settings. */
function useTried(scope: TurnScope, settings: RankSettings, isOn: boolean) {
  return useQuery({
    queryKey: ['tried', scope, settings],
    queryFn: async ({ signal }) => {
      const asked = passagesIn(scope)
      const [passages, tools] = await Promise.all([
        asked && client.call(searchPassages, { body: { ...asked, settings }, signal }),
        client.call(searchTools, {
          body: { ...toolsIn(scope), settings, limit: settings.toolLimit },
          signal,
        }),
      ])
      return ranksTried(passages ?? { passages: [] }, tools.tools)
    },
    enabled: isOn,
    placeholderData: keepPreviousData,
    gcTime: 60_000,
  })
}

function KnobField({
  knob: { name, label, min, max, step },
  value,
  isChanged,
  onChange,
}: {
  knob: Knob
  value: number
  isChanged: boolean
  onChange: (value: number) => void
}) {
  const id = useId()
  return (
    <div className="grid grid-cols-[minmax(0,1fr)_auto] items-center gap-x-2 gap-y-0.5">
      <Label htmlFor={id} className="text-muted-foreground text-xs font-normal">
        {label}
      </Label>
      <output htmlFor={id} className={isChanged ? 'text-primary text-xs font-medium' : 'text-xs'}>
        {step < 1 ? value.toFixed(2) : value}
      </output>
      <input
        id={id}
        type="range"
        name={name}
        min={min}
        max={Math.max(max, value)}
        step={step}
        value={value}
        onChange={(event) => onChange(event.target.valueAsNumber)}
        className="accent-primary col-span-2 h-5 w-full"
      />
    </div>
  )
}

function Toggle({
  label,
  isOn,
  onChange,
}: {
  label: string
  isOn: boolean
  onChange: (isOn: boolean) => void
}) {
  const id = useId()
  return (
    <div className="flex items-center justify-between gap-2">
      <Label htmlFor={id} className="text-muted-foreground text-xs font-normal">
        {label}
      </Label>
      <Switch id={id} checked={isOn} onCheckedChange={onChange} />
    </div>
  )
}

'use client'
import { useId } from 'react'
import { Button } from '@/components/ui/button'
import { Card, CardHeader, CardTitle } from '@/components/ui/card'
import { ErrorState } from '@/components/ui/error-state'
import { QueryError } from '@/components/ui/query-error'
import { exactWords } from '@/components/ui/time-words'
import { amountWords } from '@/components/ui/number-words'
import { Progress } from '@/components/ui/progress'
import { Select } from '@/components/ui/select'
import { Skeleton } from '@/components/ui/skeleton'
import type { EvaluationRun, Metrics } from '@/lib/domain/evaluation'
import { changeWords, compareOutcomes, differences, isOver, METRICS, scoreWords } from '../run-words'
import { useCancelRun, useRun } from '../use-evaluation'
import { OutcomeTable } from './outcome-table'

interface RunViewProps {
  run: EvaluationRun
  runs: readonly EvaluationRun[]
  against: string | null
  onCompare: (against: string) => void
}

const NONE = 'none'

/** One run question by question, beside an earlier one. */
export function RunView({ run, runs, against, onCompare }: RunViewProps) {
  const id = useId()
  const cancel = useCancelRun()
  const others = runs.filter((other) => other.id !== run.id && other.state === 'done')
  // Without a word from anybody, the one before it.
  const earlier = others.find(({ requestedAt }) => requestedAt < run.requestedAt)
  const chosen = against === NONE ? undefined : (others.find((other) => other.id === against) ?? earlier)
  const detail = useRun(run.id, chosen?.id)
  const data = detail.data?.id === run.id ? detail.data : undefined
  const compared = data ? compareOutcomes(data.outcomes, data.against?.outcomes ?? []) : undefined
  const worse = compared?.filter(({ change }) => change < 0).length ?? 0
  const better = compared?.filter(({ change }) => change > 0).length ?? 0
  return (
    <Card aria-labelledby={`${id}-title`}>
      <CardHeader>
        <CardTitle id={`${id}-title`}>Run of {exactWords(Date.parse(run.requestedAt))}</CardTitle>
        {others.length > 0 && (
          <div className="flex items-center gap-2 text-sm">
            <label htmlFor={`${id}-against`}>Beside</label>
            <Select
              id={`${id}-against`}
              className="max-w-64"
              value={chosen?.id ?? NONE}
              options={[
                { value: NONE, label: 'No other run' },
                ...others.map((other) => ({
                  value: other.id,
                  label: exactWords(Date.parse(other.requestedAt)),
                })),
              ]}
              onValueChange={onCompare}
            />
          </div>
        )}
      </CardHeader>
      {!isOver(run) && (
        <div className="flex items-center gap-3 border-b px-4 py-3">
          <Progress label="Questions asked" value={run.done} max={run.total} />
          <span className="text-muted-foreground shrink-0 text-sm tabular-nums">
            {run.done} of {amountWords(run.total, 'question')}
          </span>
          <Button size="sm" disabled={cancel.isPending} onClick={() => cancel.mutate(run.id)}>
            Cancel
          </Button>
        </div>
      )}
      {run.state === 'failed' && (
        <ErrorState title="The run has failed" error={run.error === null ? undefined : new Error(run.error)}>
          What had been asked until then is below. Run it again once the reason is gone.
        </ErrorState>
      )}
      <MetricsOf title="Passages" now={run.passages} before={chosen?.passages ?? null} />
      <MetricsOf title="Tools" now={run.tools} before={chosen?.tools ?? null} />
      {chosen && (
        <p className="text-muted-foreground border-b px-4 py-2 text-sm">
          {differences(run.settings, chosen.settings).join(', ') || 'The same settings'}
          {compared && `. ${amountWords(worse, 'question')} worse, ${better} better.`}
        </p>
      )}
      {detail.isError ? (
        <QueryError title="The questions could not be read" query={detail} />
      ) : compared ? (
        <OutcomeTable compared={compared} isCompared={chosen !== undefined} />
      ) : (
        <div role="status" aria-label="Loading the questions" className="grid gap-3 p-4">
          <Skeleton className="h-4 max-w-lg" />
          <Skeleton className="h-4 max-w-md" />
        </div>
      )}
    </Card>
  )
}

interface MetricsOfProps {
  title: string
  now: Metrics | null
  before: Metrics | null
}

function MetricsOf({ title, now, before }: MetricsOfProps) {
  if (!now) return null
  return (
    <dl aria-label={title} className="flex flex-wrap gap-x-6 gap-y-2 border-b px-4 py-3">
      {METRICS.map(({ metric, label, hint }) => (
        <div key={metric} title={hint}>
          <dt className="text-muted-foreground text-xs">
            {title === 'Tools' && 'Tools '}
            {label}
          </dt>
          <dd className="text-lg font-semibold tabular-nums">
            {scoreWords(now[metric])}
            {before && (
              <span className="text-muted-foreground ml-1.5 text-xs font-normal">
                {changeWords(now[metric] - before[metric])}
              </span>
            )}
          </dd>
        </div>
      ))}
    </dl>
  )
}

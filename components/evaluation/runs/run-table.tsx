'use client'
import { Badge } from '@/components/ui/badge'
import { RelativeTime } from '@/components/ui/relative-time'
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from '@/components/ui/table'
import type { EvaluationRun } from '@/lib/domain/evaluation'
import { differences, isOver, mainMetrics, METRICS, scoreWords, STATE_WORDS } from '../run-words'
import { GateBadge } from './gate-badge'

interface RunTableProps {
  runs: readonly EvaluationRun[]
  chosen: string | undefined
  onChoose: (id: string) => void
}

/** Runs, newest first, with what each measured and how its settings differ from those of the one before. */
export function RunTable({ runs, chosen, onChoose }: RunTableProps) {
  return (
    <Table label="Runs">
      <TableHeader>
        <TableRow>
          <TableHead>Run</TableHead>
          {METRICS.map(({ metric, label, hint }) => (
            <TableHead key={metric} className="text-right" title={hint}>
              {label}
            </TableHead>
          ))}
          <TableHead className="text-right">A search</TableHead>
          <TableHead>Gate</TableHead>
          <TableHead>Searched by</TableHead>
        </TableRow>
      </TableHeader>
      <TableBody>
        {runs.map((run, at) => {
          const before = runs[at + 1]
          const changed = before ? differences(run.settings, before.settings) : []
          return (
            <TableRow key={run.id} data-state={run.id === chosen ? 'selected' : undefined}>
              <TableCell className="min-w-44">
                <button
                  type="button"
                  aria-pressed={run.id === chosen}
                  className="font-medium underline-offset-4 hover:underline"
                  onClick={() => onChoose(run.id)}
                >
                  <RelativeTime at={run.requestedAt} />
                </button>
                {!isOver(run) && (
                  <Badge variant="primary" className="ml-2">
                    {STATE_WORDS[run.state]} {run.done}/{run.total}
                  </Badge>
                )}
                {(run.state === 'failed' || run.state === 'cancelled') && (
                  <Badge variant={run.state === 'failed' ? 'bad' : 'neutral'} className="ml-2">
                    {STATE_WORDS[run.state]}
                  </Badge>
                )}
                {changed.length > 0 && <p className="text-muted-foreground text-xs">{changed.join(', ')}</p>}
              </TableCell>
              {METRICS.map(({ metric }) => (
                <TableCell key={metric} className="text-right tabular-nums">
                  {scoreWords(mainMetrics(run)?.[metric])}
                </TableCell>
              ))}
              <TableCell className="text-right whitespace-nowrap tabular-nums">
                {run.medianMs === null ? '–' : `${run.medianMs.toFixed(run.medianMs < 10 ? 1 : 0)} ms`}
              </TableCell>
              <TableCell>
                <GateBadge passed={run.passedGate} />
              </TableCell>
              <TableCell className="text-muted-foreground text-xs">{run.ranker || '–'}</TableCell>
            </TableRow>
          )
        })}
      </TableBody>
    </Table>
  )
}

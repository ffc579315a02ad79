'use client'
import { Play, Target } from 'lucide-react'
import dynamic from 'next/dynamic'
import { Button } from '@/components/ui/button'
import { Card, CardHeader, CardTitle } from '@/components/ui/card'
import { EmptyState } from '@/components/ui/empty-state'
import type { EvaluationRun } from '@/lib/domain/evaluation'
import { chartPoints } from '../run-words'
import { RunTable } from './run-table'
import { RunView } from './run-view'

const RunChart = dynamic(() => import('./run-chart').then((file) => file.RunChart), {
  loading: () => <div className="h-56" />,
})

interface RunsTabProps {
  runs: readonly EvaluationRun[]
  run: string | null
  against: string | null
  hasQuestions: boolean
  onRun: () => void
  onWrite: () => void
  onGo: (part: { run?: string | null; against?: string | null }) => void
}

/** What was measured, over time and run by run; and the questions of the chosen run beside another's. */
export function RunsTab({ runs, run, against, hasQuestions, onRun, onWrite, onGo }: RunsTabProps) {
  if (runs.length === 0) {
    return (
      <Card>
        {hasQuestions ? (
          <EmptyState
            icon={Play}
            title="Not measured yet"
            action={
              <Button variant="primary" onClick={onRun}>
                Run
              </Button>
            }
          >
            A run searches for every question as an answer would, and tells how much of what was expected came
            first.
          </EmptyState>
        ) : (
          <EmptyState
            icon={Target}
            title="No questions to measure"
            action={<Button onClick={onWrite}>Questions</Button>}
          >
            Write some, or import them; then run.
          </EmptyState>
        )}
      </Card>
    )
  }
  const points = chartPoints(runs)
  const chosen = runs.find(({ id }) => id === run) ?? runs[0]
  return (
    <div className="grid gap-4">
      {points.length > 1 && (
        <Card aria-labelledby="runs-chart">
          <CardHeader>
            <CardTitle id="runs-chart">Run by run</CardTitle>
          </CardHeader>
          <RunChart points={points} />
        </Card>
      )}
      <Card>
        <RunTable runs={runs} chosen={chosen?.id} onChoose={(id) => onGo({ run: id, against: null })} />
      </Card>
      {chosen && (
        <RunView
          key={chosen.id}
          run={chosen}
          runs={runs}
          against={against}
          onCompare={(other) => onGo({ run: chosen.id, against: other })}
        />
      )}
    </div>
  )
}

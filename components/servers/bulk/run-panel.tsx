'use client'
import { countWords } from '@/components/ui/number-words'
import { WorkPanel } from '@/components/ui/work-panel'
import { verbOf } from './actions'
import type { BulkRun } from './use-bulk'

interface RunPanelProps {
  run: BulkRun
  onCancel: () => void
  onDismiss: () => void
}

/** How far a bulk action is, and which servers refused it and why. */
export function RunPanel({ run, onCancel, onDismiss }: RunPanelProps) {
  const failures = run.results.filter((item) => !item.ok)
  const isRunning = run.state === 'running'
  return (
    <WorkPanel
      label={`${verbOf(run.action)}: results`}
      title={titleOf(run, failures.length)}
      progress={isRunning ? { label: 'Servers done', value: run.results.length, max: run.total } : undefined}
      failures={failures.map((item) => ({ ...item, key: item.name }))}
      stop={{ label: 'Cancel', onClick: onCancel }}
      onDismiss={onDismiss}
    />
  )
}

function titleOf(run: BulkRun, failed: number): string {
  const done = countWords(run.results.length - failed)
  const verb = verbOf(run.action)
  switch (run.state) {
    case 'running':
      return `${verb}: ${countWords(run.results.length)} of ${countWords(run.total)}`
    case 'cancelled':
      return `${verb}: cancelled after ${done} of ${countWords(run.total)}`
    case 'finished':
      return `${verb}: ${done} of ${countWords(run.total)} done`
  }
}

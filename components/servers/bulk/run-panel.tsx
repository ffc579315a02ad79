'use client'
import { X } from 'lucide-react'
import { useState } from 'react'
import { Button } from '@/components/ui/button'
import { countWords } from '@/components/ui/number-words'
import { FailedItems } from '@/components/ui/failed-items'
import { Progress } from '@/components/ui/progress'
import { verbOf } from './actions'
import type { BulkRun } from './use-bulk'

interface RunPanelProps {
  run: BulkRun
  onCancel: () => void
  onDismiss: () => void
}

/** How far a bulk action is, and which servers refused it and why. */
export function RunPanel({ run, onCancel, onDismiss }: RunPanelProps) {
  const [isOpen, setIsOpen] = useState(false)
  const failures = run.results.filter((item) => !item.ok)
  const isRunning = run.state === 'running'
  return (
    <section
      aria-label={`${verbOf(run.action)}: results`}
      className="bg-popover pointer-events-auto grid w-full max-w-lg gap-2 rounded-lg border p-3 shadow-lg"
    >
      <div className="flex items-center gap-2">
        <p className="min-w-0 flex-1 text-sm font-medium" role="status">
          {titleOf(run, failures.length)}
        </p>
        {failures.length > 0 && (
          <Button size="sm" aria-expanded={isOpen} onClick={() => setIsOpen(!isOpen)}>
            {isOpen ? 'Hide' : 'Show'} {countWords(failures.length)} failed
          </Button>
        )}
        {isRunning ? (
          <Button size="sm" onClick={onCancel}>
            Cancel
          </Button>
        ) : (
          <Button size="icon-sm" variant="ghost" aria-label="Dismiss" onClick={onDismiss}>
            <X aria-hidden />
          </Button>
        )}
      </div>
      {isRunning && <Progress label="Servers done" value={run.results.length} max={run.total} />}
      {isOpen && <FailedItems items={failures.map((item) => ({ ...item, key: item.name }))} />}
    </section>
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

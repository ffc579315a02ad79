'use client'
import { Check, X } from 'lucide-react'
import { useState } from 'react'
import { Button } from '@/components/ui/button'
import { amountWords, countWords } from '@/components/ui/number-words'
import { FailedItems } from '@/components/ui/failed-items'
import { Progress } from '@/components/ui/progress'
import type { HeldServer } from '@/lib/domain/discovery'
import { heldKey } from '../discovery-words'
import { type Decision, DECISION_WORDS } from './decisions'
import type { DecisionRun } from './use-decide'

interface HeldBarProps {
  selected: HeldServer[]
  isRefused: boolean
  run: DecisionRun | undefined
  onDecide: (decision: Decision, items: HeldServer[]) => void
  onClear: () => void
  onDismiss: () => void
}

/** What can be done with the chosen servers, and what came of it; lies over the list's foot, so that no row moves. */
export function HeldBar({ selected, isRefused, run, onDecide, onClear, onDismiss }: HeldBarProps) {
  if (selected.length === 0 && !run) return null
  const isBusy = run?.isRunning === true
  return (
    <div className="pointer-events-none sticky bottom-3 z-20 flex flex-col items-center gap-2">
      {run && <Results key={run.decision} run={run} onDismiss={onDismiss} />}
      {selected.length > 0 && (
        <div
          role="toolbar"
          aria-label="Actions on the selected servers"
          className="bg-popover animate-in fade-in slide-in-from-bottom-2 pointer-events-auto flex max-w-full items-center gap-1 rounded-lg border p-1.5 shadow-lg"
        >
          <span className="px-2 text-sm font-medium whitespace-nowrap" role="status">
            {countWords(selected.length)} selected
          </span>
          <Button
            size="sm"
            variant="primary"
            disabled={isBusy}
            onClick={() => onDecide('accepted', selected)}
          >
            <Check aria-hidden />
            Accept
          </Button>
          {!isRefused && (
            <Button size="sm" variant="ghost" disabled={isBusy} onClick={() => onDecide('refused', selected)}>
              <X aria-hidden />
              Refuse
            </Button>
          )}
          <Button size="sm" variant="ghost" onClick={onClear}>
            Clear
          </Button>
        </div>
      )}
    </div>
  )
}

function Results({ run, onDismiss }: { run: DecisionRun; onDismiss: () => void }) {
  const [isOpen, setIsOpen] = useState(true)
  const { verb, past } = DECISION_WORDS[run.decision]
  const failures = run.results.filter((result) => !result.ok)
  return (
    <section
      aria-label={`${verb}: results`}
      className="bg-popover pointer-events-auto grid w-full max-w-lg gap-2 rounded-lg border p-3 shadow-lg"
    >
      <div className="flex items-center gap-2">
        <p className="min-w-0 flex-1 text-sm font-medium" role="status">
          {run.isRunning
            ? `${verb}: ${countWords(run.results.length)} of ${countWords(run.total)}`
            : `${past}: ${countWords(run.total - failures.length)} of ${amountWords(run.total, 'server')}`}
        </p>
        {failures.length > 0 && (
          <Button size="sm" aria-expanded={isOpen} onClick={() => setIsOpen(!isOpen)}>
            {isOpen ? 'Hide' : 'Show'} {countWords(failures.length)} failed
          </Button>
        )}
        {!run.isRunning && (
          <Button size="icon-sm" variant="ghost" aria-label="Dismiss" onClick={onDismiss}>
            <X aria-hidden />
          </Button>
        )}
      </div>
      {run.isRunning && <Progress label="Servers done" value={run.results.length} max={run.total} />}
      {isOpen && failures.length > 0 && (
        <FailedItems items={failures.map((item) => ({ ...item, key: heldKey(item) }))} />
      )}
    </section>
  )
}

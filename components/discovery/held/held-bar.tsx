'use client'
import { Check, X } from 'lucide-react'
import { Button } from '@/components/ui/button'
import { amountWords, countWords } from '@/components/ui/number-words'
import { SelectionBar } from '@/components/ui/selection-bar'
import { WorkPanel } from '@/components/ui/work-panel'
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
        <SelectionBar label="Actions on the selected servers" count={selected.length}>
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
        </SelectionBar>
      )}
    </div>
  )
}

function Results({ run, onDismiss }: { run: DecisionRun; onDismiss: () => void }) {
  const { verb, past } = DECISION_WORDS[run.decision]
  const { isRunning, results, total } = run
  const failures = results.filter((result) => !result.ok)
  return (
    <WorkPanel
      label={`${verb}: results`}
      title={
        isRunning
          ? `${verb}: ${countWords(results.length)} of ${countWords(total)}`
          : `${past}: ${countWords(total - failures.length)} of ${amountWords(total, 'server')}`
      }
      progress={isRunning ? { label: 'Servers done', value: results.length, max: total } : undefined}
      failures={failures.map((item) => ({ ...item, key: heldKey(item) }))}
      isOpenAtFirst
      onDismiss={onDismiss}
    />
  )
}

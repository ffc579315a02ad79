'use client'
import { X } from 'lucide-react'
import { Button } from '@/components/ui/button'
import { countWords } from '@/components/ui/number-words'

interface ChosenBarProps {
  count: number
  isBusy: boolean
  onAcknowledge: () => void
  onTakeBack: () => void
  onClear: () => void
}

/** What can be done with the rows that are chosen; keeps its place when there are none. */
export function ChosenBar({ count, isBusy, onAcknowledge, onTakeBack, onClear }: ChosenBarProps) {
  return (
    <div role="region" aria-label="Incidents chosen" className="flex min-h-8 flex-wrap items-center gap-2">
      <span role="status" className="text-muted-foreground text-sm">
        {count === 0 ? 'Choose incidents to acknowledge many at once' : `${countWords(count)} chosen`}
      </span>
      {count > 0 && (
        <>
          <Button size="sm" variant="primary" disabled={isBusy} onClick={onAcknowledge}>
            Acknowledge
          </Button>
          <Button size="sm" disabled={isBusy} onClick={onTakeBack}>
            Take back
          </Button>
          <Button size="sm" variant="ghost" onClick={onClear}>
            <X aria-hidden />
            Clear
          </Button>
        </>
      )}
    </div>
  )
}

'use client'
import { X } from 'lucide-react'
import { Button } from '@/components/ui/button'
import { Checkbox } from '@/components/ui/checkbox'
import { countWords } from '@/components/ui/number-words'

interface ChosenBarProps {
  count: number
  total: number
  isBusy: boolean
  onAll: () => void
  onAcknowledge: () => void
  onTakeBack: () => void
  onClear: () => void
}

/** Above the list: all or none, and what can be done with those that are chosen. */
export function ChosenBar({
  count,
  total,
  isBusy,
  onAll,
  onAcknowledge,
  onTakeBack,
  onClear,
}: ChosenBarProps) {
  const isAll = count === total
  return (
    <div
      role="region"
      aria-label="Incidents chosen"
      className="flex min-h-10 flex-wrap items-center gap-x-3 gap-y-1 border-b px-4 py-1.5"
    >
      <Checkbox
        aria-label="Choose all that are shown"
        checked={isAll ? true : count > 0 ? 'indeterminate' : false}
        onCheckedChange={isAll ? onClear : onAll}
      />
      <span role="status" className="text-muted-foreground">
        {count === 0 ? 'Newest first' : `${countWords(count)} chosen`}
      </span>
      {count > 0 && (
        <span className="flex gap-2">
          <Button size="sm" variant="primary" disabled={isBusy} onClick={onAcknowledge}>
            Acknowledge
          </Button>
          <Button size="sm" disabled={isBusy} onClick={onTakeBack}>
            Take back
          </Button>
          <Button size="icon-sm" variant="ghost" aria-label="Choose none" onClick={onClear}>
            <X aria-hidden />
          </Button>
        </span>
      )}
    </div>
  )
}

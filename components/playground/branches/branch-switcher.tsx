'use client'
import { ChevronLeft, ChevronRight } from 'lucide-react'
import { Button } from '@/components/ui/button'

interface BranchSwitcherProps {
  /** What it switches between: "question", "answer". */
  what: string
  id: string
  /** All that could stand here, this one among them. */
  siblings: readonly string[] | undefined
  isDisabled: boolean
  onSwitch: (id: string) => void
}

/** ‹ 2/3 ›: goes to the branch before or after this one. */
export function BranchSwitcher({ what, id, siblings, isDisabled, onSwitch }: BranchSwitcherProps) {
  if (!siblings || siblings.length < 2) return null
  const at = siblings.indexOf(id)
  const before = siblings[at - 1]
  const after = siblings[at + 1]
  return (
    <span role="group" aria-label={`Branches of this ${what}`} className="inline-flex items-center text-xs">
      <Button
        size="icon-sm"
        variant="ghost"
        aria-label={`Previous ${what}`}
        disabled={isDisabled || before === undefined}
        onClick={() => before !== undefined && onSwitch(before)}
      >
        <ChevronLeft aria-hidden />
      </Button>
      <span className="text-muted-foreground tabular-nums">
        <span className="sr-only">{what} </span>
        {at + 1}/{siblings.length}
      </span>
      <Button
        size="icon-sm"
        variant="ghost"
        aria-label={`Next ${what}`}
        disabled={isDisabled || after === undefined}
        onClick={() => after !== undefined && onSwitch(after)}
      >
        <ChevronRight aria-hidden />
      </Button>
    </span>
  )
}

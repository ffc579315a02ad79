'use client'
import { type LucideIcon, X } from 'lucide-react'
import type { ReactNode } from 'react'
import { cn } from '@/lib/kit/class-names'
import { Button } from './button'
import { countWords } from './number-words'

interface SelectionBarProps {
  label: string
  count: number
  /** The actions, and the way to clear the selection. */
  children: ReactNode
}

/** What can be done with the chosen rows; lies over the foot of their list, so that no row moves. */
export function SelectionBar({ label, count, children }: SelectionBarProps) {
  return (
    <div
      role="toolbar"
      aria-label={label}
      className="bg-popover animate-in fade-in slide-in-from-bottom-2 pointer-events-auto flex max-w-full items-center gap-1 overflow-x-auto rounded-lg border p-1.5 shadow-lg"
    >
      <span className="px-2 text-sm font-medium whitespace-nowrap" role="status">
        {countWords(count)} selected
      </span>
      {children}
    </div>
  )
}

interface SelectionActionProps {
  icon: LucideIcon
  iconClassName?: string
  label: string
  isDisabled: boolean
  /** In a narrow window it is its icon alone. */
  isTerse?: boolean
  onClick: () => void
}

export function SelectionAction({
  icon: Icon,
  iconClassName,
  isTerse = false,
  ...props
}: SelectionActionProps) {
  return (
    <Button size="sm" variant="ghost" disabled={props.isDisabled} onClick={props.onClick}>
      <Icon className={iconClassName} aria-hidden />
      <span className={cn(isTerse && 'max-sm:sr-only')}>{props.label}</span>
    </Button>
  )
}

export function ClearSelection({ onClick }: { onClick: () => void }) {
  return (
    <Button size="icon-sm" variant="ghost" aria-label="Clear the selection" onClick={onClick}>
      <X aria-hidden />
    </Button>
  )
}

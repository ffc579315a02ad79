'use client'
import { Check } from 'lucide-react'
import type { ReactNode } from 'react'
import { cn } from '@/lib/kit/class-names'

interface ChoiceProps {
  isChosen: boolean
  onToggle: () => void
  children: ReactNode
}

/** One of several that take part or not. */
export function Choice({ isChosen, onToggle, children }: ChoiceProps) {
  return (
    <button
      type="button"
      aria-pressed={isChosen}
      onClick={onToggle}
      className="hover:bg-accent flex min-h-8 w-full min-w-0 items-center gap-2 rounded-sm px-2 text-left text-sm focus-visible:-outline-offset-2"
    >
      <Check className={cn('text-primary size-3.5 shrink-0', !isChosen && 'invisible')} aria-hidden />
      {children}
    </button>
  )
}

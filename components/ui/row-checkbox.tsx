'use client'
import { Check } from 'lucide-react'
import type { ChangeEvent } from 'react'
import { cn } from '@/lib/kit/class-names'

interface RowCheckboxProps {
  label: string
  isChecked: boolean
  onToggle: (event: ChangeEvent<HTMLInputElement>) => void
  tabIndex?: number
  className?: string
}

/** The platform's own checkbox: a fast scroll draws hundreds a second, and each of the library's is ten components. */
export function RowCheckbox({ label, isChecked, onToggle, tabIndex, className }: RowCheckboxProps) {
  return (
    <span className={cn('relative grid size-4 place-items-center *:col-start-1 *:row-start-1', className)}>
      <input
        type="checkbox"
        aria-label={label}
        tabIndex={tabIndex}
        checked={isChecked}
        onChange={onToggle}
        className="border-input bg-card checked:bg-primary checked:border-primary relative size-4 appearance-none rounded-sm border shadow-xs before:absolute before:-inset-1"
      />
      {isChecked && (
        <Check
          className="text-primary-foreground pointer-events-none relative size-3"
          strokeWidth={3}
          aria-hidden
        />
      )}
    </span>
  )
}

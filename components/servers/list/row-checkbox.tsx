'use client'
import type { ChangeEvent } from 'react'

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
    <span className={className}>
      <input
        type="checkbox"
        aria-label={label}
        tabIndex={tabIndex}
        checked={isChecked}
        onChange={onToggle}
        className="accent-primary relative block size-4 before:absolute before:-inset-1"
      />
    </span>
  )
}

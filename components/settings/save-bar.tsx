'use client'
import type { ReactNode } from 'react'
import { Button } from '@/components/ui/button'

interface SaveBarProps {
  save: { error: Error | null; isPending: boolean }
  isDirty: boolean
  onDiscard: () => void
  /** What else can be done. */
  children?: ReactNode
}

/** The foot of a form that is saved as a whole. */
export function SaveBar({ save, isDirty, onDiscard, children }: SaveBarProps) {
  const isOff = !isDirty || save.isPending
  return (
    <div className="grid gap-2 border-t pt-4">
      {save.error && (
        <p role="alert" className="text-bad text-sm wrap-anywhere">
          {save.error.message}
        </p>
      )}
      <div className="flex flex-wrap gap-2">
        <Button type="submit" variant="primary" disabled={isOff}>
          {save.isPending ? 'Saving' : 'Save'}
        </Button>
        <Button disabled={isOff} onClick={onDiscard}>
          Discard changes
        </Button>
        {children}
      </div>
    </div>
  )
}

'use client'
import type { ReactNode } from 'react'
import { Label } from '@/components/ui/label'
import { cn } from '@/lib/kit/class-names'

export interface ControlIds {
  id: string
  'aria-invalid': boolean
  'aria-describedby': string | undefined
}

interface FieldProps {
  id: string
  label: string
  hint?: ReactNode
  error?: string | undefined
  className?: string
  children: (control: ControlIds) => ReactNode
}

/** A label, a control, a hint and what is wrong. */
export function Field({ id, label, hint, error, className, children }: FieldProps) {
  const described = [hint !== undefined && `${id}-hint`, error !== undefined && `${id}-error`].filter(Boolean)
  return (
    <div className={cn('grid content-start gap-1', className)}>
      <Label htmlFor={id}>{label}</Label>
      {children({
        id,
        'aria-invalid': error !== undefined,
        'aria-describedby': described.length > 0 ? described.join(' ') : undefined,
      })}
      {hint !== undefined && (
        <p id={`${id}-hint`} className="text-muted-foreground text-xs text-pretty">
          {hint}
        </p>
      )}
      {error !== undefined && (
        <p id={`${id}-error`} className="text-bad text-xs wrap-anywhere">
          {error}
        </p>
      )}
    </div>
  )
}

import type { ReactNode } from 'react'
import { Label } from '@/components/ui/label'

interface FieldProps {
  /** Of the control; its hint and error are `<id>-hint` and `<id>-error`. */
  id: string
  label: string
  hint?: string
  error?: string | undefined
  children: ReactNode
}

export function Field({ id, label, hint, error, children }: FieldProps) {
  return (
    <div className="grid content-start gap-1.5">
      <Label htmlFor={id}>{label}</Label>
      {children}
      {hint && (
        <p id={`${id}-hint`} className="text-muted-foreground text-xs text-pretty">
          {hint}
        </p>
      )}
      {error && (
        <p id={`${id}-error`} className="text-bad text-xs">
          {error}
        </p>
      )}
    </div>
  )
}

'use client'
import { useId } from 'react'
import { Input } from '@/components/ui/input'
import { Label } from '@/components/ui/label'
import { type DraftPartProps } from './draft'
import { FieldError } from './field-error'

/** When, as those say it who know cron. */
export function CronField({ draft, errors, onChange }: DraftPartProps) {
  const id = useId()
  return (
    <div className="grid gap-1.5">
      <Label htmlFor={id}>Cron expression</Label>
      <Input
        id={id}
        value={draft.cron}
        className="font-mono"
        autoComplete="off"
        spellCheck={false}
        aria-invalid={errors.cron !== undefined}
        aria-describedby={errors.cron ? `${id}-error` : `${id}-hint`}
        onChange={(event) => onChange({ cron: event.target.value })}
      />
      <p id={`${id}-hint`} className="text-muted-foreground text-xs">
        When it begins: minute, hour, day, month, weekday. “0 3 1 * *” is the first of each month at 03:00.
      </p>
      <FieldError id={`${id}-error`} error={errors.cron} />
    </div>
  )
}

'use client'
import { useId } from 'react'
import { Input } from '@/components/ui/input'
import { Label } from '@/components/ui/label'
import { Segments } from '@/components/ui/segments'
import { CronField } from './cron-field'
import type { MaintenanceDraft } from './draft'
import { type DraftPartProps } from './draft'
import { FieldError } from './field-error'
import { LastingFields } from './lasting-fields'
import { cronOf, friendlyOf } from './weekly'
import { WeeklyFields } from './weekly-fields'

const KINDS = [
  { value: 'once', label: 'Once' },
  { value: 'weekly', label: 'Every week' },
  { value: 'cron', label: 'By cron' },
] as const

/** Once, on some days of every week, or as a cron expression says. */
export function ScheduleFields({ draft, errors, onChange }: DraftPartProps) {
  const id = useId()
  return (
    <fieldset className="grid gap-3">
      <legend className="pb-1.5 text-sm font-medium">When</legend>
      <Segments
        label="How often"
        className="w-fit rounded-md border p-0.5"
        value={draft.kind}
        options={KINDS}
        onValueChange={(kind) => onChange({ kind, ...carriedOver(draft, kind) })}
      />
      {draft.kind === 'once' ? (
        <div className="grid gap-3 sm:grid-cols-2">
          <TimeField
            id={`${id}-from`}
            label="From"
            value={draft.from}
            error={errors.from}
            onChange={(from) => onChange({ from })}
          />
          <TimeField
            id={`${id}-to`}
            label="To"
            value={draft.to}
            error={errors.to}
            onChange={(to) => onChange({ to })}
          />
        </div>
      ) : (
        <>
          {draft.kind === 'weekly' ? (
            <WeeklyFields draft={draft} errors={errors} onChange={onChange} />
          ) : (
            <CronField draft={draft} errors={errors} onChange={onChange} />
          )}
          <LastingFields draft={draft} errors={errors} onChange={onChange} />
        </>
      )}
    </fieldset>
  )
}

/** What one way of saying it knows, the other shows too. */
function carriedOver(draft: MaintenanceDraft, kind: MaintenanceDraft['kind']): Partial<MaintenanceDraft> {
  if (draft.kind === 'weekly' && kind === 'cron') return { cron: cronOf(draft) }
  return draft.kind === 'cron' && kind === 'weekly' ? { ...friendlyOf(draft.cron) } : {}
}

interface TimeFieldProps {
  id: string
  label: string
  value: string
  error: string | undefined
  onChange: (value: string) => void
}

function TimeField({ id, label, value, error, onChange }: TimeFieldProps) {
  return (
    <div className="grid content-start gap-1.5">
      <Label htmlFor={id}>{label}</Label>
      <Input
        id={id}
        type="datetime-local"
        value={value}
        aria-invalid={error !== undefined}
        aria-describedby={error ? `${id}-error` : undefined}
        onChange={(event) => onChange(event.target.value)}
      />
      <FieldError id={`${id}-error`} error={error} />
    </div>
  )
}

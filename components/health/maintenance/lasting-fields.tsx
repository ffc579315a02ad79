'use client'
import { useId } from 'react'
import { Input } from '@/components/ui/input'
import { Label } from '@/components/ui/label'
import { Suggestions } from '@/components/ui/suggestions'
import { type DraftPartProps } from './draft'
import { FieldError } from './field-error'

/** For how long, and by the clock of which place. */
export function LastingFields({ draft, errors, onChange }: DraftPartProps) {
  const id = useId()
  return (
    <div className="grid gap-3 sm:grid-cols-2">
      <div className="grid content-start gap-1.5">
        <span id={`${id}-lasts`} className="text-sm font-medium">
          Lasts
        </span>
        <div role="group" aria-labelledby={`${id}-lasts`} className="flex items-center gap-2">
          <Input
            aria-label="Hours"
            className="w-18"
            inputMode="numeric"
            value={draft.hours}
            aria-invalid={errors.hours !== undefined}
            aria-describedby={errors.hours ? `${id}-lasts-error` : undefined}
            onChange={(event) => onChange({ hours: event.target.value })}
          />
          h
          <Input
            aria-label="Minutes"
            className="w-18"
            inputMode="numeric"
            value={draft.minutes}
            onChange={(event) => onChange({ minutes: event.target.value })}
          />
          min
        </div>
        <FieldError id={`${id}-lasts-error`} error={errors.hours} />
      </div>
      <div className="grid content-start gap-1.5">
        <Label htmlFor={`${id}-zone`}>Timezone</Label>
        <Input
          id={`${id}-zone`}
          list={`${id}-zones`}
          value={draft.timezone}
          autoComplete="off"
          spellCheck={false}
          aria-invalid={errors.timezone !== undefined}
          aria-describedby={errors.timezone ? `${id}-zone-error` : undefined}
          onChange={(event) => onChange({ timezone: event.target.value })}
        />
        <Suggestions id={`${id}-zones`} values={['UTC', ...Intl.supportedValuesOf('timeZone')]} />
        <FieldError id={`${id}-zone-error`} error={errors.timezone} />
      </div>
    </div>
  )
}

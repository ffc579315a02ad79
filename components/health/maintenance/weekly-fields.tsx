'use client'
import { useId } from 'react'
import { Button } from '@/components/ui/button'
import { Input } from '@/components/ui/input'
import { Label } from '@/components/ui/label'
import { type DraftPartProps } from './draft'
import { FieldError } from './field-error'
import { dayWords, WEEK } from './weekly'

/** On which days, and when. */
export function WeeklyFields({ draft, errors, onChange }: DraftPartProps) {
  const id = useId()
  const toggle = (day: number) => {
    const has = draft.weekdays.includes(day)
    onChange({ weekdays: WEEK.filter((each) => (each === day ? !has : draft.weekdays.includes(each))) })
  }
  return (
    <div className="grid gap-3">
      <div className="grid gap-1.5">
        <div role="group" aria-label="Days of the week" className="flex flex-wrap gap-1">
          {WEEK.map((day) => (
            <Button
              key={day}
              size="sm"
              className="min-w-11"
              variant={draft.weekdays.includes(day) ? 'primary' : 'outline'}
              aria-pressed={draft.weekdays.includes(day)}
              aria-label={dayWords(day)}
              onClick={() => toggle(day)}
            >
              {dayWords(day).slice(0, 3)}
            </Button>
          ))}
        </div>
        <FieldError id={`${id}-days-error`} error={errors.weekdays} />
      </div>
      <div className="grid w-36 gap-1.5">
        <Label htmlFor={`${id}-time`}>Begins at</Label>
        <Input
          id={`${id}-time`}
          type="time"
          value={draft.time}
          aria-invalid={errors.time !== undefined}
          aria-describedby={errors.time ? `${id}-time-error` : undefined}
          onChange={(event) => onChange({ time: event.target.value })}
        />
        <FieldError id={`${id}-time-error`} error={errors.time} />
      </div>
    </div>
  )
}

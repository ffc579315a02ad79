'use client'
import { useId } from 'react'
import { Button } from '@/components/ui/button'
import { Input } from '@/components/ui/input'
import { Label } from '@/components/ui/label'
import { Segments } from '@/components/ui/segments'
import type { DraftErrors, MaintenanceDraft } from './draft'
import { FieldError } from './field-error'
import { cronOf, dayWords, friendlyOf, WEEK } from './weekly'

interface ScheduleFieldsProps {
  draft: MaintenanceDraft
  errors: DraftErrors
  onChange: (part: Partial<MaintenanceDraft>) => void
}

const KINDS = [
  { value: 'once', label: 'Once' },
  { value: 'weekly', label: 'Every week' },
  { value: 'cron', label: 'By cron' },
] as const

/** Once, on some days of every week, or as a cron expression says. */
export function ScheduleFields({ draft, errors, onChange }: ScheduleFieldsProps) {
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
            <Weekly draft={draft} errors={errors} onChange={onChange} />
          ) : (
            <CronField draft={draft} errors={errors} onChange={onChange} />
          )}
          <Lasting draft={draft} errors={errors} onChange={onChange} />
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

function Weekly({ draft, errors, onChange }: ScheduleFieldsProps) {
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

function CronField({ draft, errors, onChange }: ScheduleFieldsProps) {
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

/** For how long, and by the clock of which place. */
function Lasting({ draft, errors, onChange }: ScheduleFieldsProps) {
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
        <datalist id={`${id}-zones`}>
          {['UTC', ...Intl.supportedValuesOf('timeZone')].map((zone) => (
            <option key={zone} value={zone} />
          ))}
        </datalist>
        <FieldError id={`${id}-zone-error`} error={errors.timezone} />
      </div>
    </div>
  )
}

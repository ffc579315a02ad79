'use client'
import { Input } from '@/components/ui/input'
import type { HealthLimits } from '@/lib/domain/health'
import { cn } from '@/lib/kit/class-names'
import { Field } from '../field'
import { LIMIT_FIELDS, type LimitsDraft, type RuleErrors, typed } from './rules-draft'

interface LimitInputsProps {
  id: string
  /** Where the errors are: `all`, or the key of a tag. */
  place: string
  limits: LimitsDraft
  /** What holds where nothing is typed. */
  otherwise: Partial<HealthLimits>
  errors: RuleErrors
  /** Without the sentences that explain: they stand above already. */
  isTerse?: boolean
  onChange: (limits: LimitsDraft) => void
}

/** One field for each limit; empty ones show what holds then. */
export function LimitInputs({
  id,
  place,
  limits,
  otherwise,
  errors,
  isTerse = false,
  onChange,
}: LimitInputsProps) {
  return (
    <div className={cn('grid gap-x-4 gap-y-3 sm:grid-cols-2', isTerse && 'lg:grid-cols-3')}>
      {LIMIT_FIELDS.map((field) => {
        const inputId = `${id}-${field.name}`
        const error = errors[`${place}.${field.name}`]
        const value = otherwise[field.name]
        const described = [!isTerse && `${inputId}-hint`, error && `${inputId}-error`]
          .filter(Boolean)
          .join(' ')
        return (
          <Field
            key={field.name}
            id={inputId}
            label={field.unitMs === 1 ? field.label : `${field.label}, s`}
            {...(!isTerse && { hint: field.hint })}
            error={error}
          >
            <Input
              id={inputId}
              inputMode="decimal"
              autoComplete="off"
              value={limits[field.name]}
              placeholder={value === undefined ? '' : typed(field, value)}
              aria-invalid={error !== undefined}
              aria-describedby={described || undefined}
              onChange={(event) => onChange({ ...limits, [field.name]: event.target.value })}
            />
          </Field>
        )
      })}
    </div>
  )
}

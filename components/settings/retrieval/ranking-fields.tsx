import { Input } from '@/components/ui/input'
import { Label } from '@/components/ui/label'
import { Switch } from '@/components/ui/switch'
import { Field } from '../field'
import { type FieldGroup, type RankingDraft, type RankingErrors } from './ranking-draft'

interface RankingFieldsProps {
  id: string
  group: FieldGroup
  draft: RankingDraft
  errors: RankingErrors
  onChange: (draft: RankingDraft) => void
}

/** One group of what ranks. */
export function RankingFields({ id, group, draft, errors, onChange }: RankingFieldsProps) {
  return (
    <fieldset className="grid gap-3">
      <legend className="pb-2 text-sm font-semibold">{group.title}</legend>
      {group.switches.map(({ name, label, hint }) => (
        <div key={name} className="flex items-start justify-between gap-4">
          <div className="grid gap-1">
            <Label htmlFor={`${id}-${name}`}>{label}</Label>
            <p id={`${id}-${name}-hint`} className="text-muted-foreground text-xs text-pretty">
              {hint}
            </p>
          </div>
          <Switch
            id={`${id}-${name}`}
            aria-describedby={`${id}-${name}-hint`}
            checked={draft[name]}
            onCheckedChange={(checked) => onChange({ ...draft, [name]: checked })}
          />
        </div>
      ))}
      <div className="grid gap-x-4 gap-y-3 sm:grid-cols-2">
        {group.numbers.map(({ name, label, hint, isOptional }) => {
          const inputId = `${id}-${name}`
          const error = errors[name]
          return (
            <Field key={name} id={inputId} label={label} hint={hint} error={error}>
              <Input
                id={inputId}
                inputMode="decimal"
                autoComplete="off"
                value={draft[name]}
                {...(isOptional && { placeholder: 'None' })}
                aria-invalid={error !== undefined}
                aria-describedby={error ? `${inputId}-hint ${inputId}-error` : `${inputId}-hint`}
                onChange={(event) => onChange({ ...draft, [name]: event.target.value })}
              />
            </Field>
          )
        })}
      </div>
    </fieldset>
  )
}

'use client'
import { Checkbox } from '../checkbox'
import { Input } from '../input'
import { Select } from '../select'
import { Switch } from '../switch'
import { Textarea } from '../textarea'
import type { Draft } from './draft'
import type { BooleanField, ChoiceField, ChoicesField, JsonField, NumberField, StringField } from './field'
import { useFieldIds } from './form-context'

export interface ControlProps<F> {
  field: F
  draft: Draft
  onDraftChange: (draft: Draft) => void
  path: string
  isRequired: boolean
  /** Names the control where no label is tied to it. */
  name: string
  /** The control stands without a label of its own, as the one variant of a union that is shown. */
  isBare?: boolean
}

type ControlPlace = Pick<ControlProps<unknown>, 'path' | 'isRequired' | 'name' | 'isBare'>

function useControl({ path, isRequired, name, isBare }: ControlPlace) {
  const ids = useFieldIds(path)
  return {
    ...(isBare && { 'aria-label': name }),
    id: ids.control,
    disabled: ids.isDisabled,
    'aria-required': isRequired,
    'aria-invalid': ids.error !== undefined,
    'aria-describedby': ids.error === undefined ? ids.hint : `${ids.hint} ${ids.problem}`,
  }
}

const INPUT_TYPES: Record<string, string> = { email: 'email', uri: 'url', date: 'date', password: 'password' }
const PLACEHOLDERS: Record<string, string> = {
  'date-time': '2026-11-22T09:30:00Z',
  uri: 'https://',
  time: '09:30:00Z',
}

export function StringControl({ field, draft, onDraftChange, ...place }: ControlProps<StringField>) {
  const control = useControl(place)
  const value = typeof draft === 'string' ? draft : ''
  const placeholder = field.example ?? PLACEHOLDERS[field.format ?? '']
  if (field.isMultiline) {
    return (
      <Textarea
        {...control}
        placeholder={placeholder}
        className="field-sizing-content max-h-80 min-h-8"
        value={value}
        onChange={(event) => onDraftChange(event.target.value)}
      />
    )
  }
  return (
    <Input
      {...control}
      type={INPUT_TYPES[field.format ?? ''] ?? 'text'}
      placeholder={placeholder}
      autoComplete="off"
      spellCheck={false}
      value={value}
      onChange={(event) => onDraftChange(event.target.value)}
    />
  )
}

export function NumberControl({ field, draft, onDraftChange, ...place }: ControlProps<NumberField>) {
  return (
    <Input
      {...useControl(place)}
      // Not type="number": that drops what it can't read, and the wheel changes it.
      inputMode={field.isInteger ? 'numeric' : 'decimal'}
      placeholder={field.example ?? rangeWords(field)}
      autoComplete="off"
      className="max-w-60 tabular-nums"
      value={typeof draft === 'string' ? draft : ''}
      onChange={(event) => onDraftChange(event.target.value)}
    />
  )
}

function rangeWords(field: NumberField): string | undefined {
  const low = field.minimum ?? field.exclusiveMinimum
  const high = field.maximum ?? field.exclusiveMaximum
  if (low !== undefined && high !== undefined) return `${low} to ${high}`
  if (low !== undefined) return `from ${low}`
  return high === undefined ? undefined : `to ${high}`
}

const UNSET = 'unset'
const NOT_SET = { value: UNSET, label: 'Not set' }

export function BooleanControl({ field, draft, onDraftChange, ...place }: ControlProps<BooleanField>) {
  const control = useControl(place)
  if (field.default !== undefined) {
    return (
      <span className="flex h-8 items-center">
        <Switch {...control} checked={draft === true} onCheckedChange={onDraftChange} />
      </span>
    )
  }
  return (
    <Select
      {...control}
      className="w-full max-w-60"
      value={typeof draft === 'boolean' ? String(draft) : UNSET}
      options={[NOT_SET, { value: 'true', label: 'true' }, { value: 'false', label: 'false' }]}
      onValueChange={(value) => onDraftChange(value === UNSET ? undefined : value === 'true')}
    />
  )
}

export function ChoiceControl({ field, draft, onDraftChange, ...place }: ControlProps<ChoiceField>) {
  const control = useControl(place)
  const chosen = typeof draft === 'object' && draft.kind === 'choice' ? draft.chosen[0] : undefined
  return (
    <Select
      {...control}
      className="w-full max-w-80"
      value={chosen === undefined ? UNSET : String(chosen)}
      options={[
        place.isRequired ? { value: UNSET, label: 'Choose' } : NOT_SET,
        ...field.choices.map(({ label }, index) => ({ value: String(index), label })),
      ]}
      onValueChange={(value) =>
        onDraftChange(value === UNSET ? undefined : { kind: 'choice', chosen: [Number(value)] })
      }
    />
  )
}

export function ChoicesControl({ field, draft, onDraftChange, path }: ControlProps<ChoicesField>) {
  const ids = useFieldIds(path)
  const chosen = typeof draft === 'object' && draft.kind === 'choice' ? draft.chosen : []
  const toggle = (index: number, isOn: boolean) => {
    const next = isOn ? [...chosen, index] : chosen.filter((each) => each !== index)
    onDraftChange(next.length === 0 ? undefined : { kind: 'choice', chosen: next })
  }
  return (
    <div className="flex flex-wrap gap-x-4 gap-y-2 py-1">
      {field.choices.map((choice, index) => (
        <label key={index} className="flex items-center gap-2 text-sm">
          <Checkbox
            disabled={ids.isDisabled}
            checked={chosen.includes(index)}
            onCheckedChange={(state) => toggle(index, state === true)}
          />
          {choice.label}
        </label>
      ))}
    </div>
  )
}

export function JsonControl({ draft, onDraftChange, ...place }: ControlProps<JsonField>) {
  return (
    <Textarea
      {...useControl(place)}
      placeholder="JSON"
      spellCheck={false}
      className="field-sizing-content max-h-80 min-h-8 font-mono text-xs"
      value={typeof draft === 'string' ? draft : ''}
      onChange={(event) => onDraftChange(event.target.value)}
    />
  )
}

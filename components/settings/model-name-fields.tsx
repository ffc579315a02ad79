'use client'
import { Input } from '@/components/ui/input'
import { Select } from '@/components/ui/select'
import { Suggestions } from '@/components/ui/suggestions'
import { MODEL_PROVIDERS } from '@/lib/domain/api/chat'
import { Field } from './field'
import { type ModelDraft, PROVIDERS } from './model-draft'

interface ModelNameFieldsProps {
  id: string
  draft: ModelDraft
  /** Of the field of the name. */
  label: string
  error: string | undefined
  /** Names to choose from. */
  known?: readonly string[]
  onProvider: (provider: ModelDraft['provider']) => void
  onModel: (model: string) => void
}

/** Which model: its provider, and its name there. */
export function ModelNameFields(props: ModelNameFieldsProps) {
  const { id, draft, label, error, known, onProvider, onModel } = props
  return (
    <div className="grid gap-4 sm:grid-cols-2">
      <Field id={`${id}-provider`} label="Provider">
        <Select
          id={`${id}-provider`}
          className="w-full"
          value={draft.provider}
          options={MODEL_PROVIDERS.map((value) => ({ value, label: PROVIDERS[value].name }))}
          onValueChange={onProvider}
        />
      </Field>
      <Field id={`${id}-model`} label={label} error={error}>
        <Input
          id={`${id}-model`}
          value={draft.model}
          onChange={(event) => onModel(event.target.value)}
          placeholder={PROVIDERS[draft.provider].modelHint}
          list={known && `${id}-models`}
          autoComplete="off"
          spellCheck={false}
          aria-invalid={error !== undefined}
          aria-describedby={error ? `${id}-model-error` : undefined}
        />
        {known && <Suggestions id={`${id}-models`} values={known} />}
      </Field>
    </div>
  )
}

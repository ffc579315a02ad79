'use client'
import { Input } from '@/components/ui/input'
import { Field } from './field'
import type { DraftErrors, ModelDraft } from './model-draft'

interface ModelFactsProps {
  id: string
  draft: ModelDraft
  errors: DraftErrors
  /** Whether it is what the form is for. */
  isOpen?: boolean
  onChange: (part: Partial<ModelDraft>) => void
}

const FIELDS = [
  { name: 'contextTokens', label: 'Context, in tokens', placeholder: '128000', mode: 'numeric' },
  { name: 'inputPrice', label: 'Input, per million tokens', placeholder: '2.5', mode: 'decimal' },
  { name: 'cachedPrice', label: 'Cached input, per million', placeholder: 'as input', mode: 'decimal' },
  { name: 'outputPrice', label: 'Output, per million tokens', placeholder: '10', mode: 'decimal' },
  { name: 'currency', label: 'Currency', placeholder: 'USD', mode: 'text' },
] as const

/** What no provider tells: how much the model holds and what it costs, for the gauge beside a question. */
export function ModelFacts({ id, draft, errors, isOpen = false, onChange }: ModelFactsProps) {
  const hasError = FIELDS.some(({ name }) => errors[name] !== undefined)
  return (
    <details open={isOpen || hasError || draft.contextTokens !== '' || draft.inputPrice !== '' || undefined}>
      <summary className="w-fit cursor-pointer rounded-sm text-sm font-medium">Context and prices</summary>
      <p className="text-muted-foreground mt-1 mb-3 text-sm text-pretty">
        As the provider lists them. The playground then shows how full the context is and what answers cost.
      </p>
      <div className="grid gap-4 sm:grid-cols-2">
        {FIELDS.map(({ name, label, placeholder, mode }) => (
          <Field key={name} id={`${id}-${name}`} label={label} error={errors[name]}>
            <Input
              id={`${id}-${name}`}
              value={draft[name]}
              onChange={(event) => onChange({ [name]: event.target.value })}
              placeholder={placeholder}
              inputMode={mode}
              autoComplete="off"
              spellCheck={false}
              aria-invalid={errors[name] !== undefined}
              aria-describedby={errors[name] === undefined ? undefined : `${id}-${name}-error`}
            />
          </Field>
        ))}
      </div>
    </details>
  )
}

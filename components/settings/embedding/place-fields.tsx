'use client'
import { Input } from '@/components/ui/input'
import { Select } from '@/components/ui/select'
import { Suggestions } from '@/components/ui/suggestions'
import { Field } from '../field'
import { KeyInput } from '../key-input'
import { keepsPlaceKey, type PlaceDraft, type PlaceErrors, type StoredPlace } from './place-draft'

interface PlaceFieldsProps {
  id: string
  draft: PlaceDraft
  stored: StoredPlace | null
  errors: PlaceErrors
  /** What such a service is called, and examples. */
  words: { service: string; model: string; url: string }
  /** Names to choose from. */
  known: readonly string[]
  onChange: (part: Partial<PlaceDraft>) => void
}

/** Where a model is: provider, name, address and key. */
export function PlaceFields({ id, draft, stored, errors, words, known, onChange }: PlaceFieldsProps) {
  const isService = draft.kind === 'service'
  return (
    <>
      <div className="grid gap-4 sm:grid-cols-2">
        <Field id={`${id}-provider`} label="Provider">
          <Select
            id={`${id}-provider`}
            className="w-full"
            value={draft.kind}
            options={[
              { value: 'service', label: words.service },
              { value: 'folder', label: 'Model on disk (ONNX)' },
            ]}
            onValueChange={(kind) => onChange({ kind, model: '', apiKey: '' })}
          />
        </Field>
        <Field
          id={`${id}-model`}
          label={isService ? 'Model' : 'Folder'}
          error={errors.model}
          {...(!isService && { hint: 'Below the folder that PORTOLAN_MODELS names on the server.' })}
        >
          <Input
            id={`${id}-model`}
            value={draft.model}
            onChange={(event) => onChange({ model: event.target.value })}
            placeholder={isService ? words.model : 'all-MiniLM-L6-v2'}
            list={`${id}-models`}
            autoComplete="off"
            spellCheck={false}
            aria-invalid={errors.model !== undefined}
            aria-describedby={describedBy(`${id}-model`, { error: errors.model, hint: !isService })}
          />
          <Suggestions id={`${id}-models`} values={known} />
        </Field>
      </div>
      {isService && (
        <>
          <Field id={`${id}-url`} label="Base URL" error={errors.baseUrl}>
            <Input
              id={`${id}-url`}
              value={draft.baseUrl}
              onChange={(event) => onChange({ baseUrl: event.target.value })}
              placeholder={words.url}
              inputMode="url"
              autoComplete="off"
              spellCheck={false}
              aria-invalid={errors.baseUrl !== undefined}
              aria-describedby={describedBy(`${id}-url`, { error: errors.baseUrl, hint: false })}
            />
          </Field>
          <PlaceKey
            id={`${id}-key`}
            draft={draft}
            isStored={keepsPlaceKey(stored, draft)}
            onChange={onChange}
          />
        </>
      )}
    </>
  )
}

interface PlaceKeyProps {
  id: string
  draft: PlaceDraft
  isStored: boolean
  onChange: (part: Partial<PlaceDraft>) => void
}

function PlaceKey({ id, draft, isStored, onChange }: PlaceKeyProps) {
  const hint = isStored
    ? 'A key is stored, sealed. Leave this empty to keep it; it is never shown.'
    : 'Only if the service asks for one. Stored sealed, never shown again.'
  return (
    <Field id={id} label="API key" hint={hint}>
      <KeyInput id={id} draft={draft} isStored={isStored} onChange={onChange} />
    </Field>
  )
}

function describedBy(id: string, { error, hint }: { error: string | undefined; hint: boolean }) {
  const ids = [hint && `${id}-hint`, error !== undefined && `${id}-error`].filter(Boolean)
  return ids.length > 0 ? ids.join(' ') : undefined
}

'use client'
import { parseAsString, useQueryState } from 'nuqs'
import { useId } from 'react'
import { client } from '@/components/shell/client'
import { Input } from '@/components/ui/input'
import { queryKeys } from '@/lib/client/query-keys'
import { clearModel, type DetectedModels, type ModelView, setModel, testModel } from '@/lib/domain/api/chat'
import { DetectedChips } from './detected-chips'
import { Field } from './field'
import { KeyInput } from './key-input'
import { draftOf, errorsOf, keepsKey, type ModelDraft, NO_FACTS, PROVIDERS, settingsOf } from './model-draft'
import { ModelFacts } from './model-facts'
import { ModelFormFoot } from './model-form-foot'
import { ModelNameFields } from './model-name-fields'
import { NO_KEY } from './service-draft'
import { useModelForm } from './use-model-form'

interface ModelFormProps {
  model: ModelView | null
  detected: DetectedModels[]
}

export function ModelForm({ model, detected }: ModelFormProps) {
  const id = useId()
  const [asked] = useQueryState('provider', parseAsString)
  const form = useModelForm({
    queryKey: queryKeys.model,
    begin: () => draftOf(model, detected, asked),
    errorsOf,
    settingsOf,
    withoutKey: (draft) => ({ ...draft, ...NO_KEY }),
    save: (body) => client.call(setModel, { body }),
    test: (body) => client.call(testModel, { body }),
    clear: () => client.call(clearModel),
    words: {
      saved: (name) => `${name} answers from now on`,
      notSaved: 'The model was not saved',
      cleared: 'The model and its key are forgotten',
      notCleared: 'The model is still set',
    },
  })
  const { draft, errors, change } = form
  const provider = PROVIDERS[draft.provider]
  const local = detected.filter((place) => place.provider === draft.provider)
  const choose = (next: ModelDraft['provider']) => {
    const place = detected.find((each) => each.provider === next)
    change({
      provider: next,
      model: place?.models[0] ?? '',
      baseUrl: next === 'ollama' ? (place?.baseUrl ?? '') : '',
      ...NO_KEY,
      ...NO_FACTS,
    })
  }
  return (
    <form onSubmit={form.submit} noValidate className="grid gap-4 border-t pt-4">
      <DetectedChips
        detected={detected}
        onChoose={(place, name) =>
          change({
            provider: place.provider,
            baseUrl: PROVIDERS[place.provider].hasUrl ? place.baseUrl : '',
            model: name ?? '',
            ...NO_KEY,
            ...NO_FACTS,
          })
        }
      />
      <ModelNameFields
        id={id}
        draft={draft}
        label="Model"
        error={errors.model}
        known={local.flatMap(({ models }) => models)}
        onProvider={choose}
        onModel={(name) => change({ model: name })}
      />
      {provider.hasUrl && (
        <Field id={`${id}-url`} label="Base URL" error={errors.baseUrl}>
          <Input
            id={`${id}-url`}
            value={draft.baseUrl}
            onChange={(event) => change({ baseUrl: event.target.value })}
            placeholder={provider.urlHint}
            inputMode="url"
            autoComplete="off"
            spellCheck={false}
            aria-invalid={errors.baseUrl !== undefined}
            aria-describedby={errors.baseUrl ? `${id}-url-error` : undefined}
          />
        </Field>
      )}
      <KeyField
        id={`${id}-key`}
        model={model}
        draft={draft}
        hasOther={local.some((place) => place.provider !== 'ollama')}
        onChange={change}
      />
      <ModelFacts id={id} draft={draft} errors={errors} onChange={change} />
      <ModelFormFoot form={form} forget={model?.origin === 'settings' ? 'Forget this model' : undefined} />
    </form>
  )
}

interface KeyFieldProps {
  id: string
  model: ModelView | null
  draft: ModelDraft
  /** The environment holds a key for this provider. */
  hasOther: boolean
  onChange: (part: Partial<ModelDraft>) => void
}

function KeyField({ id, model, draft, hasOther, onChange }: KeyFieldProps) {
  const isStored = keepsKey(model, draft)
  return (
    <Field id={id} label="API key" hint={keyHint(draft, { isStored, hasOther })}>
      <KeyInput id={id} draft={draft} isStored={isStored} onChange={onChange} />
    </Field>
  )
}

function keyHint(
  { provider }: ModelDraft,
  { isStored, hasOther }: { isStored: boolean; hasOther: boolean },
): string {
  if (isStored) return 'A key is stored, sealed. Leave this empty to keep it; it is never shown.'
  if (provider === 'ollama' || provider === 'openai-compatible') {
    return 'Only if the server asks for one. Stored sealed, never shown again.'
  }
  return hasOther
    ? 'Stored sealed, never shown again. Without one, the key of the environment is used.'
    : 'Stored sealed, never shown again.'
}

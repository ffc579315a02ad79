'use client'
import { parseAsString, useQueryState } from 'nuqs'
import { type SyntheticEvent, useId, useState } from 'react'
import { Button } from '@/components/ui/button'
import { Input } from '@/components/ui/input'
import { Select, SelectContent, SelectItem, SelectTrigger, SelectValue } from '@/components/ui/select'
import { type DetectedModels, MODEL_PROVIDERS, type ModelView } from '@/lib/domain/api/chat'
import { DetectedChips } from './detected-chips'
import { Field } from './field'
import { KeyInput } from './key-input'
import { draftOf, errorsOf, keepsKey, type ModelDraft, NO_FACTS, PROVIDERS, settingsOf } from './model-draft'
import { ModelFacts } from './model-facts'
import { TestOutcome } from './test-outcome'
import { useModelActions } from './use-model-actions'

interface ModelFormProps {
  model: ModelView | null
  detected: DetectedModels[]
}

export function ModelForm({ model, detected }: ModelFormProps) {
  const id = useId()
  const [asked] = useQueryState('provider', parseAsString)
  const [draft, setDraft] = useState(() => draftOf(model, detected, asked))
  const [isTried, setIsTried] = useState(false)
  const { save, test, clear } = useModelActions()
  const errors = errorsOf(draft)
  const shown = isTried ? errors : {}
  const isValid = Object.keys(errors).length === 0
  const provider = PROVIDERS[draft.provider]
  const isBusy = save.isPending || clear.isPending

  const change = (part: Partial<ModelDraft>) => {
    setDraft({ ...draft, ...part })
    test.reset()
  }
  const choose = (next: ModelDraft['provider']) => {
    const local = detected.find((place) => place.provider === next)
    change({
      provider: next,
      model: local?.models[0] ?? '',
      baseUrl: next === 'ollama' ? (local?.baseUrl ?? '') : '',
      apiKey: '',
      isKeyRemoved: false,
      ...NO_FACTS,
    })
  }
  const submit = (event: SyntheticEvent) => {
    event.preventDefault()
    setIsTried(true)
    if (!isValid || isBusy) return
    save.mutate(settingsOf(draft), {
      onSuccess: () => setDraft((now) => ({ ...now, apiKey: '', isKeyRemoved: false })),
    })
  }
  const tryOut = () => {
    setIsTried(true)
    if (isValid) test.mutate(settingsOf(draft))
  }

  return (
    <form onSubmit={submit} noValidate className="grid gap-4 border-t pt-4">
      <DetectedChips
        detected={detected}
        onChoose={(place, name) =>
          change({
            provider: place.provider,
            baseUrl: PROVIDERS[place.provider].hasUrl ? place.baseUrl : '',
            model: name ?? '',
            apiKey: '',
            isKeyRemoved: false,
            ...NO_FACTS,
          })
        }
      />
      <div className="grid gap-4 sm:grid-cols-2">
        <Field id={`${id}-provider`} label="Provider">
          <Select value={draft.provider} onValueChange={(value) => choose(value as ModelDraft['provider'])}>
            <SelectTrigger id={`${id}-provider`} className="w-full">
              <SelectValue />
            </SelectTrigger>
            <SelectContent>
              {MODEL_PROVIDERS.map((one) => (
                <SelectItem key={one} value={one}>
                  {PROVIDERS[one].name}
                </SelectItem>
              ))}
            </SelectContent>
          </Select>
        </Field>
        <Field id={`${id}-model`} label="Model" error={shown.model}>
          <Input
            id={`${id}-model`}
            value={draft.model}
            onChange={(event) => change({ model: event.target.value })}
            placeholder={provider.modelHint}
            list={`${id}-models`}
            autoComplete="off"
            spellCheck={false}
            aria-invalid={shown.model !== undefined}
            aria-describedby={shown.model ? `${id}-model-error` : undefined}
          />
          <datalist id={`${id}-models`}>
            {detected
              .filter((place) => place.provider === draft.provider)
              .flatMap(({ models }) => models)
              .map((name) => (
                <option key={name} value={name} />
              ))}
          </datalist>
        </Field>
      </div>
      {provider.hasUrl && (
        <Field id={`${id}-url`} label="Base URL" error={shown.baseUrl}>
          <Input
            id={`${id}-url`}
            value={draft.baseUrl}
            onChange={(event) => change({ baseUrl: event.target.value })}
            placeholder={provider.urlHint}
            inputMode="url"
            autoComplete="off"
            spellCheck={false}
            aria-invalid={shown.baseUrl !== undefined}
            aria-describedby={shown.baseUrl ? `${id}-url-error` : undefined}
          />
        </Field>
      )}
      <KeyField
        id={`${id}-key`}
        model={model}
        draft={draft}
        hasOther={detected.some((place) => place.provider === draft.provider && place.provider !== 'ollama')}
        onChange={change}
      />
      <ModelFacts id={id} draft={draft} errors={shown} onChange={change} />
      <div className="flex flex-wrap items-center gap-2">
        <Button type="submit" variant="primary" disabled={isBusy}>
          {save.isPending ? 'Saving' : 'Save'}
        </Button>
        <Button onClick={tryOut} disabled={test.isPending}>
          {test.isPending ? 'Asking the model' : 'Test'}
        </Button>
        {model?.origin === 'settings' && (
          <Button variant="ghost" className="ml-auto" disabled={isBusy} onClick={() => clear.mutate()}>
            Forget this model
          </Button>
        )}
      </div>
      <TestOutcome outcome={test.data} error={test.error} isPending={test.isPending} />
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

'use client'
import { type SyntheticEvent, useId, useState } from 'react'
import { Button } from '@/components/ui/button'
import type { EmbeddingView } from '@/lib/domain/api/search'
import { TestOutcome } from '../test-outcome'
import { DetectedEmbedders } from './detected-embedders'
import {
  type EmbeddingDraft,
  embeddingDraftOf,
  embeddingErrorsOf,
  embeddingSettingsOf,
  storedPlaceOf,
  withDetected,
} from './embedding-draft'
import { EmbeddingExtras } from './embedding-extras'
import { PlaceFields } from './place-fields'
import { useEmbeddingActions } from './use-embedding-actions'

const WORDS = {
  service: 'OpenAI-compatible',
  model: 'nomic-embed-text',
  url: 'http://127.0.0.1:11434/v1',
}

export function EmbeddingForm({ view }: { view: EmbeddingView }) {
  const id = useId()
  const [draft, setDraft] = useState(() => embeddingDraftOf(view))
  const [isTried, setIsTried] = useState(false)
  const { save, test, clear } = useEmbeddingActions()
  const errors = embeddingErrorsOf(draft)
  const shown = isTried ? errors : {}
  const isValid = Object.keys(errors).length === 0
  const isBusy = save.isPending || clear.isPending
  const stored = view.origin === 'settings' ? storedPlaceOf(view.settings) : null

  const change = (part: Partial<EmbeddingDraft>) => {
    setDraft({ ...draft, ...part })
    test.reset()
  }
  const submit = (event: SyntheticEvent) => {
    event.preventDefault()
    setIsTried(true)
    if (!isValid || isBusy) return
    save.mutate(embeddingSettingsOf(draft), {
      onSuccess: () =>
        setDraft((now) => ({ ...now, place: { ...now.place, apiKey: '', isKeyRemoved: false } })),
    })
  }
  const tryOut = () => {
    setIsTried(true)
    if (isValid) test.mutate(embeddingSettingsOf(draft))
  }

  return (
    <form onSubmit={submit} noValidate className="grid gap-4 border-t pt-4">
      <DetectedEmbedders
        detected={view.detected}
        onChoose={(found) => change({ place: withDetected(draft.place, found) })}
      />
      <PlaceFields
        id={id}
        draft={draft.place}
        stored={stored}
        errors={shown}
        words={WORDS}
        known={view.detected
          .filter(({ provider }) => (provider === 'onnx') === (draft.place.kind === 'folder'))
          .map(({ model }) => model)}
        onChange={(part) => change({ place: { ...draft.place, ...part } })}
      />
      <EmbeddingExtras id={id} draft={draft} error={shown.dimension} onChange={change} />
      <div className="flex flex-wrap items-center gap-2">
        <Button type="submit" variant="primary" disabled={isBusy}>
          {save.isPending ? 'Saving' : 'Save'}
        </Button>
        <Button onClick={tryOut} disabled={test.isPending}>
          {test.isPending ? 'Asking the model' : 'Test'}
        </Button>
        {view.origin === 'settings' && (
          <Button variant="ghost" className="ml-auto" disabled={isBusy} onClick={() => clear.mutate()}>
            Forget this model
          </Button>
        )}
      </div>
      <TestOutcome outcome={test.data} error={test.error} isPending={test.isPending} />
    </form>
  )
}

'use client'
import { useId } from 'react'
import { client } from '@/components/shell/client'
import { queryKeys } from '@/lib/client/query-keys'
import { clearEmbedding, type EmbeddingView, setEmbedding, testEmbedding } from '@/lib/domain/api/search'
import { ModelFormFoot } from '../model-form-foot'
import { NO_KEY } from '../service-draft'
import { useModelForm } from '../use-model-form'
import { DetectedEmbedders } from './detected-embedders'
import { embeddingDraftOf, embeddingErrorsOf, embeddingSettingsOf, withDetected } from './embedding-draft'
import { EmbeddingExtras } from './embedding-extras'
import { storedPlaceOf } from './place-draft'
import { PlaceFields } from './place-fields'

const WORDS = {
  service: 'OpenAI-compatible',
  model: 'nomic-embed-text',
  url: 'http://127.0.0.1:11434/v1',
}

export function EmbeddingForm({ view }: { view: EmbeddingView }) {
  const id = useId()
  const isSetHere = view.origin === 'settings'
  const form = useModelForm({
    queryKey: queryKeys.embedding,
    begin: () => embeddingDraftOf(view),
    errorsOf: embeddingErrorsOf,
    settingsOf: embeddingSettingsOf,
    withoutKey: (draft) => ({ ...draft, place: { ...draft.place, ...NO_KEY } }),
    save: (body) => client.call(setEmbedding, { body }),
    test: (body) => client.call(testEmbedding, { body }),
    clear: () => client.call(clearEmbedding),
    words: {
      saved: (model) => `Passages are embedded by ${model} from now on`,
      notSaved: 'The embedding model was not saved',
      cleared: 'The embedding model, its key and its vectors are forgotten',
      notCleared: 'The embedding model is still set',
    },
  })
  const { draft, errors, change } = form
  return (
    <form onSubmit={form.submit} noValidate className="grid gap-4 border-t pt-4">
      <DetectedEmbedders
        detected={view.detected}
        onChoose={(found) => change({ place: withDetected(draft.place, found) })}
      />
      <PlaceFields
        id={id}
        draft={draft.place}
        stored={isSetHere ? storedPlaceOf(view.settings) : null}
        errors={errors}
        words={WORDS}
        known={view.detected
          .filter(({ provider }) => (provider === 'onnx') === (draft.place.kind === 'folder'))
          .map(({ model }) => model)}
        onChange={(part) => change({ place: { ...draft.place, ...part } })}
      />
      <EmbeddingExtras id={id} draft={draft} error={errors.dimension} onChange={change} />
      <ModelFormFoot form={form} forget={isSetHere ? 'Forget this model' : undefined} />
    </form>
  )
}

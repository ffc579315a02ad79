'use client'
import { useId } from 'react'
import { client } from '@/components/shell/client'
import { queryKeys } from '@/lib/client/query-keys'
import { clearReranker, setReranker, testReranker } from '@/lib/domain/api/search'
import { DetectedEmbedders } from '../embedding/detected-embedders'
import { placeDraftOf, placeErrorsOf, storedPlaceOf } from '../embedding/place-draft'
import { PlaceFields } from '../embedding/place-fields'
import { ModelFormFoot } from '../model-form-foot'
import { NO_KEY } from '../service-draft'
import { useModelForm } from '../use-model-form'
import { rerankerSettingsOf, type RerankerView } from './reranker-draft'

const WORDS = {
  service: 'Rerank service',
  model: 'BAAI/bge-reranker-v2-m3',
  url: 'http://127.0.0.1:8080/v1',
}

export function RerankerForm({ view }: { view: RerankerView }) {
  const id = useId()
  const stored = storedPlaceOf(view.settings)
  const form = useModelForm({
    queryKey: queryKeys.reranker,
    begin: () => placeDraftOf(stored),
    errorsOf: placeErrorsOf,
    settingsOf: rerankerSettingsOf,
    withoutKey: (draft) => ({ ...draft, ...NO_KEY }),
    save: (body) => client.call(setReranker, { body }),
    test: (body) => client.call(testReranker, { body }),
    clear: () => client.call(clearReranker),
    words: {
      saved: (model) => `${model} orders what was found from now on`,
      notSaved: 'The reranker was not saved',
      cleared: 'The reranker and its key are forgotten',
      notCleared: 'The reranker is still set',
    },
  })
  const { draft, change } = form
  return (
    <form onSubmit={form.submit} noValidate className="grid gap-4 border-t pt-4">
      <DetectedEmbedders
        detected={view.detected}
        onChoose={({ model }) => change({ kind: 'folder', model, ...NO_KEY })}
      />
      <PlaceFields
        id={id}
        draft={draft}
        stored={stored}
        errors={form.errors}
        words={WORDS}
        known={draft.kind === 'folder' ? view.detected.map(({ model }) => model) : []}
        onChange={change}
      />
      <ModelFormFoot form={form} forget={view.settings ? 'Forget this reranker' : undefined} />
    </form>
  )
}

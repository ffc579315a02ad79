'use client'
import { type SyntheticEvent, useId, useState } from 'react'
import { Button } from '@/components/ui/button'
import { DetectedEmbedders } from '../embedding/detected-embedders'
import { type PlaceDraft, placeDraftOf, placeErrorsOf } from '../embedding/place-draft'
import { PlaceFields } from '../embedding/place-fields'
import { TestOutcome } from '../test-outcome'
import { rerankerSettingsOf, type RerankerView, storedRerankerOf } from './reranker-draft'
import { useRerankerActions } from './use-reranker-actions'

const WORDS = {
  service: 'Rerank service',
  model: 'BAAI/bge-reranker-v2-m3',
  url: 'http://127.0.0.1:8080/v1',
}

export function RerankerForm({ view }: { view: RerankerView }) {
  const id = useId()
  const stored = storedRerankerOf(view.settings)
  const [draft, setDraft] = useState(() => placeDraftOf(stored))
  const [isTried, setIsTried] = useState(false)
  const { save, test, clear } = useRerankerActions()
  const errors = placeErrorsOf(draft)
  const isValid = Object.keys(errors).length === 0
  const isBusy = save.isPending || clear.isPending

  const change = (part: Partial<PlaceDraft>) => {
    setDraft({ ...draft, ...part })
    test.reset()
  }
  const submit = (event: SyntheticEvent) => {
    event.preventDefault()
    setIsTried(true)
    if (!isValid || isBusy) return
    save.mutate(rerankerSettingsOf(draft), {
      onSuccess: () => setDraft((now) => ({ ...now, apiKey: '', isKeyRemoved: false })),
    })
  }
  const tryOut = () => {
    setIsTried(true)
    if (isValid) test.mutate(rerankerSettingsOf(draft))
  }

  return (
    <form onSubmit={submit} noValidate className="grid gap-4 border-t pt-4">
      <DetectedEmbedders
        detected={view.detected}
        onChoose={({ model }) => change({ kind: 'folder', model, apiKey: '', isKeyRemoved: false })}
      />
      <PlaceFields
        id={id}
        draft={draft}
        stored={stored}
        errors={isTried ? errors : {}}
        words={WORDS}
        known={draft.kind === 'folder' ? view.detected.map(({ model }) => model) : []}
        onChange={change}
      />
      <div className="flex flex-wrap items-center gap-2">
        <Button type="submit" variant="primary" disabled={isBusy}>
          {save.isPending ? 'Saving' : 'Save'}
        </Button>
        <Button onClick={tryOut} disabled={test.isPending}>
          {test.isPending ? 'Asking the model' : 'Test'}
        </Button>
        {view.settings && (
          <Button variant="ghost" className="ml-auto" disabled={isBusy} onClick={() => clear.mutate()}>
            Forget this reranker
          </Button>
        )}
      </div>
      <TestOutcome outcome={test.data} error={test.error} isPending={test.isPending} />
    </form>
  )
}

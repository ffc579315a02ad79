'use client'
import { Pencil, X } from 'lucide-react'
import { type SyntheticEvent, useId, useState } from 'react'
import { Button } from '@/components/ui/button'
import { countWords } from '@/components/ui/number-words'
import { type ModelMeasures } from '@/lib/domain/api/chat'
import {
  emptyDraft,
  errorsOfMeasures,
  measuredDraft,
  measuresOf,
  type ModelDraft,
  PROVIDERS,
} from './model-draft'
import { ModelFacts } from './model-facts'
import { ModelNameFields } from './model-name-fields'
import { useMeasure } from './use-measure'

interface OtherModelsProps {
  measures: ModelMeasures[]
  /** Of the model that is set. */
  provider: ModelMeasures['provider'] | undefined
}

/** What models hold and cost that are chosen for single questions, or compared: one line each, and a form for one more. */
export function OtherModels({ measures, provider = 'openai' }: OtherModelsProps) {
  const measure = useMeasure()
  const [draft, setDraft] = useState<ModelDraft>()
  return (
    <section aria-label="Prices of other models" className="grid gap-3 border-t pt-4">
      <div className="flex flex-wrap items-center justify-between gap-2">
        <div>
          <h3 className="text-sm font-medium">Prices of other models</h3>
          <p className="text-muted-foreground text-sm text-pretty">
            Of those that are chosen for a question in the playground. Without a price an answer has no cost.
          </p>
        </div>
        {!draft && <Button onClick={() => setDraft(emptyDraft(provider))}>Add a model</Button>}
      </div>
      {measures.length > 0 && (
        <ul className="divide-y rounded-lg border text-sm">
          {measures.map((one) => (
            <li key={`${one.provider}/${one.model}`} className="flex items-center gap-2 px-3 py-1.5">
              <span className="min-w-0 flex-1 wrap-anywhere">
                {one.model} <span className="text-muted-foreground">{PROVIDERS[one.provider].name}</span>
                <span className="text-muted-foreground block text-xs">{measureWords(one)}</span>
              </span>
              <Button
                size="icon-sm"
                variant="ghost"
                aria-label={`Change what ${one.model} costs`}
                onClick={() => setDraft(measuredDraft(one))}
              >
                <Pencil aria-hidden />
              </Button>
              <Button
                size="icon-sm"
                variant="ghost"
                aria-label={`Forget what ${one.model} costs`}
                disabled={measure.isPending}
                onClick={() => measure.mutate({ provider: one.provider, model: one.model })}
              >
                <X aria-hidden />
              </Button>
            </li>
          ))}
        </ul>
      )}
      {draft && (
        <MeasureForm
          key={`${draft.provider}/${draft.model}`}
          begun={draft}
          isBusy={measure.isPending}
          onSave={(said) => measure.mutate(said, { onSuccess: () => setDraft(undefined) })}
          onCancel={() => setDraft(undefined)}
        />
      )}
    </section>
  )
}

function measureWords({ contextTokens, prices }: ModelMeasures): string {
  const { input, output, currency } = prices ?? {}
  return [
    ...(prices ? [`${input} in and ${output} out, in ${currency} for a million tokens`] : ['no price']),
    ...(contextTokens === undefined ? [] : [`context of ${countWords(contextTokens)} tokens`]),
  ].join(', ')
}

interface MeasureFormProps {
  begun: ModelDraft
  isBusy: boolean
  onSave: (measures: ModelMeasures) => void
  onCancel: () => void
}

function MeasureForm({ begun, isBusy, onSave, onCancel }: MeasureFormProps) {
  const id = useId()
  const [draft, setDraft] = useState(begun)
  const [isTried, setIsTried] = useState(false)
  const errors = errorsOfMeasures(draft)
  const shown = isTried ? errors : {}
  const change = (part: Partial<ModelDraft>) => setDraft({ ...draft, ...part })
  const submit = (event: SyntheticEvent) => {
    event.preventDefault()
    setIsTried(true)
    if (Object.keys(errors).length === 0 && !isBusy) onSave(measuresOf(draft))
  }
  return (
    <form onSubmit={submit} noValidate className="bg-muted/40 grid gap-4 rounded-lg border p-3">
      <ModelNameFields
        id={id}
        draft={draft}
        label="Name of the model"
        error={shown.model}
        onProvider={(provider) => change({ provider })}
        onModel={(model) => change({ model })}
      />
      <ModelFacts id={id} draft={draft} errors={shown} isOpen onChange={change} />
      <div className="flex flex-wrap gap-2">
        <Button type="submit" variant="primary" disabled={isBusy}>
          {isBusy ? 'Saving' : 'Save prices'}
        </Button>
        <Button variant="ghost" onClick={onCancel}>
          Cancel
        </Button>
      </div>
    </form>
  )
}

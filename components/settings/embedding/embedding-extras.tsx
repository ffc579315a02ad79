'use client'
import { Input } from '@/components/ui/input'
import { Select } from '@/components/ui/select'
import { Field } from '../field'
import type { EmbeddingDraft } from './embedding-draft'

interface EmbeddingExtrasProps {
  id: string
  draft: EmbeddingDraft
  error: string | undefined
  onChange: (part: Partial<EmbeddingDraft>) => void
}

const POOLINGS = [
  { value: 'mean', label: 'Mean of all tokens' },
  { value: 'cls', label: 'First token' },
] as const

/** What few models want. */
export function EmbeddingExtras({ id, draft, error, onChange }: EmbeddingExtrasProps) {
  const { queryPrefix, passagePrefix, dimension, pooling, place } = draft
  const isOpen = queryPrefix !== '' || passagePrefix !== '' || dimension !== '' || pooling !== 'mean'
  return (
    <details className="group" open={isOpen || error !== undefined || undefined}>
      <summary className="text-muted-foreground hover:text-foreground w-fit cursor-pointer rounded-sm text-sm">
        Prefixes and {place.kind === 'folder' ? 'pooling' : 'dimension'}
      </summary>
      <div className="grid gap-4 pt-3 sm:grid-cols-3">
        <Field id={`${id}-query`} label="Before a question" hint="As its authors say: “query: ”">
          <Input
            id={`${id}-query`}
            value={queryPrefix}
            onChange={(event) => onChange({ queryPrefix: event.target.value })}
            maxLength={500}
            spellCheck={false}
            aria-describedby={`${id}-query-hint`}
          />
        </Field>
        <Field id={`${id}-passage`} label="Before a passage" hint="“passage: ”">
          <Input
            id={`${id}-passage`}
            value={passagePrefix}
            onChange={(event) => onChange({ passagePrefix: event.target.value })}
            maxLength={500}
            spellCheck={false}
            aria-describedby={`${id}-passage-hint`}
          />
        </Field>
        {place.kind === 'service' ? (
          <Field id={`${id}-dimension`} label="Dimension" hint="Empty: the model’s own" error={error}>
            <Input
              id={`${id}-dimension`}
              value={dimension}
              onChange={(event) => onChange({ dimension: event.target.value })}
              inputMode="numeric"
              aria-invalid={error !== undefined}
              aria-describedby={`${id}-dimension-hint ${id}-dimension-error`}
            />
          </Field>
        ) : (
          <Field id={`${id}-pooling`} label="Pooling">
            <Select
              id={`${id}-pooling`}
              className="w-full"
              value={pooling}
              options={POOLINGS}
              onValueChange={(next) => onChange({ pooling: next })}
            />
          </Field>
        )}
      </div>
    </details>
  )
}

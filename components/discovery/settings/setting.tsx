'use client'
import { RotateCcw, Undo2 } from 'lucide-react'
import { Badge } from '@/components/ui/badge'
import { Button } from '@/components/ui/button'
import type { Property } from '@/components/ui/schema-form/field'
import { FormProvider } from '@/components/ui/schema-form/form-context'
import { SchemaField } from '@/components/ui/schema-form/schema-field'
import type { Errors } from '@/components/ui/schema-form/to-arguments'
import type { SourceView } from '@/lib/domain/discovery'
import { LAYER_WORDS } from '../discovery-words'
import { draftOf, type Edit, type Edits } from './settings-model'

interface SettingProps {
  id: string
  property: Property
  source: SourceView
  edits: Edits
  errors: Errors
  isDisabled: boolean
  /** Undefined drops the edit. */
  onEdit: (edit: Edit | undefined) => void
}

/** One field, with where its value comes from and the way back. */
export function Setting({ id, property, source, edits, errors, isDisabled, onEdit }: SettingProps) {
  const { name, field } = property
  const path = `/${name}`
  const edit = edits[name]
  const layer = source.settings.layers[name] ?? 'default'
  const isTakenBack = edit?.kind === 'take-back'
  const title = field.title ?? name
  const beside = (at: string) => {
    if (at !== path) return null
    if (isTakenBack) return <Badge variant="primary">goes back to the layer below</Badge>
    if (edit) return <Badge variant="primary">changed</Badge>
    return <Badge variant={layer === 'page' ? 'primary' : 'outline'}>{LAYER_WORDS[layer]}</Badge>
  }
  return (
    <FormProvider value={{ id, errors, isDisabled: isDisabled || isTakenBack, isTitled: true, beside }}>
      <div className="relative" data-setting={name}>
        <SchemaField
          name={title}
          path={path}
          field={field}
          isRequired={false}
          draft={draftOf(source, property, edits)}
          onDraftChange={(draft) => onEdit({ kind: 'value', draft })}
        />
        {edit ? (
          <Button
            size="sm"
            variant="ghost"
            className={BESIDE}
            aria-label={`Undo the change of ${title}`}
            title="Undo this change"
            onClick={() => onEdit(undefined)}
          >
            <Undo2 aria-hidden />
            Undo
          </Button>
        ) : (
          layer === 'page' && (
            <Button
              size="sm"
              variant="ghost"
              className={BESIDE}
              aria-label={`Take back ${title}`}
              title="Back to what the file, the environment or the default says"
              onClick={() => onEdit({ kind: 'take-back' })}
            >
              <RotateCcw aria-hidden />
              Take back
            </Button>
          )
        )}
      </div>
    </FormProvider>
  )
}

/** On the line of the field's name, where it takes no room from the control. */
const BESIDE = 'absolute -top-1 right-0'

'use client'
import { Braces, TextCursorInput } from 'lucide-react'
import {
  type KeyboardEvent,
  type ReactNode,
  type SyntheticEvent,
  useId,
  useMemo,
  useRef,
  useState,
} from 'react'
import { Button } from '../button'
import { focusFirstError } from '../focus-first-error'
import { type Draft, draftFrom, emptyDraft } from './draft'
import type { ObjectField, UnionField } from './field'
import { FormProvider } from './form-context'
import type { JsonObject } from './json'
import { RawEditor } from './raw-editor'
import { readRawArguments } from './raw-arguments'
import { readSchema } from './read-schema'
import { ObjectControl, UnionControl } from './schema-field'
import { toArguments } from './to-arguments'

interface ArgumentsFormProps {
  /** JSON Schema of the arguments, as the server gave it. */
  schema: unknown
  /** What the form starts with; the schema's defaults without it. */
  initial?: JsonObject
  onSubmit: (args: JsonObject) => void
  /** While a call runs. */
  isDisabled?: boolean
  /** Fields go by their titles: the form is for people, not for what calls a tool. */
  isTitled?: boolean
  /** The buttons that send; at least one of type "submit". */
  actions: ReactNode
}

type Mode = { kind: 'form'; draft: Draft } | { kind: 'json'; text: string }

/** A form made from a JSON Schema, with the arguments as JSON beside it. Where no form can be made, JSON alone. */
export function ArgumentsForm({
  schema,
  initial,
  onSubmit,
  isDisabled = false,
  isTitled = false,
  actions,
}: ArgumentsFormProps) {
  const id = useId()
  const form = useRef<HTMLFormElement>(null)
  const read = useMemo(() => readSchema(schema), [schema])
  const [mode, setMode] = useState<Mode>(() =>
    startMode(read.kind === 'form' ? read.field : undefined, initial),
  )
  // Errors wait for the first try to send; from then on they follow each keystroke.
  const [isTried, setIsTried] = useState(false)
  const [refusal, setRefusal] = useState<string>()

  const field = read.kind === 'form' ? read.field : undefined
  const filled = mode.kind === 'form' && field ? toArguments(field, mode.draft) : undefined
  const raw = mode.kind === 'json' ? readRawArguments(mode.text) : undefined

  const submit = (event: SyntheticEvent) => {
    event.preventDefault()
    if (isDisabled) return
    setIsTried(true)
    if (raw?.ok) {
      onSubmit(raw.value)
      return
    }
    if (filled && Object.keys(filled.errors).length === 0) {
      // The field is an object's or a union's of objects, so the value is an object.
      onSubmit((filled.value ?? {}) as JsonObject)
      return
    }
    // After the errors are drawn.
    focusFirstError(form.current)
  }

  const showJson = () => {
    setMode({ kind: 'json', text: JSON.stringify(filled?.value ?? {}, null, 2) })
    setRefusal(undefined)
  }
  const showForm = () => {
    if (!field || !raw) return
    if (!raw.ok) {
      setRefusal(raw.problem)
      return
    }
    const back = draftFrom(field, raw.value)
    if (back.lost.length > 0) {
      setRefusal(`The form has no place for ${back.lost.slice(0, 3).join(', ')}`)
      return
    }
    setRefusal(undefined)
    setMode({ kind: 'form', draft: back.draft })
  }
  const sendByKey = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return
    event.preventDefault()
    form.current?.requestSubmit()
  }

  return (
    <form ref={form} noValidate onSubmit={submit} onKeyDown={sendByKey} className="grid gap-4">
      {mode.kind === 'form' && field ? (
        <FormProvider value={{ id, errors: isTried ? (filled?.errors ?? {}) : {}, isDisabled, isTitled }}>
          <FormBody
            field={field}
            draft={mode.draft}
            onDraftChange={(draft) => setMode({ kind: 'form', draft })}
          />
        </FormProvider>
      ) : (
        <RawEditor
          id={id}
          text={mode.kind === 'json' ? mode.text : ''}
          note={read.kind === 'raw' ? read.reason : undefined}
          problem={refusal ?? (isTried && raw?.ok === false ? raw.problem : undefined)}
          isDisabled={isDisabled}
          onTextChange={(text) => {
            setRefusal(undefined)
            setMode({ kind: 'json', text })
          }}
        />
      )}
      <div className="flex flex-wrap items-center gap-2">
        {actions}
        {field && (
          <Button variant="ghost" className="ml-auto" onClick={mode.kind === 'form' ? showJson : showForm}>
            {mode.kind === 'form' ? <Braces aria-hidden /> : <TextCursorInput aria-hidden />}
            {mode.kind === 'form' ? 'Edit as JSON' : 'Edit as form'}
          </Button>
        )}
      </div>
    </form>
  )
}

function startMode(field: ObjectField | UnionField | undefined, initial: JsonObject | undefined): Mode {
  const asJson: Mode = { kind: 'json', text: JSON.stringify(initial ?? {}, null, 2) }
  if (!field) return asJson
  if (!initial) return { kind: 'form', draft: emptyDraft(field) }
  const read = draftFrom(field, initial)
  return read.lost.length === 0 ? { kind: 'form', draft: read.draft } : asJson
}

interface FormBodyProps {
  field: ObjectField | UnionField
  draft: Draft
  onDraftChange: (draft: Draft) => void
}

function FormBody({ field, draft, onDraftChange }: FormBodyProps) {
  const props = { draft, onDraftChange, path: '', isRequired: true, name: 'Arguments' }
  if (field.kind === 'union') return <UnionControl field={field} {...props} />
  if (field.properties.length === 0) {
    return <p className="text-muted-foreground text-sm">It takes no arguments.</p>
  }
  return <ObjectControl field={field} {...props} />
}

'use client'
import { type SyntheticEvent, useId, useMemo, useRef, useState } from 'react'
import { Button } from '@/components/ui/button'
import { focusFirstError } from '@/components/ui/focus-first-error'
import type { Errors } from '@/components/ui/schema-form/to-arguments'
import type { SourceView } from '@/lib/domain/discovery'
import { Setting } from './setting'
import {
  changeOf,
  type Edit,
  type Edits,
  effectWords,
  isEdited,
  settingFields,
  withEdit,
} from './settings-model'
import { useSaveSettings } from './use-save-settings'

interface SettingsFormProps {
  source: SourceView
  onDirtyChange: (isDirty: boolean) => void
  onDone: () => void
}

/** Fields made from the source's schema; each tells where its value comes from. */
export function SettingsForm({ source, onDirtyChange, onDone }: SettingsFormProps) {
  const id = useId()
  const form = useRef<HTMLFormElement>(null)
  const fields = useMemo(() => settingFields(source), [source])
  const [edits, setEdits] = useState<Edits>({})
  const [isTried, setIsTried] = useState(false)
  const [refusals, setRefusals] = useState<Errors>({})
  const save = useSaveSettings(source)

  const { settings, errors } = changeOf(source, fields, edits)
  const effects = effectWords(source, settings)
  const isDirty = isEdited(source, fields, edits)
  const shownErrors = { ...refusals, ...(isTried && errors) }

  const edit = (name: string, change: Edit | undefined) => {
    const next = withEdit(edits, name, change)
    setEdits(next)
    onDirtyChange(isEdited(source, fields, next))
    // What was refused is judged anew once it is changed.
    setRefusals((current) =>
      Object.fromEntries(Object.entries(current).filter(([path]) => !isAtOrBelow(path, `/${name}`))),
    )
  }
  const submit = (event: SyntheticEvent) => {
    event.preventDefault()
    setIsTried(true)
    if (Object.keys(errors).length > 0) {
      focusFirstError(form.current)
      return
    }
    save.mutate(settings, {
      onSuccess: onDone,
      onError: (error) => {
        setRefusals(save.refusalsIn(error))
        focusFirstError(form.current)
      },
    })
  }

  if (fields.length === 0) return <p className="text-muted-foreground">There is nothing to set about it.</p>
  return (
    <form ref={form} noValidate onSubmit={submit} className="flex min-h-0 flex-1 flex-col gap-5">
      <p className="text-muted-foreground text-pretty">
        A value set here goes before the one in a file, that before the environment’s, and that before the
        default.
      </p>
      <SettingProblems problems={source.settings.problems ?? []} />
      <div className="grid gap-5">
        {fields.map((property) => (
          <Setting
            key={property.name}
            id={id}
            property={property}
            source={source}
            edits={edits}
            errors={shownErrors}
            isDisabled={save.isPending}
            onEdit={(change) => edit(property.name, change)}
          />
        ))}
      </div>
      <div className="bg-popover sticky -bottom-4 z-10 -mx-4 mt-auto -mb-4 grid gap-2 border-t px-4 py-3">
        {effects.length > 0 && (
          <p role="status" className="text-sm text-pretty">
            {effects.join(' ')}
          </p>
        )}
        {save.error && Object.keys(refusals).length === 0 && (
          <p role="alert" className="text-bad text-sm wrap-anywhere">
            {save.error.message}
          </p>
        )}
        <div className="flex flex-wrap gap-2">
          <Button type="submit" variant="primary" disabled={!isDirty || save.isPending}>
            Save
          </Button>
          <Button
            disabled={!isDirty || save.isPending}
            onClick={() => {
              setEdits({})
              setRefusals({})
              onDirtyChange(false)
            }}
          >
            Discard changes
          </Button>
        </div>
      </div>
    </form>
  )
}

/** What is wrong with what a file, the environment or this page has set. */
function SettingProblems({ problems }: { problems: readonly string[] }) {
  if (problems.length === 0) return null
  return (
    <ul className="border-warn/30 bg-warn/8 grid gap-1 rounded-md border px-3 py-2">
      {problems.map((problem) => (
        <li key={problem} className="wrap-anywhere">
          {problem}
        </li>
      ))}
    </ul>
  )
}

function isAtOrBelow(path: string, of: string): boolean {
  return path === of || path.startsWith(`${of}/`)
}

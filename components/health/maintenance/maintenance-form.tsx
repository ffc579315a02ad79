'use client'
import { type SyntheticEvent, useId, useState } from 'react'
import { Button } from '@/components/ui/button'
import { Input } from '@/components/ui/input'
import { Label } from '@/components/ui/label'
import type { MaintenanceWindow } from '@/lib/domain/incident'
import { messageOf } from '@/lib/kit/app-error'
import { draftOf, errorsOf, type MaintenanceDraft, maintenanceOf, newDraft } from './draft'
import { FieldError } from './field-error'
import { ScheduleFields } from './schedule-fields'
import { SchedulePreview } from './schedule-preview'
import { ScopeFields } from './scope-fields'
import { useSaveMaintenance } from './use-maintenance'

interface MaintenanceFormProps {
  window: MaintenanceWindow | undefined
  onDone: () => void
}

const ownZone = () => Intl.DateTimeFormat().resolvedOptions().timeZone

/** What for, of whom, and when. */
export function MaintenanceForm({ window, onDone }: MaintenanceFormProps) {
  const id = useId()
  const [draft, setDraft] = useState(() =>
    window ? draftOf(window, Date.now(), ownZone()) : newDraft(Date.now(), ownZone()),
  )
  const [isTried, setIsTried] = useState(false)
  const save = useSaveMaintenance(window?.id)
  const errors = errorsOf(draft)
  const shown = isTried ? errors : {}
  const change = (part: Partial<MaintenanceDraft>) => {
    setDraft({ ...draft, ...part })
    save.reset()
  }
  const submit = (event: SyntheticEvent) => {
    event.preventDefault()
    setIsTried(true)
    if (Object.keys(errors).length > 0 || save.isPending) return
    save.mutate(maintenanceOf(draft, window), { onSuccess: onDone })
  }
  return (
    <form onSubmit={submit} noValidate className="grid gap-5">
      <div className="grid gap-1.5">
        <Label htmlFor={`${id}-title`}>What for</Label>
        <Input
          id={`${id}-title`}
          value={draft.title}
          maxLength={200}
          placeholder="Upgrade of the database"
          aria-invalid={shown.title !== undefined}
          aria-describedby={shown.title ? `${id}-title-error` : undefined}
          onChange={(event) => change({ title: event.target.value })}
        />
        <FieldError id={`${id}-title-error`} error={shown.title} />
      </div>
      <ScopeFields draft={draft} error={shown.servers} onChange={change} />
      <ScheduleFields draft={draft} errors={shown} onChange={change} />
      <SchedulePreview draft={draft} window={window} />
      {save.isError && (
        <p role="alert" className="border-bad/30 bg-bad/8 rounded-md border px-3 py-2 wrap-anywhere">
          {messageOf(save.error)}
        </p>
      )}
      <div className="flex gap-2">
        <Button type="submit" variant="primary" disabled={save.isPending}>
          {save.isPending ? 'Saving' : window ? 'Save' : 'Plan it'}
        </Button>
        <Button onClick={onDone}>Cancel</Button>
      </div>
    </form>
  )
}

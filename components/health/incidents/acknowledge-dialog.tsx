'use client'
import { useId, useState } from 'react'
import { FormDialog } from '@/components/ui/form-dialog'
import { Label } from '@/components/ui/label'
import { Textarea } from '@/components/ui/textarea'
import { NameField } from './name-field'
import { useAcknowledge } from './use-incidents'
import { useOwnName } from './use-own-name'

/** What is acknowledged: some incidents, or whole groups. */
export interface AcknowledgeTarget {
  ids: string[]
  groups: string[]
  /** "files is down", "3 incidents". */
  words: string
}

interface AcknowledgeDialogProps {
  target: AcknowledgeTarget | undefined
  onClose: () => void
  onDone?: () => void
}

/** Asks who knows of it, and what they want to say to it. */
export function AcknowledgeDialog({ target, ...rest }: AcknowledgeDialogProps) {
  return target && <Body target={target} {...rest} />
}

function Body({ target, onClose, onDone }: AcknowledgeDialogProps & { target: AcknowledgeTarget }) {
  const id = useId()
  const [ownName, remember] = useOwnName()
  const [by, setBy] = useState(ownName)
  const [note, setNote] = useState('')
  const acknowledge = useAcknowledge()
  const send = () => {
    remember(by.trim())
    acknowledge.mutate(
      { ids: target.ids, groups: target.groups, acknowledged: true, by: by.trim(), note: note.trim() },
      {
        onSuccess: () => {
          onDone?.()
          onClose()
        },
      },
    )
  }
  return (
    <FormDialog
      title={`Acknowledge ${target.words}`}
      description="Others see that somebody knows, and need not look. It closes nothing: that happens when the server is well again."
      action="Acknowledge"
      canSend={!acknowledge.isPending}
      onSend={send}
      onClose={onClose}
    >
      <div className="grid gap-1.5">
        <NameField id={`${id}-by`} value={by} onChange={setBy} />
      </div>
      <div className="grid gap-1.5">
        <Label htmlFor={`${id}-note`}>Note</Label>
        <Textarea
          id={`${id}-note`}
          value={note}
          maxLength={2_000}
          placeholder="What is known, what is done about it. Optional"
          onChange={(event) => setNote(event.target.value)}
        />
      </div>
    </FormDialog>
  )
}

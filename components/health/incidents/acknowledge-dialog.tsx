'use client'
import { type SyntheticEvent, useId, useState } from 'react'
import { Button } from '@/components/ui/button'
import {
  Dialog,
  DialogContent,
  DialogDescription,
  DialogFooter,
  DialogHeader,
  DialogTitle,
} from '@/components/ui/dialog'
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
export function AcknowledgeDialog({ target, onClose, onDone }: AcknowledgeDialogProps) {
  return (
    <Dialog open={target !== undefined} onOpenChange={(isOpen) => !isOpen && onClose()}>
      <DialogContent>{target && <Body target={target} onClose={onClose} onDone={onDone} />}</DialogContent>
    </Dialog>
  )
}

interface BodyProps {
  target: AcknowledgeTarget
  onClose: () => void
  onDone: (() => void) | undefined
}

function Body({ target, onClose, onDone }: BodyProps) {
  const id = useId()
  const [ownName, remember] = useOwnName()
  const [by, setBy] = useState(ownName)
  const [note, setNote] = useState('')
  const acknowledge = useAcknowledge()
  const submit = (event: SyntheticEvent) => {
    event.preventDefault()
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
    <form onSubmit={submit} className="grid gap-4">
      <DialogHeader>
        <DialogTitle>Acknowledge {target.words}</DialogTitle>
        <DialogDescription>
          Others see that somebody knows, and need not look. It closes nothing: that happens when the server
          is well again.
        </DialogDescription>
      </DialogHeader>
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
      <DialogFooter>
        <Button onClick={onClose}>Cancel</Button>
        <Button type="submit" variant="primary" disabled={acknowledge.isPending}>
          Acknowledge
        </Button>
      </DialogFooter>
    </form>
  )
}

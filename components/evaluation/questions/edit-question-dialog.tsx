'use client'
import { type SyntheticEvent, useId, useState } from 'react'
import { Button } from '@/components/ui/button'
import { Dialog, DialogContent, DialogFooter, DialogHeader, DialogTitle } from '@/components/ui/dialog'
import { draftOf, readDraft } from '@/components/ui/gold/question-draft'
import { QuestionFields } from '@/components/ui/gold/question-fields'
import type { GoldQuestion } from '@/lib/domain/evaluation'
import { messageOf } from '@/lib/kit/app-error'
import { useChangeQuestion } from '../use-evaluation'

interface EditQuestionDialogProps {
  id: string
  /** The one that is changed; closed without. */
  question: GoldQuestion | undefined
  onClose: () => void
}

export function EditQuestionDialog({ id, question, onClose }: EditQuestionDialogProps) {
  return (
    <Dialog open={question !== undefined} onOpenChange={(isOpen) => !isOpen && onClose()}>
      <DialogContent className="max-w-2xl" aria-describedby={undefined}>
        {question && <Body id={id} question={question} onClose={onClose} />}
      </DialogContent>
    </Dialog>
  )
}

function Body({ id: set, question, onClose }: EditQuestionDialogProps & { question: GoldQuestion }) {
  const id = useId()
  const change = useChangeQuestion(set)
  const [draft, setDraft] = useState(() => draftOf(question))
  const [problem, setProblem] = useState<string>()
  const submit = (event: SyntheticEvent) => {
    event.preventDefault()
    const body = readDraft(draft)
    setProblem('problem' in body ? body.problem : undefined)
    if (!('problem' in body)) change.mutate({ question: question.id, body }, { onSuccess: onClose })
  }
  const said = problem ?? (change.error ? messageOf(change.error) : undefined)
  return (
    <form onSubmit={submit} noValidate className="grid min-w-0 gap-4">
      <DialogHeader>
        <DialogTitle>Edit question</DialogTitle>
      </DialogHeader>
      <QuestionFields id={id} draft={draft} onChange={setDraft} />
      {said !== undefined && (
        <p role="alert" className="text-bad text-sm wrap-anywhere">
          {said}
        </p>
      )}
      <DialogFooter>
        <Button onClick={onClose}>Cancel</Button>
        <Button type="submit" variant="primary" disabled={change.isPending}>
          Save
        </Button>
      </DialogFooter>
    </form>
  )
}

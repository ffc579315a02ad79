'use client'
import { useId, useState } from 'react'
import { FormDialog } from '@/components/ui/form-dialog'
import { draftOf, readDraft } from '@/components/ui/gold/question-draft'
import { QuestionFields } from '@/components/ui/gold/question-fields'
import type { GoldQuestion } from '@/lib/domain/evaluation'
import { useChangeQuestion } from '../use-evaluation'

interface EditQuestionDialogProps {
  id: string
  /** The one that is changed; closed without. */
  question: GoldQuestion | undefined
  onClose: () => void
}

export function EditQuestionDialog({ question, ...props }: EditQuestionDialogProps) {
  return question && <Body question={question} {...props} />
}

function Body({ id: set, question, onClose }: EditQuestionDialogProps & { question: GoldQuestion }) {
  const id = useId()
  const change = useChangeQuestion(set)
  const [draft, setDraft] = useState(() => draftOf(question))
  const [problem, setProblem] = useState<string>()
  const send = () => {
    const body = readDraft(draft)
    setProblem('problem' in body ? body.problem : undefined)
    if (!('problem' in body)) change.mutate({ question: question.id, body }, { onSuccess: onClose })
  }
  return (
    <FormDialog
      title="Edit question"
      className="max-w-2xl"
      action="Save"
      canSend={!change.isPending}
      problem={problem ?? change.error}
      onSend={send}
      onClose={onClose}
    >
      <QuestionFields id={id} draft={draft} onChange={setDraft} />
    </FormDialog>
  )
}

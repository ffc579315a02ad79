'use client'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useId, useState } from 'react'
import { toast } from 'sonner'
import { client } from '@/components/shell/client'
import { FormDialog } from '@/components/ui/form-dialog'
import { queryKeys } from '@/lib/client/query-keys'
import { addQuestion, createGoldSet, type QuestionInput } from '@/lib/domain/api/evaluation'
import { draftOf, readDraft } from './question-draft'
import { QuestionFields } from './question-fields'
import { NEW_SET, SetField } from './set-field'
import { useGoldSets } from './use-gold-sets'

interface AddQuestionDialogProps {
  open: boolean
  onClose: () => void
  /** What is known already: a turn's question with the passages and tools that helped it. */
  begun?: Partial<QuestionInput>
  /** The set it goes into; a person chooses without. */
  set?: string
}

/** Adds a question to a set of those whose answers are known, and makes the set where there is none. */
export function AddQuestionDialog({ open, ...rest }: AddQuestionDialogProps) {
  return open && <Body {...rest} />
}

function Body({ begun = {}, set, onClose }: Omit<AddQuestionDialogProps, 'open'>) {
  const id = useId()
  const cache = useQueryClient()
  const sets = useGoldSets()
  const [draft, setDraft] = useState(() => draftOf(begun))
  const [chosen, setChosen] = useState(set)
  const [name, setName] = useState('My questions')
  const [problem, setProblem] = useState<string>()
  const target = chosen ?? sets.data?.[0]?.id ?? NEW_SET
  const add = useMutation({
    async mutationFn(body: QuestionInput) {
      const made = target === NEW_SET ? await client.call(createGoldSet, { body: { name } }) : undefined
      // A second try, should adding fail, finds it there.
      if (made) setChosen(made.id)
      await client.call(addQuestion, { params: { id: made?.id ?? target }, body })
    },
    onSuccess() {
      toast.success('The question was added')
      onClose()
    },
    onSettled: () => cache.invalidateQueries({ queryKey: queryKeys.goldSets }),
  })
  const send = () => {
    const read = readDraft(draft)
    const missing = target === NEW_SET && name.trim() === '' ? 'Give the new set a name' : undefined
    setProblem('problem' in read ? read.problem : missing)
    if (!('problem' in read) && missing === undefined) add.mutate(read)
  }
  return (
    <FormDialog
      title="Add a question"
      description="What a good search finds for it is known; so every change of settings can be measured by it."
      className="max-w-2xl"
      action="Add question"
      canSend={!add.isPending && !sets.isPending}
      problem={problem ?? add.error}
      onSend={send}
      onClose={onClose}
    >
      {set === undefined && (
        <SetField
          id={id}
          sets={sets.data ?? []}
          value={target}
          name={name}
          onChange={setChosen}
          onName={setName}
        />
      )}
      <QuestionFields id={id} draft={draft} onChange={setDraft} />
    </FormDialog>
  )
}

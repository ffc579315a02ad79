'use client'
import { useId, useState } from 'react'
import { FormDialog } from './form-dialog'
import { amountWords } from './number-words'
import { TagInput } from './tag-input'

interface TagDialogProps {
  action: 'tag' | 'untag'
  /** How many of what: 3, "server". */
  count: number
  noun: string
  /** Tags to propose. */
  known?: readonly string[]
  onClose: () => void
  onConfirm: (tags: string[]) => void
}

/** Asks which tags many are to have, or to lose. */
export function TagDialog({ action, count, noun, known, onClose, onConfirm }: TagDialogProps) {
  const id = useId()
  const [tags, setTags] = useState<string[]>([])
  const title = `${action === 'tag' ? 'Tag' : 'Untag'} ${amountWords(count, noun)}`
  return (
    <FormDialog
      title={title}
      description={`${action === 'tag' ? 'Tags to add to each of them.' : 'Tags to take from each of them.'} Separate several with a comma.`}
      action={title}
      canSend={tags.length > 0}
      onSend={() => onConfirm(tags)}
      onClose={onClose}
    >
      <TagInput id={`${id}-tags`} label="Tags" tags={tags} onTagsChange={setTags} {...(known && { known })} />
    </FormDialog>
  )
}

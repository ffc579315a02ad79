'use client'
import { useId, useState } from 'react'
import { Button } from './button'
import { Dialog, DialogContent, DialogDescription, DialogFooter, DialogHeader, DialogTitle } from './dialog'
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
  const form = useId()
  const [tags, setTags] = useState<string[]>([])
  const title = `${action === 'tag' ? 'Tag' : 'Untag'} ${amountWords(count, noun)}`
  return (
    <Dialog open onOpenChange={(isOpen) => !isOpen && onClose()}>
      <DialogContent>
        <DialogHeader>
          <DialogTitle>{title}</DialogTitle>
          <DialogDescription>
            {action === 'tag' ? 'Tags to add to each of them.' : 'Tags to take from each of them.'} Separate
            several with a comma.
          </DialogDescription>
        </DialogHeader>
        <form
          id={form}
          onSubmit={(event) => {
            event.preventDefault()
            if (tags.length > 0) onConfirm(tags)
          }}
        >
          <TagInput
            id={`${form}-tags`}
            label="Tags"
            tags={tags}
            onTagsChange={setTags}
            {...(known && { known })}
          />
        </form>
        <DialogFooter>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" form={form} variant="primary" disabled={tags.length === 0}>
            {title}
          </Button>
        </DialogFooter>
      </DialogContent>
    </Dialog>
  )
}

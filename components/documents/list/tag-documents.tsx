'use client'
import { useState } from 'react'
import { Button } from '@/components/ui/button'
import {
  Dialog,
  DialogContent,
  DialogDescription,
  DialogFooter,
  DialogHeader,
  DialogTitle,
} from '@/components/ui/dialog'
import { amountWords } from '@/components/ui/number-words'
import { TagInput } from '@/components/ui/tag-input'

interface TagDocumentsProps {
  action: 'tag' | 'untag'
  count: number
  onClose: () => void
  onConfirm: (tags: string[]) => void
}

export function TagDocuments({ action, count, onClose, onConfirm }: TagDocumentsProps) {
  const [tags, setTags] = useState<string[]>([])
  const title = `${action === 'tag' ? 'Tag' : 'Untag'} ${amountWords(count, 'document')}`
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
          id="tag-documents"
          onSubmit={(event) => {
            event.preventDefault()
            if (tags.length > 0) onConfirm(tags)
          }}
        >
          <TagInput id="document-tags" label="Tags" tags={tags} onTagsChange={setTags} />
        </form>
        <DialogFooter>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" form="tag-documents" variant="primary" disabled={tags.length === 0}>
            {title}
          </Button>
        </DialogFooter>
      </DialogContent>
    </Dialog>
  )
}

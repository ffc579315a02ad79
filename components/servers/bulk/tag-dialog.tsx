'use client'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { client } from '@/components/shell/client'
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
import { queryKeys } from '@/lib/client/query-keys'
import { serverFacets } from '@/lib/domain/api/servers'
import { TagInput } from '@/components/ui/tag-input'

interface TagDialogProps {
  action: 'tag' | 'untag'
  count: number
  onClose: () => void
  onConfirm: (tags: string[]) => void
}

export function TagDialog({ action, count, onClose, onConfirm }: TagDialogProps) {
  const [tags, setTags] = useState<string[]>([])
  const facets = useQuery({
    queryKey: queryKeys.facets,
    queryFn: ({ signal }) => client.call(serverFacets, { signal }),
  })
  const verb = action === 'tag' ? 'Tag' : 'Untag'
  return (
    <Dialog open onOpenChange={(isOpen) => !isOpen && onClose()}>
      <DialogContent>
        <DialogHeader>
          <DialogTitle>
            {verb} {amountWords(count, 'server')}
          </DialogTitle>
          <DialogDescription>
            {action === 'tag' ? 'Tags to add to each of them.' : 'Tags to take from each of them.'} Separate
            several with a comma.
          </DialogDescription>
        </DialogHeader>
        <form
          id="tag-form"
          onSubmit={(event) => {
            event.preventDefault()
            if (tags.length > 0) onConfirm(tags)
          }}
        >
          <TagInput
            id="tag-dialog-tags"
            label="Tags"
            tags={tags}
            onTagsChange={setTags}
            known={Object.keys(facets.data?.tags ?? {})}
          />
        </form>
        <DialogFooter>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" form="tag-form" variant="primary" disabled={tags.length === 0}>
            {verb} {amountWords(count, 'server')}
          </Button>
        </DialogFooter>
      </DialogContent>
    </Dialog>
  )
}

'use client'
import { useMutation, useQueryClient } from '@tanstack/react-query'
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
import { Input } from '@/components/ui/input'
import { Label } from '@/components/ui/label'
import { TagInput } from '@/components/ui/tag-input'
import { Textarea } from '@/components/ui/textarea'
import { queryKeys } from '@/lib/client/query-keys'
import { changeCollection, createCollection } from '@/lib/domain/api/documents'
import type { Collection } from '@/lib/domain/document'
import { messageOf } from '@/lib/kit/app-error'

interface CollectionDialogProps {
  /** The one that is changed; none: a new one. */
  collection?: Collection
  onClose: () => void
  onSaved: (collection: Collection) => void
}

/** What a collection is called and tagged. */
export function CollectionDialog({ collection, onClose, onSaved }: CollectionDialogProps) {
  const cache = useQueryClient()
  const [name, setName] = useState(collection?.name ?? '')
  const [description, setDescription] = useState(collection?.description ?? '')
  const [tags, setTags] = useState<string[]>(collection?.tags ?? [])
  const save = useMutation({
    mutationFn: () => {
      const body = { name: name.trim(), description: description.trim(), tags }
      return collection === undefined
        ? client.call(createCollection, { body })
        : client.call(changeCollection, { params: { id: collection.id }, body })
    },
    onSuccess: (saved) => {
      void cache.invalidateQueries({ queryKey: queryKeys.collections })
      onSaved(saved)
    },
  })
  return (
    <Dialog open onOpenChange={(isOpen) => !isOpen && onClose()}>
      <DialogContent>
        <DialogHeader>
          <DialogTitle>
            {collection === undefined ? 'Make a collection' : `Change ${collection.name}`}
          </DialogTitle>
          <DialogDescription>A conversation chooses which collections its answers draw on.</DialogDescription>
        </DialogHeader>
        <form
          id="collection-form"
          className="grid gap-3"
          onSubmit={(event) => {
            event.preventDefault()
            if (name.trim() !== '') save.mutate()
          }}
        >
          <div className="grid gap-1">
            <Label htmlFor="collection-name">Name</Label>
            <Input
              id="collection-name"
              autoComplete="off"
              maxLength={100}
              value={name}
              aria-invalid={save.isError}
              aria-describedby={save.isError ? 'collection-problem' : undefined}
              onChange={(event) => setName(event.target.value)}
            />
          </div>
          <div className="grid gap-1">
            <Label htmlFor="collection-description">What is in it</Label>
            <Textarea
              id="collection-description"
              maxLength={1_000}
              value={description}
              onChange={(event) => setDescription(event.target.value)}
            />
          </div>
          <TagInput id="collection-tags" label="Tags" tags={tags} onTagsChange={setTags} />
          {save.isError && (
            <p id="collection-problem" role="alert" className="text-bad text-sm">
              {messageOf(save.error)}
            </p>
          )}
        </form>
        <DialogFooter>
          <Button onClick={onClose}>Cancel</Button>
          <Button
            type="submit"
            form="collection-form"
            variant="primary"
            disabled={name.trim() === '' || save.isPending}
          >
            {collection === undefined ? 'Make' : 'Save'}
          </Button>
        </DialogFooter>
      </DialogContent>
    </Dialog>
  )
}

'use client'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { client } from '@/components/shell/client'
import { FormDialog } from '@/components/ui/form-dialog'
import { Input } from '@/components/ui/input'
import { Label } from '@/components/ui/label'
import { TagInput } from '@/components/ui/tag-input'
import { Textarea } from '@/components/ui/textarea'
import { queryKeys } from '@/lib/client/query-keys'
import { changeCollection, createCollection } from '@/lib/domain/api/documents'
import type { Collection } from '@/lib/domain/document'

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
    <FormDialog
      title={collection === undefined ? 'Make a collection' : `Change ${collection.name}`}
      description="A conversation chooses which collections its answers draw on."
      action={collection === undefined ? 'Make' : 'Save'}
      canSend={name.trim() !== '' && !save.isPending}
      problem={save.error}
      problemId="collection-problem"
      onSend={() => save.mutate()}
      onClose={onClose}
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
    </FormDialog>
  )
}

'use client'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { client } from '@/components/shell/client'
import { useCollections } from '@/components/shell/use-collections'
import { FormDialog } from '@/components/ui/form-dialog'
import { Input } from '@/components/ui/input'
import { Label } from '@/components/ui/label'
import { Select } from '@/components/ui/select'
import { Switch } from '@/components/ui/switch'
import { TagInput } from '@/components/ui/tag-input'
import { queryKeys } from '@/lib/client/query-keys'
import { changeDocument } from '@/lib/domain/api/documents'
import type { Document } from '@/lib/domain/document'

/** What a document is called, where it belongs, how it is tagged, whether it is kept up to date. */
export function DocumentDialog({ document, onClose }: { document: Document; onClose: () => void }) {
  const cache = useQueryClient()
  const collections = useCollections()
  const [name, setName] = useState(document.name)
  const [collection, setCollection] = useState(document.collection)
  const [tags, setTags] = useState<string[]>(document.tags)
  const [kept, setKept] = useState(document.origin.kind === 'resource' && document.origin.kept)
  const save = useMutation({
    mutationFn: () =>
      client.call(changeDocument, {
        params: { id: document.id },
        body: { name: name.trim(), collection, tags, ...(document.origin.kind === 'resource' && { kept }) },
      }),
    onSuccess: () => {
      void cache.invalidateQueries({ queryKey: queryKeys.documents })
      void cache.invalidateQueries({ queryKey: queryKeys.collections })
      onClose()
    },
  })
  return (
    <FormDialog
      title="Change the document"
      description="In another collection it is cut and indexed again when that one cuts otherwise."
      action="Save"
      canSend={name.trim() !== '' && !save.isPending}
      problem={save.error}
      onSend={() => save.mutate()}
      onClose={onClose}
    >
      <div className="grid gap-1">
        <Label htmlFor="document-name">Name</Label>
        <Input
          id="document-name"
          autoComplete="off"
          maxLength={500}
          value={name}
          onChange={(event) => setName(event.target.value)}
        />
      </div>
      <div className="grid gap-1">
        <Label htmlFor="document-collection">Collection</Label>
        <Select
          id="document-collection"
          className="w-full"
          value={collection}
          options={collections.data?.map(({ id, name: label }) => ({ value: id, label })) ?? []}
          onValueChange={setCollection}
        />
      </div>
      <TagInput id="document-dialog-tags" label="Tags" tags={tags} onTagsChange={setTags} />
      {document.origin.kind === 'resource' && (
        <div className="flex items-center gap-3">
          <Switch id="document-kept" checked={kept} onCheckedChange={setKept} />
          <Label htmlFor="document-kept">Keep up to date with {document.origin.server}</Label>
        </div>
      )}
    </FormDialog>
  )
}

'use client'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { toast } from 'sonner'
import { client } from '@/components/shell/client'
import { Button } from '@/components/ui/button'
import { Label } from '@/components/ui/label'
import { amountWords } from '@/components/ui/number-words'
import { Select } from '@/components/ui/select'
import { Sheet, SheetContent } from '@/components/ui/sheet'
import { queryKeys } from '@/lib/client/query-keys'
import { changeCollection, listDocuments } from '@/lib/domain/api/documents'
import type { Collection } from '@/lib/domain/document'
import { messageOf } from '@/lib/kit/app-error'
import { chunkSettingsSchema } from '@/lib/domain/document'
import { CutPreview } from './cut-preview'
import { CuttingFields } from './cutting-fields'
import { type CuttingDraft, draftOf, settingsOf } from './cutting-draft'

interface CuttingSheetProps {
  collection: Collection
  onClose: () => void
}

/** How the documents of a collection are cut, tried on one of them or on a file before anything is indexed. */
export function CuttingSheet({ collection, onClose }: CuttingSheetProps) {
  const cache = useQueryClient()
  const [draft, setDraft] = useState<CuttingDraft>(() => draftOf(collection.chunking))
  const { settings, problems } = settingsOf(draft)
  const documents = useQuery({
    queryKey: queryKeys.documentList({ collection: collection.id, sort: 'name', limit: 50 }),
    queryFn: ({ signal }) =>
      client.call(listDocuments, {
        query: { collection: collection.id, state: ['ready'], sort: 'name', limit: 50 },
        signal,
      }),
  })
  const [chosen, setChosen] = useState<string>()
  const [file, setFile] = useState<File>()
  const document = chosen ?? documents.data?.items[0]?.id
  const save = useMutation({
    mutationFn: (chunking: NonNullable<typeof settings>) =>
      client.call(changeCollection, { params: { id: collection.id }, body: { chunking } }),
    onSuccess: () => {
      toast.success('Saved', {
        ...(collection.documents > 0 && {
          description: `${amountWords(collection.documents, 'document')} will be cut and indexed again; the old passages serve until then.`,
        }),
      })
      void cache.invalidateQueries({ queryKey: queryKeys.collections })
      onClose()
    },
  })
  const isChanged =
    JSON.stringify(settings) !== JSON.stringify(chunkSettingsSchema.parse(collection.chunking))
  return (
    <Sheet open onOpenChange={(isOpen) => !isOpen && onClose()}>
      <SheetContent title={`How ${collection.name} is cut`} className="max-w-2xl">
        <p className="text-muted-foreground text-sm text-pretty">
          Documents are cut at headings, lists, tables and code first. Then what is short is put together, and
          what is long is split at sentences.
        </p>
        <CuttingFields draft={draft} problems={problems} onChange={setDraft} />
        {save.isError && (
          <p role="alert" className="text-bad text-sm">
            {messageOf(save.error)}
          </p>
        )}
        <div className="flex flex-wrap items-center gap-2">
          <Button
            variant="primary"
            disabled={settings === null || !isChanged || save.isPending}
            onClick={() => settings !== null && save.mutate(settings)}
          >
            {collection.documents === 0 ? 'Save' : 'Save and index again'}
          </Button>
          <Button onClick={onClose}>Cancel</Button>
        </div>
        <section aria-label="Preview" className="grid min-w-0 gap-3 border-t pt-4">
          <div className="flex flex-wrap items-end gap-2">
            <div className="grid min-w-0 flex-1 gap-1">
              <Label htmlFor="preview-document">Try on</Label>
              <Select
                id="preview-document"
                className="w-full"
                placeholder="No document is ready yet"
                value={file === undefined ? (document ?? '') : 'file'}
                options={[
                  ...(file === undefined ? [] : [{ value: 'file', label: file.name }]),
                  ...(documents.data?.items ?? []).map(({ id, name }) => ({ value: id, label: name })),
                ]}
                onValueChange={(next) => {
                  setFile(undefined)
                  setChosen(next)
                }}
                disabled={documents.data?.items.length === 0 && file === undefined}
              />
            </div>
            <Button asChild>
              <label className="focus-within:outline-ring cursor-pointer focus-within:outline-2">
                A file of yours
                <input
                  type="file"
                  className="sr-only"
                  onChange={({ target }) => setFile(target.files?.[0])}
                />
              </label>
            </Button>
          </div>
          <CutPreview document={file === undefined ? document : undefined} file={file} settings={settings} />
        </section>
      </SheetContent>
    </Sheet>
  )
}

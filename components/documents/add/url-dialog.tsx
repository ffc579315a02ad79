'use client'
import { useState } from 'react'
import { client } from '@/components/shell/client'
import { FormDialog } from '@/components/ui/form-dialog'
import { Label } from '@/components/ui/label'
import { amountWords } from '@/components/ui/number-words'
import { TagInput } from '@/components/ui/tag-input'
import { Textarea } from '@/components/ui/textarea'
import { addDocumentUrls } from '@/lib/domain/api/documents'
import { AddProblems } from './add-problems'
import { useAdd } from './use-add'

interface AddDialogProps {
  /** Where they go; null lets the server choose. */
  collection: { id: string; name: string } | null
  onClose: () => void
}

/** Web addresses, one a line, each fetched as a document. */
export function UrlDialog({ collection, onClose }: AddDialogProps) {
  const [text, setText] = useState('')
  const [tags, setTags] = useState<string[]>([])
  const urls = text.split(/\s+/).filter((line) => line !== '')
  const wrong = urls.find((url) => !/^https?:\/\/./i.test(url) || !URL.canParse(url))
  const add = useAdd(
    () =>
      client.call(addDocumentUrls, {
        body: { urls, tags, ...(collection !== null && { collection: collection.id }) },
      }),
    onClose,
  )
  return (
    <FormDialog
      title="Add web addresses"
      description={
        <>
          Each page or file is fetched once{collection !== null && ` into ${collection.name}`}. Index it again
          to fetch it anew.
        </>
      }
      action={
        add.isPending
          ? 'Adding'
          : urls.length === 0
            ? 'Add'
            : `Add ${amountWords(urls.length, 'address', 'addresses')}`
      }
      canSend={urls.length > 0 && urls.length <= 100 && wrong === undefined && !add.isPending}
      onSend={() => add.mutate(undefined)}
      onClose={onClose}
    >
      <div className="grid gap-1">
        <Label htmlFor="urls">Addresses, one a line</Label>
        <Textarea
          id="urls"
          rows={5}
          className="font-mono"
          placeholder="https://example.org/handbook.pdf"
          value={text}
          aria-invalid={wrong !== undefined}
          aria-describedby={wrong === undefined ? undefined : 'urls-problem'}
          onChange={(event) => setText(event.target.value)}
        />
        {wrong !== undefined && (
          <p id="urls-problem" className="text-bad text-xs wrap-anywhere">
            {wrong} is no address that begins with http:// or https://
          </p>
        )}
      </div>
      <TagInput id="url-tags" label="Tags" tags={tags} onTagsChange={setTags} />
      <AddProblems error={add.error} answer={add.data} />
    </FormDialog>
  )
}

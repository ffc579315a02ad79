'use client'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useId, useState } from 'react'
import { toast } from 'sonner'
import { client } from '@/components/shell/client'
import { FormDialog } from '@/components/ui/form-dialog'
import { Input } from '@/components/ui/input'
import { Label } from '@/components/ui/label'
import { amountWords } from '@/components/ui/number-words'
import { Textarea } from '@/components/ui/textarea'
import { queryKeys } from '@/lib/client/query-keys'
import { importQuestions } from '@/lib/domain/api/evaluation'
import { messageOf } from '@/lib/kit/app-error'

interface ImportDialogProps {
  open: boolean
  id: string
  onClose: () => void
  onDone: () => void
}

const EXAMPLE = '{"question": "How do I …?", "passages": [{"document": "guides/dns.md", "quote": "…"}]}'

/** Takes questions of a file or pasted text; lines that are none are told, and harm no other. */
export function ImportDialog({ open, ...rest }: ImportDialogProps) {
  return open && <Body {...rest} />
}

function Body({ id: set, onClose, onDone }: Omit<ImportDialogProps, 'open'>) {
  const id = useId()
  const cache = useQueryClient()
  const [text, setText] = useState('')
  const add = useMutation({
    mutationFn: () =>
      client.call(importQuestions, { params: { id: set }, body: { format: formatOf(text), text } }),
    onSuccess({ added, refused }) {
      onDone()
      if (refused.length > 0 || added === 0) return
      toast.success(`${amountWords(added, 'question')} added`)
      onClose()
    },
    onSettled: () => cache.invalidateQueries({ queryKey: queryKeys.goldSets }),
  })
  return (
    <FormDialog
      title="Import questions"
      description="JSONL, one question a line; or CSV with the columns question, document, heading, quote, server, tool, note."
      className="max-w-2xl"
      action="Import"
      canSend={text.trim() !== '' && !add.isPending}
      problem={add.error}
      onSend={() => add.mutate()}
      leave={add.data ? 'Close' : 'Cancel'}
      onClose={onClose}
    >
      <div className="grid gap-1.5">
        <Label htmlFor={`${id}-file`}>File</Label>
        <Input
          id={`${id}-file`}
          type="file"
          accept=".jsonl,.ndjson,.csv,.txt"
          onChange={(event) => {
            const file = event.target.files?.[0]
            if (file) file.text().then(setText, (error: unknown) => toast.error(messageOf(error)))
          }}
        />
      </div>
      <div className="grid gap-1.5">
        <Label htmlFor={`${id}-text`}>Or the text itself</Label>
        <Textarea
          id={`${id}-text`}
          className="h-40 font-mono text-xs"
          placeholder={EXAMPLE}
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
      </div>
      {add.data?.added === 0 && add.data.refused.length === 0 && (
        <p role="alert" className="text-bad text-sm">
          There is no question in it: of CSV, the first line names the columns, and questions follow.
        </p>
      )}
      {add.data && add.data.refused.length > 0 && (
        <div role="alert" className="grid gap-1 text-sm">
          <p>
            {amountWords(add.data.added, 'question')} added. {amountWords(add.data.refused.length, 'line')}{' '}
            not:
          </p>
          <ul className="text-bad max-h-40 overflow-y-auto text-xs">
            {add.data.refused.map(({ line, message }) => (
              <li key={line} className="wrap-anywhere">
                Line {line}: {message}
              </li>
            ))}
          </ul>
        </div>
      )}
    </FormDialog>
  )
}

/** By its first sign: a line of JSONL is an object. */
function formatOf(text: string): 'jsonl' | 'csv' {
  return text.trimStart().startsWith('{') ? 'jsonl' : 'csv'
}

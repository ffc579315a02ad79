'use client'
import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { type ChangeEvent, type DragEvent, useState } from 'react'
import { toast } from 'sonner'
import { client } from '@/components/shell/client'
import { useDebounced } from '@/components/shell/use-debounced'
import { Button } from '@/components/ui/button'
import { Label } from '@/components/ui/label'
import { amountWords } from '@/components/ui/number-words'
import { QueryError } from '@/components/ui/query-error'
import { Textarea } from '@/components/ui/textarea'
import { queryKeys } from '@/lib/client/query-keys'
import { bulkServers, previewServers } from '@/lib/domain/api/servers'
import { messageOf } from '@/lib/kit/app-error'
import { actionWords, chosenDocuments, countsOf, problemWords } from './paste-model'
import { PastePreview } from './paste-preview'

const TYPING_MS = 250
const PLACEHOLDER = `{ "mcpServers": { "files": { "command": "npx", "args": ["-y", "@modelcontextprotocol/server-filesystem", "."] } } }

or YAML, TOML, VS Code's mcp.json, a server.json …`

/** A pasted configuration, and beside it what it will become. */
export function PasteImport({ onDone }: { onDone: () => void }) {
  const queryClient = useQueryClient()
  const [text, setText] = useState('')
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set())
  const rested = useDebounced(text, TYPING_MS)
  const preview = useQuery({
    // Never cached for longer than it is looked at: a pasted text may hold secrets.
    queryKey: ['preview', rested],
    queryFn: ({ signal }) => client.call(previewServers, { body: { text: rested }, signal }),
    enabled: rested.trim() !== '',
    placeholderData: keepPreviousData,
    gcTime: 0,
  })
  const register = useMutation({
    mutationFn: (servers: ReturnType<typeof chosenDocuments>) =>
      client.call(bulkServers, { body: { action: 'register', servers } }),
    onSuccess: ({ results }) => {
      void queryClient.invalidateQueries({ queryKey: queryKeys.servers })
      void queryClient.invalidateQueries({ queryKey: queryKeys.facets })
      if (!results.every((item) => item.ok)) return
      toast.success(`Registered ${amountWords(results.length, 'server')}`)
      setText('')
      onDone()
    },
    onError: (error) => toast.error('Registering failed', { description: messageOf(error) }),
  })

  const change = (next: string) => {
    setText(next)
    setLeft(new Set())
    register.reset()
  }
  const takeFile = async (file: File | undefined) => {
    if (file) change(await file.text())
  }
  const onDrop = (event: DragEvent) => {
    if (event.dataTransfer.files.length === 0) return
    event.preventDefault()
    void takeFile(event.dataTransfer.files[0])
  }

  const isEmpty = text.trim() === ''
  const isStale = rested !== text || preview.isFetching
  const servers = isEmpty ? [] : (preview.data?.servers ?? [])
  const errors = isEmpty
    ? []
    : (preview.data?.problems ?? []).filter((problem) => problem.severity === 'error')
  const counts = countsOf(servers, left)
  return (
    <div className="grid gap-4">
      <div className="grid gap-1">
        <div className="flex items-end justify-between gap-2">
          <Label htmlFor="paste-text">Configuration</Label>
          <Button asChild size="sm" variant="ghost">
            <label className="has-focus-visible:outline-ring cursor-pointer has-focus-visible:outline-2">
              Open a file
              <input
                type="file"
                className="sr-only"
                accept=".json,.jsonc,.yaml,.yml,.toml,application/json,text/*"
                onChange={(event: ChangeEvent<HTMLInputElement>) => void takeFile(event.target.files?.[0])}
              />
            </label>
          </Button>
        </div>
        <Textarea
          id="paste-text"
          className="h-56 resize-y font-mono text-xs"
          placeholder={PLACEHOLDER}
          spellCheck={false}
          autoComplete="off"
          value={text}
          aria-invalid={errors.length > 0}
          aria-describedby="paste-problems"
          onChange={(event) => change(event.target.value)}
          onDrop={onDrop}
        />
        <ul id="paste-problems" aria-live="polite" className="text-bad grid gap-0.5 text-xs">
          {errors.slice(0, 20).map((problem, index) => (
            <li key={index} className="wrap-anywhere">
              {problem.server !== undefined && <strong>{problem.server}: </strong>}
              {problemWords(problem)}
            </li>
          ))}
        </ul>
      </div>
      {preview.isError && !isEmpty && (
        <QueryError title="The text could not be read" query={preview} className="py-4" />
      )}
      {!isEmpty && preview.data && (
        <PastePreview
          preview={preview.data}
          isStale={isStale}
          left={left}
          onLeftChange={setLeft}
          results={register.data?.results}
        />
      )}
      <div className="bg-popover sticky -bottom-4 -mx-4 -mb-4 flex justify-end gap-2 border-t p-4">
        <Button onClick={onDone}>{register.isSuccess ? 'Close' : 'Cancel'}</Button>
        <Button
          variant="primary"
          disabled={isStale || register.isPending || counts.fresh + counts.existing === 0}
          onClick={() => register.mutate(chosenDocuments(servers, left))}
        >
          {actionWords(counts)}
        </Button>
      </div>
    </div>
  )
}

'use client'
import { useQuery } from '@tanstack/react-query'
import { type SyntheticEvent, useId, useState } from 'react'
import { client } from '@/components/shell/client'
import { useDebounced } from '@/components/shell/use-debounced'
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
import { queryKeys } from '@/lib/client/query-keys'
import { completeArgument, type FoundPrompt } from '@/lib/domain/api/offerings'

interface PromptDialogProps {
  found: FoundPrompt
  onFill: (found: FoundPrompt, args: Record<string, string>) => Promise<void>
  onClose: () => void
  /** It is gone: the focus goes back to the question. */
  onClosed: () => void
}

/** Asks for a prompt's arguments; the server proposes values where it can. */
export function PromptDialog({ found, onFill, onClose, onClosed }: PromptDialogProps) {
  const { server, prompt } = found
  const [values, setValues] = useState<Record<string, string>>({})
  const [state, setState] = useState<{ isBusy: boolean; problem?: string }>({ isBusy: false })
  const fields = prompt.arguments ?? []
  const submit = (event: SyntheticEvent) => {
    event.preventDefault()
    // React lets it rise to the question's own form, within which this dialog is drawn.
    event.stopPropagation()
    setState({ isBusy: true })
    const filled = Object.fromEntries(Object.entries(values).filter(([, value]) => value !== ''))
    onFill(found, filled).catch((error: unknown) => {
      setState({ isBusy: false, problem: error instanceof Error ? error.message : String(error) })
    })
  }
  return (
    <Dialog open onOpenChange={(isOpen) => !isOpen && onClose()}>
      <DialogContent
        onCloseAutoFocus={(event) => {
          // Nothing that was pressed opened it, so it would leave the focus nowhere.
          event.preventDefault()
          onClosed()
        }}
      >
        <form onSubmit={submit} className="grid gap-4">
          <DialogHeader>
            <DialogTitle className="wrap-anywhere">{prompt.title ?? prompt.name}</DialogTitle>
            <DialogDescription className="line-clamp-6 wrap-anywhere whitespace-pre-wrap">
              {prompt.description ?? `A prompt of ${server}.`}
            </DialogDescription>
          </DialogHeader>
          {fields.map((field) => (
            <ArgumentField
              key={field.name}
              found={found}
              field={field}
              value={values[field.name] ?? ''}
              others={values}
              onChange={(value) => setValues({ ...values, [field.name]: value })}
            />
          ))}
          {state.problem !== undefined && (
            <p role="alert" className="text-bad text-sm wrap-anywhere">
              {state.problem}
            </p>
          )}
          <DialogFooter>
            <Button variant="ghost" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" variant="primary" disabled={state.isBusy}>
              {state.isBusy ? 'Filling' : 'Put into the question'}
            </Button>
          </DialogFooter>
        </form>
      </DialogContent>
    </Dialog>
  )
}

interface ArgumentFieldProps {
  found: FoundPrompt
  field: NonNullable<FoundPrompt['prompt']['arguments']>[number]
  value: string
  others: Record<string, string>
  onChange: (value: string) => void
}

function ArgumentField({ found, field, value, others, onChange }: ArgumentFieldProps) {
  const id = useId()
  const [isVisited, setIsVisited] = useState(false)
  const typed = useDebounced(value, 150)
  const filled = Object.fromEntries(
    Object.entries(others).filter(([name, other]) => name !== field.name && other !== ''),
  )
  const proposals = useQuery({
    queryKey: [...queryKeys.stats, 'complete', found.server, found.prompt.name, field.name, typed, filled],
    queryFn: ({ signal }) =>
      client.call(completeArgument, {
        params: { name: found.server },
        body: { of: { prompt: found.prompt.name }, argument: field.name, value: typed, filled },
        signal,
      }),
    enabled: isVisited,
    // A server that completes nothing says so each time in the same way.
    retry: false,
  })
  return (
    <div className="grid gap-1">
      <Label htmlFor={id}>
        {field.name}
        {field.required === true && (
          <span className="text-muted-foreground text-xs font-normal"> required</span>
        )}
      </Label>
      {field.description !== undefined && (
        <p id={`${id}-hint`} className="text-muted-foreground text-xs wrap-anywhere">
          {field.description}
        </p>
      )}
      <Input
        id={id}
        value={value}
        required={field.required === true}
        aria-describedby={field.description === undefined ? undefined : `${id}-hint`}
        list={`${id}-proposals`}
        autoComplete="off"
        spellCheck={false}
        onFocus={() => setIsVisited(true)}
        onChange={(event) => onChange(event.target.value)}
      />
      <datalist id={`${id}-proposals`}>
        {(proposals.data?.values ?? []).map((proposal) => (
          <option key={proposal} value={proposal} />
        ))}
      </datalist>
    </div>
  )
}

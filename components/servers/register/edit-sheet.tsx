'use client'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type SyntheticEvent, useRef, useState } from 'react'
import { toast } from 'sonner'
import { client } from '@/components/shell/client'
import { useServerTags } from '@/components/shell/use-server-facets'
import { useSession } from '@/components/shell/use-session'
import { Button } from '@/components/ui/button'
import { focusFirstError } from '@/components/ui/focus-first-error'
import { Sheet, SheetContent } from '@/components/ui/sheet'
import { ApiError } from '@/lib/client/api'
import { queryKeys } from '@/lib/client/query-keys'
import { getServer, type ServerDetail, updateServer } from '@/lib/domain/api/servers'
import { messageOf } from '@/lib/kit/app-error'
import { sourceWords } from '../words'
import { checkForm, errorsFrom, type FormErrors } from './check-form'
import { type Conflict, mergeForms, withTheirs } from './conflict'
import { ConflictChoice } from './conflict-choice'
import { changesOf, type FormField, formOf, type ServerForm } from './form-model'
import { ServerFormFields } from './server-form-fields'

interface EditSheetProps {
  server: ServerDetail
  onClose: () => void
}

/** What the edit began with; changes are made against it, and refused when it is no longer the newest. */
interface Base {
  form: ServerForm
  revision: number
}

interface Clash {
  conflicts: Conflict[]
  theirs: ServerForm
}

export function EditSheet({ server, onClose }: EditSheetProps) {
  return (
    <Sheet open onOpenChange={(isOpen) => !isOpen && onClose()}>
      <SheetContent title={`Edit ${server.name}`} className="max-w-2xl">
        <EditForm server={server} onClose={onClose} />
      </SheetContent>
    </Sheet>
  )
}

function EditForm({ server, onClose }: EditSheetProps) {
  const { name } = server
  const queryClient = useQueryClient()
  const element = useRef<HTMLFormElement>(null)
  const [base, setBase] = useState<Base>(() => ({ form: formOf(server), revision: server.revision }))
  const [form, setForm] = useState(base.form)
  const [clash, setClash] = useState<Clash>()
  const [refused, setRefused] = useState<FormErrors>({})
  const [isTried, setIsTried] = useState(false)
  const session = useSession()
  const tags = useServerTags()

  const save = useMutation({
    mutationFn: ({ from, to }: { from: Base; to: ServerForm }) =>
      client.call(updateServer, {
        params: { name },
        body: { revision: from.revision, changes: changesOf(from.form, to) },
      }),
    onSuccess: (answer) => {
      queryClient.setQueryData(queryKeys.serverDetail(name), answer.server)
      void queryClient.invalidateQueries({ queryKey: queryKeys.server(name) })
      void queryClient.invalidateQueries({ queryKey: queryKeys.serverLists })
      toast.success(
        answer.fields.length > 0
          ? `Saved ${name}: ${answer.fields.join(', ')}`
          : `${name} was like that already`,
      )
      onClose()
    },
    onError: (error, { from, to }) => {
      if (error instanceof ApiError && error.code === 'revision-conflict') {
        meet.mutate({ from, to })
        return
      }
      setRefused(errorsFrom(messageOf(error), error instanceof ApiError ? error.problem.details : undefined))
      focusFirstError(element.current)
    },
  })
  /** Somebody else was faster: what they changed is joined with this edit, and where both did, the person decides. */
  const meet = useMutation({
    mutationFn: async (attempt: { from: Base; to: ServerForm }) => ({
      ...attempt,
      newest: await client.call(getServer, { params: { name } }),
    }),
    onSuccess: ({ newest, from, to }) => {
      const theirs = formOf(newest)
      const merged = mergeForms(from.form, to, theirs)
      const next = { form: theirs, revision: newest.revision }
      setBase(next)
      setForm(merged.form)
      if (merged.conflicts.length > 0) setClash({ conflicts: merged.conflicts, theirs })
      else save.mutate({ from: next, to: merged.form })
    },
    onError: (error) => setRefused({ form: messageOf(error) }),
  })

  const submit = (event: SyntheticEvent) => {
    event.preventDefault()
    setIsTried(true)
    setRefused({})
    if (Object.keys(checkForm(form)).length === 0) save.mutate({ from: base, to: form })
    else focusFirstError(element.current)
  }
  const settle = (theirFields: FormField[]) => {
    if (!clash) return
    const settled = withTheirs(form, clash.theirs, theirFields)
    setForm(settled)
    setClash(undefined)
    save.mutate({ from: base, to: settled })
  }
  const isBusy = save.isPending || meet.isPending
  if (clash)
    return <ConflictChoice conflicts={clash.conflicts} onSettle={settle} onBack={() => setClash(undefined)} />
  return (
    <form ref={element} noValidate onSubmit={submit} className="grid gap-5">
      {server.source !== 'manual' && (
        <p className="text-muted-foreground text-sm">
          {name} is declared in {sourceWords(server.source)}; the rest is changed there. What you change here
          goes before it, and can be taken back.
        </p>
      )}
      <ServerFormFields
        editable={server.source === 'manual' ? 'all' : 'overrides'}
        form={form}
        onFormChange={(part) => {
          setForm({ ...form, ...part })
          setRefused({})
        }}
        errors={{ ...refused, ...(isTried ? checkForm(form) : {}) }}
        isStdioAllowed={session.data?.stdioAllowed ?? true}
        knownTags={Object.keys(tags)}
      />
      <div className="bg-popover sticky -bottom-4 -mx-4 -mb-4 flex justify-end gap-2 border-t p-4">
        <Button onClick={onClose}>Cancel</Button>
        <Button type="submit" variant="primary" disabled={isBusy}>
          {isBusy ? 'Saving' : 'Save'}
        </Button>
      </div>
    </form>
  )
}

'use client'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useRouter } from 'next/navigation'
import { type SyntheticEvent, useRef, useState } from 'react'
import { toast } from 'sonner'
import { client } from '@/components/shell/client'
import { Button } from '@/components/ui/button'
import { ApiError } from '@/lib/client/api'
import { queryKeys } from '@/lib/client/query-keys'
import { registerServer, serverFacets } from '@/lib/domain/api/servers'
import { getSession } from '@/lib/domain/api/session'
import { messageOf } from '@/lib/kit/app-error'
import { checkForm, errorsFrom, type FormErrors } from './check-form'
import { documentOf, EMPTY_FORM, type ServerForm } from './form-model'
import { ServerFormFields } from './server-form-fields'

export function RegisterForm({ onDone }: { onDone: () => void }) {
  const router = useRouter()
  const queryClient = useQueryClient()
  const element = useRef<HTMLFormElement>(null)
  const session = useQuery({
    queryKey: queryKeys.session,
    queryFn: ({ signal }) => client.call(getSession, { signal }),
  })
  const facets = useQuery({
    queryKey: queryKeys.facets,
    queryFn: ({ signal }) => client.call(serverFacets, { signal }),
  })
  const isStdioAllowed = session.data?.stdioAllowed ?? true
  const [entered, setEntered] = useState<ServerForm>(EMPTY_FORM)
  const form: ServerForm = isStdioAllowed ? entered : { ...entered, kind: 'remote' }
  const [isTried, setIsTried] = useState(false)
  const [refused, setRefused] = useState<FormErrors>({})

  const register = useMutation({
    mutationFn: (filled: ServerForm) => client.call(registerServer, { body: documentOf(filled) }),
    onSuccess: ({ server, outcome, warnings }) => {
      void queryClient.invalidateQueries({ queryKey: queryKeys.servers })
      void queryClient.invalidateQueries({ queryKey: queryKeys.facets })
      toast.success(
        outcome === 'added' ? `Registered ${server.name}` : `${server.name} was there: ${outcome}`,
        {
          ...(warnings.length > 0 && { description: warnings.join('\n') }),
          action: {
            label: 'Open',
            onClick: () => router.push(`/servers/${encodeURIComponent(server.name)}`),
          },
        },
      )
      setEntered(EMPTY_FORM)
      setIsTried(false)
      onDone()
    },
    onError: (error) => {
      setRefused(errorsFrom(messageOf(error), error instanceof ApiError ? error.problem.details : undefined))
      focusFirstError(element.current)
    },
  })

  const local = isTried ? checkForm(form) : {}
  const submit = (event: SyntheticEvent) => {
    event.preventDefault()
    setIsTried(true)
    setRefused({})
    if (Object.keys(checkForm(form)).length === 0) register.mutate(form)
    else focusFirstError(element.current)
  }
  return (
    <form ref={element} noValidate onSubmit={submit} className="grid gap-5">
      <ServerFormFields
        editable="new"
        form={form}
        onFormChange={(part) => {
          setEntered({ ...form, ...part })
          setRefused({})
        }}
        errors={{ ...refused, ...local }}
        isStdioAllowed={isStdioAllowed}
        knownTags={Object.keys(facets.data?.tags ?? {})}
      />
      <div className="bg-popover sticky -bottom-4 -mx-4 -mb-4 flex justify-end gap-2 border-t p-4">
        <Button onClick={onDone}>Cancel</Button>
        <Button type="submit" variant="primary" disabled={register.isPending}>
          {register.isPending ? 'Registering' : 'Register'}
        </Button>
      </div>
    </form>
  )
}

/** After the errors are drawn. */
export function focusFirstError(form: HTMLFormElement | null): void {
  requestAnimationFrame(() => form?.querySelector<HTMLElement>('[aria-invalid=true]')?.focus())
}

'use client'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useRouter } from 'next/navigation'
import { type SyntheticEvent, useRef, useState } from 'react'
import { toast } from 'sonner'
import { client } from '@/components/shell/client'
import { useServerTags } from '@/components/shell/use-server-facets'
import { useSession } from '@/components/shell/use-session'
import { Button } from '@/components/ui/button'
import { focusFirstError } from '@/components/ui/focus-first-error'
import { serverUrl } from '@/components/ui/server-url'
import { ApiError } from '@/lib/client/api'
import { queryKeys } from '@/lib/client/query-keys'
import { registerServer } from '@/lib/domain/api/servers'
import { messageOf } from '@/lib/kit/app-error'
import { checkForm, errorsFrom, type FormErrors } from './check-form'
import { documentOf, EMPTY_FORM, type ServerForm } from './form-model'
import { ServerFormFields } from './server-form-fields'

export function RegisterForm({ onDone }: { onDone: () => void }) {
  const router = useRouter()
  const queryClient = useQueryClient()
  const element = useRef<HTMLFormElement>(null)
  const session = useSession()
  const tags = useServerTags()
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
            onClick: () => router.push(serverUrl(server.name)),
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
        knownTags={Object.keys(tags)}
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

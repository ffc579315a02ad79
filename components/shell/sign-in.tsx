'use client'
import { useMutation } from '@tanstack/react-query'
import { useSearchParams } from 'next/navigation'
import { type SyntheticEvent, useState } from 'react'
import { ApiError } from '@/lib/client/api'
import { signIn } from '@/lib/domain/api/session'
import { Button } from '../ui/button'
import { Input } from '../ui/input'
import { Label } from '../ui/label'
import { client } from './client'
import { Mark } from './mark'
import { safeReturnPath } from './sign-in-path'
import { useSession } from './use-session'

export function SignIn() {
  const back = safeReturnPath(useSearchParams().get('from'))
  const [token, setToken] = useState('')
  const session = useSession()
  const enter = useMutation({
    mutationFn: () => client.call(signIn, { body: { token: token.trim() } }),
    onSuccess: () => globalThis.location.assign(back),
  })
  const submit = (event: SyntheticEvent) => {
    event.preventDefault()
    if (token.trim()) enter.mutate()
  }
  const inside = session.data && (!session.data.tokenRequired || session.data.signedIn)

  return (
    <main className="grid min-h-dvh place-content-center p-4">
      <div className="grid w-[min(22rem,calc(100vw-2rem))] gap-6">
        <div className="grid justify-items-center gap-3 text-center">
          <Mark className="text-primary size-10" />
          <div className="grid gap-1">
            <h1 className="text-xl font-semibold tracking-tight">Sign in to Portolan</h1>
            <p className="text-muted-foreground">
              Enter the access token that this Portolan was started with (<code>PORTOLAN_TOKEN</code>).
            </p>
          </div>
        </div>
        <form onSubmit={submit} className="bg-card grid gap-4 rounded-xl border p-5 shadow-xs">
          <div className="grid gap-1.5">
            <Label htmlFor="token">Access token</Label>
            <Input
              id="token"
              type="password"
              autoComplete="current-password"
              autoFocus
              required
              value={token}
              onChange={(event) => setToken(event.target.value)}
              aria-invalid={enter.isError}
              aria-describedby={enter.isError ? 'token-error' : undefined}
            />
            {enter.isError && (
              <p id="token-error" role="alert" className="text-bad text-sm">
                {refusal(enter.error)}
              </p>
            )}
          </div>
          <Button type="submit" variant="primary" disabled={enter.isPending}>
            {enter.isPending ? 'Signing in…' : 'Sign in'}
          </Button>
        </form>
        {inside && (
          <p className="text-muted-foreground text-center">
            You are in already.{' '}
            <a href={back} className="text-primary underline underline-offset-4">
              Go on
            </a>
          </p>
        )}
      </div>
    </main>
  )
}

function refusal(error: Error): string {
  return error instanceof ApiError && error.status === 401
    ? 'This is not the access token. Check it for missing characters and try again.'
    : error.message
}

'use client'
import { KeyRound, LogIn, LogOut, RotateCw } from 'lucide-react'
import { Badge } from '@/components/ui/badge'
import { Button } from '@/components/ui/button'
import { RelativeTime } from '@/components/ui/relative-time'
import type { Authorization } from '@/lib/domain/authorization'
import type { ServerDetail } from '@/lib/domain/api/servers'
import { cn } from '@/lib/kit/class-names'
import { signInWords } from './sign-in-words'
import { useAuthorization, useSignIn } from './use-sign-in'

/** How Portolan is let in to a remote server, and what a person can do about it. */
export function SignIn({ server }: { server: ServerDetail }) {
  const { data: authorization } = useAuthorization(server.name, server.endpoint.kind === 'remote')
  const { begin, leave } = useSignIn(server.name)
  const words = authorization && signInWords(authorization, server)
  if (!words) return null
  const { title, text, tone, action, canSignOut } = words
  // Until the browser has left the page, a second click would begin a second sign-in.
  const isLeaving = begin.isPending || (begin.isSuccess && begin.data.url !== null)
  return (
    <section
      aria-label="Sign-in"
      className={cn(
        'bg-card flex flex-wrap items-center gap-x-4 gap-y-3 rounded-lg border p-3',
        tone === 'warn' && 'border-warn/40',
      )}
    >
      <KeyRound
        className={cn('text-muted-foreground size-4 shrink-0', tone === 'warn' && 'text-warn')}
        aria-hidden
      />
      <div className="min-w-48 flex-1">
        <h2 className="text-sm font-medium wrap-anywhere">{title}</h2>
        {text !== '' && <p className="text-muted-foreground text-sm wrap-anywhere">{text}</p>}
        <Facts authorization={authorization} />
      </div>
      <div className="flex flex-wrap gap-2">
        {action && (
          <Button
            variant={action.kind === 'sign-in' ? 'primary' : 'outline'}
            disabled={isLeaving || !server.enabled}
            onClick={() => begin.mutate()}
          >
            {action.kind === 'sign-in' ? <LogIn aria-hidden /> : <RotateCw aria-hidden />}
            {isLeaving && action.kind === 'sign-in' ? 'Opening the page …' : action.label}
          </Button>
        )}
        {canSignOut && (
          <Button disabled={leave.isPending} onClick={() => leave.mutate()}>
            <LogOut aria-hidden />
            Sign out
          </Button>
        )}
      </div>
    </section>
  )
}

function Facts({
  authorization: { state, scopes, expiresAt, canRefresh },
}: {
  authorization: Authorization
}) {
  if (state !== 'signed-in') return null
  return (
    <div className="text-muted-foreground mt-1 flex flex-wrap items-center gap-x-3 gap-y-1 text-xs">
      {scopes.length > 0 && (
        <ul aria-label="Granted" className="flex min-w-0 flex-wrap gap-1">
          {scopes.map((scope) => (
            <li key={scope} className="min-w-0">
              <Badge>
                <span className="truncate">{scope}</span>
              </Badge>
            </li>
          ))}
        </ul>
      )}
      {expiresAt !== null && (
        <span>
          Its token ends <RelativeTime at={expiresAt} />
          {canRefresh ? ' and is renewed by itself' : '; then a new sign-in is needed'}
        </span>
      )}
    </div>
  )
}

'use client'
import { useMutation } from '@tanstack/react-query'
import { LogOut } from 'lucide-react'
import { signOut } from '@/lib/domain/api/session'
import { Button } from '../ui/button'
import { Tooltip } from '../ui/tooltip'
import { client } from './client'
import { useSession } from './use-session'

/** Shown only where an access token guards the door. */
export function SignOut() {
  const session = useSession()
  const leave = useMutation({
    mutationFn: () => client.call(signOut),
    onSuccess: () => globalThis.location.assign('/sign-in'),
  })
  if (!session.data?.tokenRequired || !session.data.signedIn) return null
  return (
    <Tooltip content="Sign out" side="bottom">
      <Button variant="ghost" size="icon" aria-label="Sign out" onClick={() => leave.mutate()}>
        <LogOut className="size-4" aria-hidden />
      </Button>
    </Tooltip>
  )
}

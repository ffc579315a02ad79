'use client'
import { SearchX } from 'lucide-react'
import Link from 'next/link'
import { Button } from '@/components/ui/button'
import { EmptyState } from '@/components/ui/empty-state'
import { ErrorState } from '@/components/ui/error-state'
import { ApiError } from '@/lib/client/api'

interface MissingServerProps {
  name: string
  error: Error
  onRetry: () => void
  isRetrying: boolean
}

/** In place of a server that could not be read: it is gone, or something failed. */
export function MissingServer({ name, error, onRetry, isRetrying }: MissingServerProps) {
  const isGone = error instanceof ApiError && (error.code === 'not-found' || error.code === 'bad-input')
  if (!isGone) {
    return (
      <ErrorState title={`${name} could not be read`} error={error} onRetry={onRetry} retrying={isRetrying} />
    )
  }
  return (
    <EmptyState
      icon={SearchX}
      title={`There is no server ${name}`}
      action={
        <Button asChild>
          <Link href="/servers">All servers</Link>
        </Button>
      }
    >
      It was removed or renamed, or the address has a mistake.
    </EmptyState>
  )
}

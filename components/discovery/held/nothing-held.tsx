'use client'
import { Hand } from 'lucide-react'
import Link from 'next/link'
import { Button } from '@/components/ui/button'
import { EmptyState } from '@/components/ui/empty-state'

/** In place of the list, where no filter hides anything. */
export function NothingHeld({ isRefused }: { isRefused: boolean }) {
  if (isRefused) {
    return (
      <EmptyState icon={Hand} title="No server was refused">
        A refused server stays out until it is accepted here, however often it is discovered.
      </EmptyState>
    )
  }
  return (
    <EmptyState
      icon={Hand}
      title="No server waits for you"
      action={
        <Button asChild>
          <Link href="/discovery">See the sources</Link>
        </Button>
      }
    >
      In a source’s settings, “New servers” says whether what it finds is enabled, disabled, or held here for
      approval.
    </EmptyState>
  )
}

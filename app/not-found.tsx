import { Compass } from 'lucide-react'
import Link from 'next/link'
import { Button } from '@/components/ui/button'
import { EmptyState } from '@/components/ui/empty-state'

export const metadata = { title: 'Not found' }

export default function NotFound() {
  return (
    <main className="grid min-h-dvh place-content-center">
      <h1 className="sr-only">Not found</h1>
      <EmptyState
        icon={Compass}
        title="This page is not on the chart"
        action={
          <>
            <Button asChild>
              <Link href="/">Overview</Link>
            </Button>
            <Button asChild>
              <Link href="/servers">Servers</Link>
            </Button>
          </>
        }
      >
        The address may be mistyped, or what it named is gone.
      </EmptyState>
    </main>
  )
}

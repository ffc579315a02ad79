'use client'
import { ErrorState } from '@/components/ui/error-state'

interface PageErrorProps {
  error: Error & { digest?: string }
  reset: () => void
}

export default function PageError({ error, reset }: PageErrorProps) {
  return (
    <main className="grid min-h-dvh place-content-center">
      <h1 className="sr-only">Something broke</h1>
      <ErrorState title="This page broke" error={error} onRetry={reset}>
        {error.digest && (
          <>
            The log has more under <code>{error.digest}</code>.
          </>
        )}
      </ErrorState>
    </main>
  )
}

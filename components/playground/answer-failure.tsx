'use client'
import { CircleAlert, RotateCw } from 'lucide-react'
import { Button } from '@/components/ui/button'

/** What went wrong, in words, and the way to try again. */
export function Failure({ message, onRetry }: { message: string; onRetry?: (() => void) | undefined }) {
  return (
    <div
      role="alert"
      className="border-bad/40 bg-bad/5 flex flex-wrap items-start gap-x-3 gap-y-2 rounded-lg border px-3 py-2.5"
    >
      <CircleAlert className="text-bad mt-0.5 size-4 shrink-0" aria-hidden />
      <p className="min-w-0 flex-1 basis-60 text-sm wrap-anywhere">{message}</p>
      {onRetry && (
        <Button size="sm" onClick={onRetry}>
          <RotateCw aria-hidden />
          Try again
        </Button>
      )}
    </div>
  )
}

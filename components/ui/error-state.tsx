'use client'
import { RotateCw, TriangleAlert } from 'lucide-react'
import type { ReactNode } from 'react'
import { messageOf } from '@/lib/kit/app-error'
import { cn } from '@/lib/kit/class-names'
import { Button } from './button'

interface ErrorStateProps {
  /** What failed. */
  title: string
  /** Why; its message is shown. */
  error?: unknown
  /** What to try. */
  children?: ReactNode
  onRetry?: () => void
  retrying?: boolean
  className?: string
}

export function ErrorState({
  title,
  error,
  children,
  onRetry,
  retrying = false,
  className,
}: ErrorStateProps) {
  return (
    <div
      role="alert"
      className={cn('flex flex-col items-center justify-center gap-3 px-6 py-10 text-center', className)}
    >
      <span className="bg-bad/10 text-bad grid size-9 place-content-center rounded-lg">
        <TriangleAlert className="size-4" aria-hidden />
      </span>
      <div className="grid max-w-lg gap-1">
        <p className="text-sm font-medium">{title}</p>
        {error !== undefined && error !== null && (
          <p className="text-muted-foreground text-sm wrap-anywhere">{messageOf(error)}</p>
        )}
        {children && <div className="text-muted-foreground text-sm text-pretty">{children}</div>}
      </div>
      {onRetry && (
        <Button onClick={onRetry} disabled={retrying}>
          <RotateCw className={cn(retrying && 'animate-spin')} aria-hidden />
          Try again
        </Button>
      )}
    </div>
  )
}

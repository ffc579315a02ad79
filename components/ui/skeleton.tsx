import type { ComponentProps } from 'react'
import { cn } from '@/lib/kit/class-names'

/** Holds the place of what is coming, in its size, so that nothing jumps. */
export function Skeleton({ className, ...props }: ComponentProps<'span'>) {
  return (
    <span
      aria-hidden
      className={cn('bg-muted-foreground/15 block animate-pulse rounded-sm', className)}
      {...props}
    />
  )
}

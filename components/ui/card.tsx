import type { ComponentProps } from 'react'
import { cn } from '@/lib/kit/class-names'

export function Card({ className, ...props }: ComponentProps<'section'>) {
  return (
    <section className={cn('bg-card text-card-foreground min-w-0 rounded-lg border', className)} {...props} />
  )
}

export function CardHeader({ className, ...props }: ComponentProps<'div'>) {
  return (
    <div
      className={cn(
        'flex min-h-11 flex-wrap items-center justify-between gap-x-3 gap-y-1 border-b px-4 py-1.5',
        className,
      )}
      {...props}
    />
  )
}

export function CardTitle({ className, ...props }: ComponentProps<'h2'>) {
  return <h2 className={cn('flex items-center gap-2 text-sm font-semibold', className)} {...props} />
}

export function CardContent({ className, ...props }: ComponentProps<'div'>) {
  return <div className={cn('p-4', className)} {...props} />
}

import type { ComponentProps } from 'react'
import { cn } from '@/lib/kit/class-names'

export function Input({ className, ...props }: ComponentProps<'input'>) {
  return (
    <input
      className={cn(
        'border-input bg-card placeholder:text-muted-foreground aria-invalid:border-bad h-8 w-full min-w-0 rounded-md border px-2.5 text-sm shadow-xs transition-colors focus-visible:outline-offset-0 disabled:cursor-not-allowed disabled:opacity-50',
        className,
      )}
      {...props}
    />
  )
}

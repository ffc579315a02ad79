import type { ComponentProps } from 'react'
import { cn } from '@/lib/kit/class-names'

export function Textarea({ className, ...props }: ComponentProps<'textarea'>) {
  return (
    <textarea
      className={cn(
        'border-input bg-card placeholder:text-muted-foreground aria-invalid:border-bad min-h-16 w-full min-w-0 rounded-md border px-2.5 py-1.5 text-sm shadow-xs transition-colors focus-visible:outline-offset-0 disabled:cursor-not-allowed disabled:opacity-50',
        className,
      )}
      {...props}
    />
  )
}

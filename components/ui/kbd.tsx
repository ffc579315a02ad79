import type { ComponentProps } from 'react'
import { cn } from '@/lib/kit/class-names'

export function Kbd({ className, ...props }: ComponentProps<'kbd'>) {
  return (
    <kbd
      className={cn(
        'bg-muted text-muted-foreground inline-flex h-5 min-w-5 items-center justify-center gap-0.5 rounded-sm border px-1 font-sans text-[11px] font-medium',
        className,
      )}
      {...props}
    />
  )
}

import type { ComponentProps } from 'react'
import { cn } from '@/lib/kit/class-names'

interface ScrollAreaProps extends ComponentProps<'div'> {
  /** What scrolls here; a keyboard can reach it, so it needs a name. */
  label: string
}

/** A native scrolling region with thin bars. */
export function ScrollArea({ label, className, ...props }: ScrollAreaProps) {
  return (
    <div
      role="region"
      aria-label={label}
      tabIndex={0}
      className={cn(
        '[scrollbar-width:thin] overflow-auto overscroll-contain focus-visible:-outline-offset-2',
        className,
      )}
      {...props}
    />
  )
}

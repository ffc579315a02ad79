import type { LucideIcon } from 'lucide-react'
import type { ReactNode } from 'react'
import { cn } from '@/lib/kit/class-names'

interface EmptyStateProps {
  icon?: LucideIcon
  title: string
  /** Why it is empty and what to do next. */
  children?: ReactNode
  action?: ReactNode
  className?: string
}

export function EmptyState({ icon: Icon, title, children, action, className }: EmptyStateProps) {
  return (
    <div className={cn('flex flex-col items-center justify-center gap-3 px-6 py-10 text-center', className)}>
      {Icon && (
        <span className="bg-muted text-muted-foreground grid size-9 place-content-center rounded-lg border">
          <Icon className="size-4" aria-hidden />
        </span>
      )}
      <div className="grid max-w-md gap-1">
        <p className="text-sm font-medium">{title}</p>
        {children && <div className="text-muted-foreground text-sm text-pretty">{children}</div>}
      </div>
      {action && <div className="flex flex-wrap justify-center gap-2">{action}</div>}
    </div>
  )
}

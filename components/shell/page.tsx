import type { ReactNode } from 'react'
import { cn } from '@/lib/kit/class-names'

interface PageProps {
  title: string
  /** Beside the title: a count, a state. */
  beside?: ReactNode
  description?: ReactNode
  actions?: ReactNode
  children: ReactNode
  /** Takes exactly the height of the window, for pages whose parts scroll by themselves. */
  fill?: boolean
}

/** The frame of every page: its one h1, its actions, and the same margins. */
export function Page({ title, beside, description, actions, children, fill = false }: PageProps) {
  return (
    <div
      className={cn(
        'mx-auto flex w-full max-w-[1600px] min-w-0 flex-col gap-4 p-4 md:px-6 md:py-5',
        fill && 'h-[calc(100dvh-3rem)]',
      )}
    >
      <header className="flex flex-wrap items-start justify-between gap-x-4 gap-y-2">
        <div className="grid min-w-0 gap-0.5">
          <div className="flex min-h-8 min-w-0 flex-wrap items-center gap-x-3 gap-y-1">
            <h1 className="min-w-0 text-lg font-semibold tracking-tight wrap-anywhere">{title}</h1>
            {beside}
          </div>
          {description && <div className="text-muted-foreground text-sm text-pretty">{description}</div>}
        </div>
        {actions && <div className="flex flex-wrap items-center gap-2">{actions}</div>}
      </header>
      {children}
    </div>
  )
}

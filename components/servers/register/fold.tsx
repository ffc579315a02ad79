'use client'
import { ChevronRight } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import { cn } from '@/lib/kit/class-names'

interface FoldProps {
  id: string
  title: string
  /** Beside the title while it is folded: what in here is not as usual. */
  summary?: string | undefined
  /** What is wrong in here must be seen. */
  hasError: boolean
  children: ReactNode
}

/** A part of the form that most servers need not open. */
export function Fold({ id, title, summary, hasError, children }: FoldProps) {
  const [isOpened, setIsOpened] = useState(false)
  const isOpen = isOpened || hasError
  return (
    <section>
      <button
        type="button"
        aria-expanded={isOpen}
        aria-controls={id}
        className="flex w-full items-center gap-1.5 rounded-md px-3 py-2 text-sm font-medium focus-visible:-outline-offset-2"
        onClick={() => setIsOpened(!isOpened)}
      >
        <ChevronRight
          className={cn('size-3.5 shrink-0 transition-transform', isOpen && 'rotate-90')}
          aria-hidden
        />
        {title}
        {!isOpen && summary !== undefined && (
          <span className="text-muted-foreground ml-auto truncate pl-3 text-xs font-normal">{summary}</span>
        )}
      </button>
      <div id={id} hidden={!isOpen} className="px-3 pt-1 pb-4">
        <div className="grid gap-4">{children}</div>
      </div>
    </section>
  )
}

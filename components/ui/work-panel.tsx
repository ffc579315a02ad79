'use client'
import { X } from 'lucide-react'
import { type ComponentProps, type ReactNode, useState } from 'react'
import { cn } from '@/lib/kit/class-names'
import { Button } from './button'
import { FailedItems } from './failed-items'
import { countWords } from './number-words'
import { Progress } from './progress'

interface WorkPanelProps {
  label: string
  /** How far it is, or what came of it, in words. */
  title: ReactNode
  /** While it goes on. */
  progress: ComponentProps<typeof Progress> | undefined
  /** To be shown on demand. */
  failures?: ComponentProps<typeof FailedItems>['items']
  isOpenAtFirst?: boolean
  /** Ends it early, where that can be. */
  stop?: { label: string; onClick: () => void }
  dismissLabel?: string
  onDismiss: () => void
  /** Beside the title. */
  actions?: ReactNode
  children?: ReactNode
  className?: string
}

/** How far work on many things is, and which of them failed and why; lies over the foot of their list. */
export function WorkPanel({
  label,
  title,
  progress,
  failures = [],
  isOpenAtFirst = false,
  stop,
  dismissLabel = 'Dismiss',
  onDismiss,
  actions,
  children,
  className,
}: WorkPanelProps) {
  const [isOpen, setIsOpen] = useState(isOpenAtFirst)
  return (
    <section
      aria-label={label}
      className={cn(
        'bg-popover pointer-events-auto grid w-full max-w-lg gap-2 rounded-lg border p-3 shadow-lg',
        className,
      )}
    >
      <div className="flex items-center gap-2">
        <p className="min-w-0 flex-1 text-sm font-medium" role="status">
          {title}
        </p>
        {failures.length > 0 && (
          <Button size="sm" aria-expanded={isOpen} onClick={() => setIsOpen(!isOpen)}>
            {isOpen ? 'Hide' : 'Show'} {countWords(failures.length)} failed
          </Button>
        )}
        {actions}
        {progress && stop && (
          <Button size="sm" onClick={stop.onClick}>
            {stop.label}
          </Button>
        )}
        {!progress && (
          <Button size="icon-sm" variant="ghost" aria-label={dismissLabel} onClick={onDismiss}>
            <X aria-hidden />
          </Button>
        )}
      </div>
      {progress && <Progress {...progress} />}
      {children}
      {isOpen && failures.length > 0 && <FailedItems items={failures} />}
    </section>
  )
}

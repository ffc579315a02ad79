'use client'
import { RANGE_WORDS } from '@/components/ui/health/span'
import { uptimeWords } from '@/components/ui/health/uptime-words'
import { durationWords } from '@/components/ui/time-words'
import { RANGE_MS } from '@/lib/domain/api/health'
import type { Known, Uptime } from '@/lib/domain/health'
import { cn } from '@/lib/kit/class-names'

const WINDOWS = ['24h', '7d', '30d', '90d'] as const satisfies readonly (keyof Uptime)[]
type Window = (typeof WINDOWS)[number]

/** A window that is known but for so much of it is taken for known. */
const WHOLE = 0.99

interface UptimeTilesProps {
  uptime: Uptime
  known: Known
  /** What is looked at below; undefined while it is another span. */
  chosen: string | undefined
  onChoose: (window: Window) => void
}

/** How much of the time the server answered; each shows its time below. */
export function UptimeTiles({ uptime, known, chosen, onChoose }: UptimeTilesProps) {
  return (
    <div
      role="group"
      aria-label="Uptime"
      className="bg-border grid grid-cols-4 gap-px overflow-hidden rounded-lg border max-sm:grid-cols-2"
    >
      {WINDOWS.map((window) => (
        <button
          key={window}
          type="button"
          aria-pressed={chosen === window}
          onClick={() => onChoose(window)}
          className={cn(
            'bg-card hover:bg-accent/60 grid content-between gap-0.5 px-4 py-2.5 text-left transition-colors focus-visible:-outline-offset-2',
            chosen === window && 'shadow-[inset_0_-2px_0_var(--primary)]',
          )}
        >
          <span className="text-muted-foreground text-xs">Uptime, {RANGE_WORDS[window]}</span>
          <span className="text-xl font-semibold tracking-tight">
            {uptime[window] === null ? (
              <span className="text-muted-foreground">
                <span aria-hidden>–</span>
                <span className="sr-only">not watched</span>
              </span>
            ) : (
              uptimeWords(uptime[window])
            )}
          </span>
          {uptime[window] !== null && known[window] < WHOLE && (
            <span className="text-muted-foreground text-xs">
              of {durationWords(known[window] * RANGE_MS[window])} watched
            </span>
          )}
        </button>
      ))}
    </div>
  )
}

'use client'
import { countWords } from '@/components/ui/number-words'
import { TONE_CLASSES, VERDICT_LOOKS } from '@/components/ui/state-look'
import { StateShape } from '@/components/ui/state-shape'
import type { Verdict } from '@/lib/domain/connection'
import { cn } from '@/lib/kit/class-names'
import { VERDICT_ORDER, type VerdictCounts } from './fleet-rows'

interface VerdictFilterProps {
  counts: VerdictCounts | undefined
  chosen: readonly Verdict[]
  onToggle: (verdict: Verdict) => void
}

/** How many servers are how, now; each a filter of which many can be chosen. */
export function VerdictFilter({ counts, chosen, onToggle }: VerdictFilterProps) {
  return (
    <div
      role="group"
      aria-label="Filter by state now"
      className="bg-border grid grid-cols-5 gap-px overflow-hidden rounded-lg border max-lg:grid-cols-6"
    >
      {VERDICT_ORDER.map((verdict, index) => {
        const { word, tone, shape } = VERDICT_LOOKS[verdict]
        const count = counts?.[verdict]
        const isChosen = chosen.includes(verdict)
        const isLit = count !== undefined && count > 0
        return (
          <button
            key={verdict}
            type="button"
            aria-pressed={isChosen}
            onClick={() => onToggle(verdict)}
            className={cn(
              'bg-card hover:bg-accent/60 grid min-w-0 content-start gap-0.5 px-4 py-2.5 text-left transition-colors focus-visible:-outline-offset-2 max-lg:px-3',
              index < 3 ? 'max-lg:col-span-2' : 'max-lg:col-span-3',
              isChosen && 'bg-primary/10 hover:bg-primary/15 shadow-[inset_0_-2px_0_var(--primary)]',
            )}
          >
            <span className="text-muted-foreground flex items-center gap-1.5 text-xs whitespace-nowrap">
              <StateShape shape={isLit ? shape : 'ring'} className={isLit ? TONE_CLASSES[tone] : ''} />
              {word}
            </span>
            <span
              className={cn(
                'text-xl font-semibold tracking-tight',
                isLit && tone !== 'ok' && TONE_CLASSES[tone],
              )}
            >
              {count === undefined ? <span className="text-muted-foreground">–</span> : countWords(count)}
            </span>
          </button>
        )
      })}
    </div>
  )
}

import { TONE_CLASSES } from '@/components/ui/state-look'
import { durationWords } from '@/components/ui/time-words'
import type { Run } from '@/lib/domain/discovery'
import { cn } from '@/lib/kit/class-names'
import { isGoingOn, runLook } from '../discovery-words'
import { barsOf, stripWords } from './strip-bars'

interface RunStripProps {
  /** Newest first. */
  runs: readonly Run[]
  /** Bars that there is room for; missing ones hold their place, so that the strip never moves. */
  room: number
  className?: string
}

/** Runs as bars, oldest left: as high as they took, hollow where they failed. The table of runs is behind it. */
export function RunStrip({ runs, room, className }: RunStripProps) {
  const bars = barsOf(runs, room)
  return (
    <div
      role="img"
      aria-label={stripWords(runs.slice(0, room))}
      className={cn('flex h-7 items-end gap-px', className)}
    >
      {bars.map((bar, index) =>
        bar === undefined ? (
          <span key={`empty-${index}`} className="bg-muted-foreground/15 h-0.5 min-w-0 flex-1 rounded-full" />
        ) : (
          <span
            key={bar.run.id}
            title={`${runLook(bar.run).word}${bar.run.durationMs === null ? '' : `, ${durationWords(bar.run.durationMs)}`}`}
            className={cn(
              'min-w-0 flex-1 rounded-[1px]',
              TONE_CLASSES[runLook(bar.run).tone],
              barClass(bar.run),
            )}
            style={{ height: `${bar.height * 100}%` }}
          />
        ),
      )}
    </div>
  )
}

function barClass(run: Run): string {
  if (isGoingOn(run)) return 'animate-pulse bg-current'
  if (run.state === 'failed') return 'border border-current bg-transparent'
  if (run.state === 'cancelled') return 'border border-dashed border-current'
  const { added, changed, removed, held } = run.counts
  // A run that changed something stands out from those that found all as it was.
  return added + changed + removed + held > 0 || run.counts.errors > 0
    ? 'bg-current'
    : 'bg-current opacity-45'
}

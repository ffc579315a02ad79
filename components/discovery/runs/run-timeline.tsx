'use client'
import { RelativeTime } from '@/components/ui/relative-time'
import { durationWords, exactWords } from '@/components/ui/time-words'
import { useNow } from '@/components/ui/use-now'
import type { Run } from '@/lib/domain/discovery'
import { cn } from '@/lib/kit/class-names'
import { isGoingOn, runLook, TRIGGER_WORDS } from '../discovery-words'

/** How long a run waited and how long it read, as a line with its moments below. */
export function RunTimeline({ run }: { run: Run }) {
  const spans = useNow((now) => {
    const requested = Date.parse(run.requestedAt)
    const end = run.finishedAt ? Date.parse(run.finishedAt) : now
    const started = run.startedAt ? Date.parse(run.startedAt) : end
    return `${Math.max(0, started - requested)} ${run.durationMs ?? Math.max(0, end - started)}`
  })
  const [waitedMs = 0, readMs = 0] = spans.split(' ').map(Number)
  const total = Math.max(1, waitedMs + readMs)
  const moments: [label: string, at: string | null][] = [
    [`Asked for ${TRIGGER_WORDS[run.trigger]}`, run.requestedAt],
    ['Begun', run.startedAt],
    [runLook({ ...run, counts: { ...run.counts, errors: 0 } }).word, run.finishedAt],
  ]
  return (
    <div className="grid gap-2">
      <div className="flex h-2 gap-px overflow-hidden rounded-full" aria-hidden>
        <span
          className="bg-muted-foreground/25 min-w-0.5 transition-[width]"
          style={{ width: `${(waitedMs / total) * 100}%` }}
        />
        <span
          className={cn(
            'min-w-0.5 flex-1',
            run.counts.errors > 0 && run.state === 'succeeded' ? 'bg-warn' : BAR_CLASSES[run.state],
          )}
        />
      </div>
      <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-4 gap-y-0.5 text-xs sm:grid-cols-3">
        {moments.map(([label, at]) =>
          at === null ? null : (
            <div key={label} className="contents sm:block">
              <dt className="text-muted-foreground">{label}</dt>
              <dd>
                <span title={exactWords(Date.parse(at))}>{clockWords(at)}</span>
                <span className="text-muted-foreground">
                  , <RelativeTime at={at} />
                </span>
              </dd>
            </div>
          ),
        )}
      </dl>
      <p className="text-muted-foreground text-xs">
        Waited {durationWords(waitedMs)}
        {run.startedAt !== null && `, ${isGoingOn(run) ? 'reading for' : 'took'} ${durationWords(readMs)}`}
      </p>
    </div>
  )
}

const BAR_CLASSES: Record<Run['state'], string> = {
  queued: 'bg-muted-foreground/25',
  running: 'bg-busy animate-pulse',
  succeeded: 'bg-ok',
  failed: 'bg-bad',
  cancelled: 'bg-muted-foreground/60',
}

const clock = new Intl.DateTimeFormat(undefined, { timeStyle: 'medium' })

function clockWords(at: string): string {
  return clock.format(Date.parse(at))
}

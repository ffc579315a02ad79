'use client'
import Link from 'next/link'
import type { ReactNode } from 'react'
import { countWords } from '@/components/ui/number-words'
import { RelativeTime } from '@/components/ui/relative-time'
import { Skeleton } from '@/components/ui/skeleton'
import { LookBadge } from '@/components/ui/state-badge'
import { durationWords, exactWords, relativeWords } from '@/components/ui/time-words'
import { useNow } from '@/components/ui/use-now'
import type { SourceView } from '@/lib/domain/discovery'
import { resultWords, runLook } from '../discovery-words'
import { placeUrl, runParam } from '../place'
import { RunStrip } from '../runs/run-strip'
import { useRecentRuns } from '../runs/use-runs'

const STRIP_ROOM = 40
const SOON_MS = 2_000
const COUNT_LINK = 'text-primary inline-flex min-h-6 items-center underline underline-offset-4'
const LINK = 'underline-offset-4 hover:underline'

/** What a source counts, when it last ran and what came of it, when it runs next. */
export function SourceFacts({ source }: { source: SourceView }) {
  return (
    <dl className="grid grid-cols-2 gap-x-6 gap-y-3 @2xl:grid-cols-[minmax(8rem,0.8fr)_minmax(0,2fr)_minmax(7rem,0.9fr)_minmax(9rem,1.2fr)]">
      <Fact label="Servers">
        <Counts source={source} />
      </Fact>
      {source.runnable && (
        <>
          <Fact
            label={source.currentRun ? 'This run' : 'Last run'}
            // Its second line comes and goes with the run.
            className="min-h-14 @max-2xl:order-last @max-2xl:col-span-2"
          >
            <LastRun source={source} />
          </Fact>
          <Fact label="Next run">
            <NextRun source={source} />
          </Fact>
          <Fact label="Recent runs" className="@max-2xl:order-last @max-2xl:col-span-2">
            <Recent source={source} />
          </Fact>
        </>
      )}
    </dl>
  )
}

function Fact({ label, className, children }: { label: string; className?: string; children: ReactNode }) {
  return (
    <div className={className}>
      <dt className="text-muted-foreground text-xs">{label}</dt>
      <dd className="min-w-0 pt-0.5">{children}</dd>
    </div>
  )
}

function Counts({ source: { id, counts } }: { source: SourceView }) {
  const beside: [count: number, word: string, href: string | undefined][] = [
    [counts.held, 'held', placeUrl({ tab: 'held', source: id })],
    [counts.refused, 'refused', placeUrl({ tab: 'held', source: id, refused: true })],
    [counts.shadowed, 'shadowed', placeUrl({ tab: 'conflicts', source: id })],
    [counts.stale, 'stale', undefined],
  ]
  const shown = beside.filter(([count]) => count > 0)
  return (
    <>
      <Link
        href={`/servers?source=${encodeURIComponent(id)}`}
        className={`${LINK} -mt-0.5 inline-flex min-h-6 min-w-6 items-center text-base font-semibold`}
      >
        {countWords(counts.servers)}
        <span className="sr-only"> servers</span>
      </Link>
      {shown.length > 0 && (
        <p className="text-muted-foreground flex flex-wrap items-center gap-x-2 text-xs">
          {shown.map(([count, word, href]) =>
            href === undefined ? (
              <span key={word}>
                {countWords(count)} {word}
              </span>
            ) : (
              <Link key={word} href={href} className={COUNT_LINK}>
                {countWords(count)} {word}
              </Link>
            ),
          )}
        </p>
      )}
    </>
  )
}

function LastRun({ source: { currentRun, lastRun } }: { source: SourceView }) {
  const run = currentRun ?? lastRun
  if (!run) return <p className="text-muted-foreground">Not run yet</p>
  const at = run.finishedAt ?? run.startedAt ?? run.requestedAt
  return (
    <>
      <p className="flex flex-wrap items-center gap-x-2">
        <LookBadge look={runLook(run)} />
        <Link href={placeUrl({ run: runParam(run) })} scroll={false} className={LINK}>
          <RelativeTime at={at} />
          {run.durationMs !== null && `, took ${durationWords(run.durationMs)}`}
        </Link>
      </p>
      <p className="text-muted-foreground line-clamp-2 text-xs wrap-anywhere">{resultWords(run)}</p>
    </>
  )
}

function NextRun({ source: { state, nextRunAt, watching } }: { source: SourceView }) {
  if (state === 'paused') return <p className="text-muted-foreground">Not while it is paused</p>
  if (nextRunAt === null && !watching) return <p className="text-muted-foreground">When asked</p>
  return (
    <>
      {nextRunAt !== null && <Countdown at={nextRunAt} />}
      {watching && (
        <p className={nextRunAt === null ? '' : 'text-muted-foreground text-xs'}>
          {nextRunAt === null ? 'When something changes there' : 'or when something changes'}
        </p>
      )}
    </>
  )
}

function Countdown({ at }: { at: string }) {
  const time = Date.parse(at)
  const words = useNow((now) => (now === 0 ? '' : dueWords(time, now)))
  return (
    <time dateTime={at} title={words === '' ? undefined : exactWords(time)}>
      {words}
    </time>
  )
}

/** "just now" is for what has been. */
function dueWords(time: number, now: number): string {
  if (time <= now) return 'due now'
  return time - now < SOON_MS ? 'in a moment' : relativeWords(time, now)
}

function Recent({ source: { id } }: { source: SourceView }) {
  const runs = useRecentRuns(id, STRIP_ROOM)
  if (runs.isPending) return <Skeleton className="h-7 w-full" />
  if (runs.isError) return <p className="text-muted-foreground text-xs">{runs.error.message}</p>
  return (
    <Link
      href={placeUrl({ tab: 'history', source: id })}
      aria-label="All its runs"
      className="block rounded-sm"
    >
      <RunStrip runs={runs.data.items} room={STRIP_ROOM} />
    </Link>
  )
}

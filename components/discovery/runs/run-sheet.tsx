'use client'
import { FlaskConical, RotateCw, X } from 'lucide-react'
import { useRunSource } from '@/components/shell/use-run-source'
import { useSources } from '@/components/shell/use-sources'
import { Button } from '@/components/ui/button'
import { CopyButton } from '@/components/ui/copy-button'
import { QueryError } from '@/components/ui/query-error'
import { Sheet, SheetContent } from '@/components/ui/sheet'
import { Skeleton } from '@/components/ui/skeleton'
import { LookBadge } from '@/components/ui/state-badge'
import type { RunDetail, SourceView } from '@/lib/domain/discovery'
import { isGoingOn, runLook, titleOf } from '../discovery-words'
import { placeUrl, type RunPlace, runParam } from '../place'
import { useCancelRun } from '../sources/use-source-actions'
import { RunCounts } from './run-counts'
import { RunDiff } from './run-diff'
import { RunProblems } from './run-problems'
import { RunTimeline } from './run-timeline'
import { useRun } from './use-runs'

interface RunSheetProps {
  run: RunPlace | undefined
  /** The source of which a dry run was asked for, while it is not answered yet. */
  awaited: SourceView | undefined
  onOpenRun: (run: RunPlace) => void
  onDryRun: (source: SourceView) => void
  onClose: () => void
}

/** A run with all there is to know of it; a dry run can be applied from here. */
export function RunSheet({ run, awaited, onOpenRun, onDryRun, onClose }: RunSheetProps) {
  const sources = useSources()
  const detail = useRun(run)
  const sourceId = awaited?.id ?? run?.source
  const title = sourceId === undefined ? '' : titleOf(sources.data, sourceId)
  const isDry = awaited !== undefined || detail.data?.dryRun === true
  return (
    <Sheet open={sourceId !== undefined} onOpenChange={(isOpen) => !isOpen && onClose()}>
      <SheetContent title={`${isDry ? 'Dry run' : 'Run'} of ${title}`} className="max-w-2xl">
        {awaited ? (
          <Awaited source={sources.data?.find((each) => each.id === awaited.id) ?? awaited} />
        ) : detail.data ? (
          <RunBody
            run={detail.data}
            source={sources.data?.find((each) => each.id === sourceId)}
            titleOf={(id) => titleOf(sources.data, id)}
            onOpenRun={onOpenRun}
            onDryRun={onDryRun}
          />
        ) : detail.isError ? (
          <QueryError title="The run could not be read" query={detail} />
        ) : (
          <BodySkeleton label="Loading the run" />
        )}
      </SheetContent>
    </Sheet>
  )
}

function Awaited({ source }: { source: SourceView }) {
  const cancel = useCancelRun()
  const { currentRun } = source
  return (
    <>
      <div className="flex min-h-8 items-center justify-between gap-3">
        <p role="status" className="text-muted-foreground flex items-center gap-2">
          <LookBadge look={{ word: 'Reading', tone: 'busy', shape: 'arc' }} />
          to see what a run would change
        </p>
        {currentRun && (
          <Button size="sm" disabled={cancel.isPending} onClick={() => cancel.mutate(currentRun)}>
            <X aria-hidden />
            Cancel
          </Button>
        )}
      </div>
      <BodySkeleton label="Waiting for the dry run" />
    </>
  )
}

interface RunBodyProps extends Pick<RunSheetProps, 'onOpenRun' | 'onDryRun'> {
  run: RunDetail
  source: SourceView | undefined
  titleOf: (id: string) => string
}

function RunBody({ run, source, titleOf, onOpenRun, onDryRun }: RunBodyProps) {
  const start = useRunSource(onOpenRun)
  const cancel = useCancelRun()
  const canRun = source?.runnable === true && source.state !== 'off' && source.currentRun === null
  const apply = () => {
    if (source) start.mutate(source)
  }
  return (
    <div className="grid min-w-0 gap-4">
      <div className="flex flex-wrap items-center gap-2">
        <LookBadge look={runLook(run)} className="mr-auto min-h-8" />
        {isGoingOn(run) && (
          <Button size="sm" disabled={cancel.isPending} onClick={() => cancel.mutate(run)}>
            <X aria-hidden />
            Cancel
          </Button>
        )}
        {source && run.state === 'succeeded' && run.dryRun && (
          <>
            <Button size="sm" disabled={!canRun} onClick={() => onDryRun(source)}>
              <FlaskConical aria-hidden />
              Look again
            </Button>
            <Button size="sm" variant="primary" disabled={!canRun || start.isPending} onClick={apply}>
              <RotateCw aria-hidden />
              Apply
            </Button>
          </>
        )}
        {source && (run.state === 'failed' || run.state === 'cancelled') && (
          <Button
            size="sm"
            disabled={!canRun || start.isPending}
            onClick={run.dryRun ? () => onDryRun(source) : apply}
          >
            <RotateCw aria-hidden />
            Run again
          </Button>
        )}
        <CopyButton
          text={`${globalThis.location.origin}${placeUrl({ run: runParam(run) })}`}
          label="Copy the link to this run"
        />
      </div>
      {run.error && (
        <p className="border-bad/30 bg-bad/8 rounded-md border px-3 py-2 wrap-anywhere">
          {run.error.message}
        </p>
      )}
      {run.dryRun && run.state === 'succeeded' && (
        <p className="text-muted-foreground text-sm">
          Nothing was changed. Apply runs the source again for good; what has changed there meanwhile applies
          too.
        </p>
      )}
      <RunTimeline run={run} />
      {!isGoingOn(run) && <RunCounts counts={run.counts} />}
      <RunProblems problems={run.problems} />
      <RunDiff run={run} titleOf={titleOf} />
    </div>
  )
}

function BodySkeleton({ label }: { label: string }) {
  return (
    <div role="status" aria-label={label} className="grid gap-4">
      <Skeleton className="h-2 w-full" />
      <Skeleton className="h-9 w-72 max-w-full" />
      <Skeleton className="h-13 w-full" />
      <Skeleton className="h-40 w-full" />
    </div>
  )
}

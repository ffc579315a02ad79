'use client'
import { FlaskConical, Pause, Play, RotateCw, Settings2, X } from 'lucide-react'
import { useRunSource } from '@/components/shell/use-run-source'
import { Button } from '@/components/ui/button'
import { Tooltip } from '@/components/ui/tooltip'
import type { SourceView } from '@/lib/domain/discovery'
import { useCancelRun, usePause } from './use-source-actions'

interface SourceActionsProps {
  source: SourceView
  onDryRun: () => void
  isDryRunning: boolean
  /** Absent where there is nothing to set. */
  onSettings: (() => void) | undefined
}

/** What can be done with a source as it stands. */
export function SourceActions({ source, onDryRun, isDryRunning, onSettings }: SourceActionsProps) {
  const run = useRunSource()
  const cancel = useCancelRun()
  const pause = usePause()
  const { currentRun, title } = source
  const isOff = source.state === 'off'
  const isPaused = source.state === 'paused'
  if (!onSettings && (isOff || !source.runnable)) return null
  return (
    <div role="group" aria-label={`Actions on ${title}`} className="flex flex-wrap items-center gap-1.5">
      {source.runnable && !isOff && (
        <>
          {currentRun ? (
            <Button
              size="sm"
              className="min-w-22"
              disabled={cancel.isPending}
              onClick={() => cancel.mutate(currentRun)}
            >
              <X aria-hidden />
              Cancel
            </Button>
          ) : (
            <Button
              size="sm"
              className="min-w-22"
              disabled={run.isPending}
              onClick={() => run.mutate(source)}
            >
              <RotateCw aria-hidden />
              Run now
            </Button>
          )}
          <Button size="sm" disabled={isDryRunning || currentRun !== null} onClick={onDryRun}>
            <FlaskConical aria-hidden />
            Dry run
          </Button>
          <Button
            size="sm"
            className="min-w-20"
            disabled={pause.isPending}
            onClick={() => pause.mutate({ source, paused: !isPaused })}
          >
            {isPaused ? <Play aria-hidden /> : <Pause aria-hidden />}
            {isPaused ? 'Resume' : 'Pause'}
          </Button>
        </>
      )}
      {onSettings && (
        <Tooltip content="Settings">
          <Button size="icon-sm" aria-label={`Settings of ${title}`} onClick={onSettings}>
            <Settings2 aria-hidden />
          </Button>
        </Tooltip>
      )}
    </div>
  )
}

import { LookBadge } from '@/components/ui/state-badge'
import { durationWords } from '@/components/ui/time-words'

export interface Outcome {
  ok: boolean
  message: string
  durationMs: number
}

interface TestOutcomeProps {
  outcome: Outcome | undefined
  error: Error | null
  isPending: boolean
}

/** How the model answered the test, in a place that is there before the answer, so that it is read out. */
export function TestOutcome({ outcome, error, isPending }: TestOutcomeProps) {
  const ok = outcome?.ok ?? false
  const message = outcome?.message ?? error?.message
  return (
    <div role="status" className="empty:-mt-4">
      {!isPending && message !== undefined && (
        <div className="flex flex-wrap items-baseline gap-x-3 gap-y-1">
          <LookBadge
            look={
              ok
                ? { word: 'It answers', tone: 'ok', shape: 'disc' }
                : { word: 'It does not answer', tone: 'bad', shape: 'cross' }
            }
          />
          {outcome && ok && (
            <span className="text-muted-foreground text-xs">{durationWords(outcome.durationMs)}</span>
          )}
          <p className="min-w-0 basis-full text-sm wrap-anywhere">{message}</p>
        </div>
      )}
    </div>
  )
}

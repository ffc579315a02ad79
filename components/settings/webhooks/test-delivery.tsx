import { LookBadge } from '@/components/ui/state-badge'
import { durationWords } from '@/components/ui/time-words'
import type { Delivery } from '@/lib/domain/webhook'

/** What came of a test. */
export function TestDelivery({ delivery }: { delivery: Delivery }) {
  const { state, status, error, durationMs } = delivery
  const isTaken = state === 'delivered'
  return (
    <div className="flex flex-wrap items-baseline gap-x-3 gap-y-1">
      <LookBadge
        look={
          isTaken
            ? { word: 'The test was taken', tone: 'ok', shape: 'disc' }
            : { word: 'The test was not taken', tone: 'bad', shape: 'cross' }
        }
      />
      <span className="text-muted-foreground text-xs">
        {[status !== null && `HTTP ${status}`, durationMs !== null && durationWords(durationMs)]
          .filter(Boolean)
          .join(', ')}
      </span>
      {error && <p className="min-w-0 basis-full text-sm wrap-anywhere">{error}</p>}
    </div>
  )
}

'use client'
import { Button } from '@/components/ui/button'
import { amountWords } from '@/components/ui/number-words'
import { RelativeTime } from '@/components/ui/relative-time'
import { type Share } from '@/lib/domain/api/conversations'
import { ResultsSwitch } from './results-switch'

interface StandingLinkProps {
  share: Share
  isBusy: boolean
  hasLink: boolean
  onChange: (results: boolean) => void
  onRenew: (results: boolean) => void
  onEnd: () => void
}

/** A link that is there: what it shows, and the ways to change or end it. */
export function StandingLink({
  share: { sharedAt, results, behind },
  isBusy,
  hasLink,
  onChange,
  onRenew,
  onEnd,
}: StandingLinkProps) {
  return (
    <>
      <p className="text-sm">
        The link shows the conversation as it was <RelativeTime at={sharedAt} />
        {behind > 0
          ? `; ${amountWords(behind, 'message')} of what is shown here now ${behind === 1 ? 'is' : 'are'} not in it.`
          : '.'}
      </p>
      <ResultsSwitch checked={results} onChange={onChange} isDisabled={isBusy} />
      <div className="flex flex-wrap justify-end gap-2">
        <Button variant="ghost" disabled={isBusy} onClick={onEnd}>
          End the link
        </Button>
        {!hasLink && (
          <Button disabled={isBusy} onClick={() => onRenew(results)} title="The link before stops working">
            New link
          </Button>
        )}
        {behind > 0 && (
          <Button variant="primary" disabled={isBusy} onClick={() => onChange(results)}>
            Bring up to date
          </Button>
        )}
      </div>
    </>
  )
}

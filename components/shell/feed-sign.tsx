'use client'
import { useFeed } from '@/lib/client/use-feed'
import { RelativeTime } from '../ui/relative-time'
import { StateShape } from '../ui/state-shape'

/** Keeps the page live, and says so only when it is not. */
export function FeedSign() {
  const feed = useFeed()
  return (
    <div role="status" aria-live="polite">
      {feed.kind === 'reconnecting' && (
        <span className="text-warn bg-warn/10 animate-in fade-in-0 inline-flex h-6 items-center gap-1.5 rounded-md px-2 text-xs font-medium">
          <StateShape shape="triangle" />
          Reconnecting
          <span className="text-muted-foreground font-normal max-sm:hidden">
            live updates lost <RelativeTime at={new Date(feed.since).toISOString()} />
          </span>
        </span>
      )}
    </div>
  )
}

import Link from 'next/link'
import { memo } from 'react'
import { RelativeTime } from '../relative-time'
import { serverUrl } from '../server-url'
import { StateShape } from '../state-shape'
import { TONE_CLASSES } from '../state-look'
import type { FeedEntry } from '@/lib/domain/event'
import { cn } from '@/lib/kit/class-names'
import { sentenceOf } from './event-sentence'
import type { Part } from './sentence'

export const EventRow = memo(function EventRow({ entry }: { entry: FeedEntry }) {
  const { parts, detail, tone, shape } = sentenceOf(entry.event)
  return (
    <li className="hover:bg-accent/50 flex items-start gap-3 px-4 py-1.5">
      <span className={cn('flex h-5 items-center', TONE_CLASSES[tone])}>
        {/* A spinning shape would tell that what is past still goes on. */}
        <StateShape shape={shape} className="animate-none" />
      </span>
      <div className="min-w-0 flex-1">
        <p className="wrap-anywhere">
          {parts.map((part, index) => (
            <PartView key={index} part={part} />
          ))}
        </p>
        {detail && <p className="text-muted-foreground line-clamp-2 text-xs wrap-anywhere">{detail}</p>}
      </div>
      <RelativeTime at={entry.at} className="text-muted-foreground pt-px text-xs leading-5" />
    </li>
  )
})

function PartView({ part }: { part: Part }) {
  if (typeof part === 'string') return part
  if ('code' in part) return <code className="text-xs">{part.code}</code>
  return (
    <Link
      href={serverUrl(part.server)}
      prefetch={false}
      className="font-medium underline-offset-4 hover:underline"
    >
      {part.server}
    </Link>
  )
}

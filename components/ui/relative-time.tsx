'use client'
import { cn } from '@/lib/kit/class-names'
import { exactWords, relativeWords } from './time-words'
import { useNow } from './use-now'

interface RelativeTimeProps {
  /** ISO time. */
  at: string
  className?: string
}

/** "3 min ago", with the exact time on hover. */
export function RelativeTime({ at, className }: RelativeTimeProps) {
  const now = useNow()
  const time = Date.parse(at)
  return (
    <time
      dateTime={at}
      title={now === 0 ? undefined : exactWords(time)}
      className={cn('whitespace-nowrap', className)}
    >
      {now === 0 ? at.slice(0, 16).replace('T', ' ') : relativeWords(time, now)}
    </time>
  )
}

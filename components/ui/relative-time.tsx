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
  const time = Date.parse(at)
  const words = useNow((now) => (now === 0 ? '' : relativeWords(time, now)))
  return (
    <time
      dateTime={at}
      title={words === '' ? undefined : exactWords(time)}
      className={cn('whitespace-nowrap', className)}
    >
      {words === '' ? at.slice(0, 16).replace('T', ' ') : words}
    </time>
  )
}

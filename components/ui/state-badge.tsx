import type { ConnectionKind, Verdict } from '@/lib/domain/connection'
import { cn } from '@/lib/kit/class-names'
import { StateShape } from './state-shape'
import { CONNECTION_LOOKS, DISABLED_LOOK, type Look, TONE_CLASSES, verdictBeside } from './state-look'

/** Any state by its look: shape, word, colour. */
export function LookBadge({ look, className }: { look: Look; className?: string | undefined }) {
  return (
    <span
      className={cn(
        'inline-flex items-center gap-1.5 text-sm font-medium whitespace-nowrap',
        TONE_CLASSES[look.tone],
        className,
      )}
    >
      <StateShape shape={look.shape} />
      {look.word}
    </span>
  )
}

interface StateBadgeProps {
  kind: ConnectionKind
  verdict?: Verdict
  enabled?: boolean
  className?: string
}

/** A server's state at a glance: its connection, and its verdict where that tells more. */
export function StateBadge({ kind, verdict, enabled = true, className }: StateBadgeProps) {
  const off = !enabled && kind === 'idle'
  const beside = verdict && !off ? verdictBeside(kind, verdict) : undefined
  return (
    <span className={cn('inline-flex items-center gap-2.5', className)}>
      <LookBadge look={off ? DISABLED_LOOK : CONNECTION_LOOKS[kind]} />
      {beside && <LookBadge look={beside} />}
    </span>
  )
}

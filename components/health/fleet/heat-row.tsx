'use client'
import { memo } from 'react'
import { VERDICT_LOOKS, TONE_CLASSES } from '@/components/ui/state-look'
import { StateShape } from '@/components/ui/state-shape'
import type { Verdict } from '@/lib/domain/connection'
import { cn } from '@/lib/kit/class-names'
import { serverHealthUrl } from '@/components/ui/health/health-links'
import { ROW_HEIGHT } from './heat-map-geometry'

interface HeatRowProps {
  id: string
  index: number
  name: string
  verdict: Verdict
  isActive: boolean
  /** The keyboard is on the name itself. */
  isNameActive: boolean
  /** What the keyboard is on within the row. */
  children?: React.ReactNode
}

/** A server's name and state beside its cells, which are drawn on the canvas. */
export const HeatRow = memo(function HeatRow({
  id,
  index,
  name,
  verdict,
  isActive,
  isNameActive,
  children,
}: HeatRowProps) {
  const look = VERDICT_LOOKS[verdict]
  return (
    <div
      role="row"
      aria-rowindex={index + 1}
      data-server={name}
      className={cn('hover:bg-accent/60 absolute inset-x-0 top-0', isActive && 'bg-accent/60')}
      style={{ height: ROW_HEIGHT, transform: `translateY(${index * ROW_HEIGHT}px)` }}
    >
      <span
        id={`${id}-name`}
        role="rowheader"
        aria-colindex={1}
        className={cn(
          'flex h-full w-(--names) items-center gap-1.5 pr-3 pl-3',
          isNameActive &&
            'group-focus-visible/map:outline-ring outline-2 -outline-offset-2 outline-transparent',
        )}
      >
        <StateShape shape={look.shape} className={TONE_CLASSES[look.tone]} />
        <a
          href={serverHealthUrl(name)}
          // The map is one stop for the Tab key; its arrows and Enter lead here.
          tabIndex={-1}
          title={name}
          className="min-w-0 truncate text-xs underline-offset-4 hover:underline"
        >
          {name}
        </a>
        <span className="sr-only">, {look.word}</span>
      </span>
      {children}
    </div>
  )
})

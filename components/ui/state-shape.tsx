import type { ReactNode } from 'react'
import { cn } from '@/lib/kit/class-names'
import type { Shape } from './state-look'

const SHAPES: Record<Shape, ReactNode> = {
  disc: <circle cx="5" cy="5" r="4" fill="currentColor" />,
  ring: <circle cx="5" cy="5" r="3.25" fill="none" stroke="currentColor" strokeWidth="1.5" />,
  arc: (
    <>
      <circle cx="5" cy="5" r="3.75" fill="none" stroke="currentColor" strokeWidth="1.5" opacity="0.3" />
      <path
        d="M5 1.25A3.75 3.75 0 0 1 8.75 5"
        fill="none"
        stroke="currentColor"
        strokeWidth="1.5"
        strokeLinecap="round"
      />
    </>
  ),
  triangle: <path d="M5 .8 9.6 9H.4Z" fill="currentColor" />,
  diamond: <path d="M5 .4 9.6 5 5 9.6.4 5Z" fill="currentColor" />,
  cross: (
    <path d="m1.5 1.5 7 7m0-7-7 7" fill="none" stroke="currentColor" strokeWidth="2" strokeLinecap="round" />
  ),
  square: <rect x="1.5" y="1.5" width="7" height="7" rx="1" fill="currentColor" opacity="0.75" />,
}

/** The shape of a state, in the colour of the text beside it. */
export function StateShape({ shape, className }: { shape: Shape; className?: string }) {
  return (
    <svg
      viewBox="0 0 10 10"
      aria-hidden
      className={cn('size-2.5 shrink-0', shape === 'arc' && 'animate-spin', className)}
    >
      {SHAPES[shape]}
    </svg>
  )
}

'use client'
import { useLayoutEffect, useRef } from 'react'
import { createPortal } from 'react-dom'
import { LookBadge } from '../state-badge'
import type { Look } from '../state-look'

/** A place in the window, in px. */
export interface Anchor {
  x: number
  top: number
  bottom: number
}

export interface CellTooltipProps {
  /** Where the cell is; asked once the tooltip has its size. */
  anchor: () => Anchor | undefined
  title: string
  time: string
  look: Look
  /** Each on a line: a reason, a number. */
  lines: readonly string[]
}

const MARGIN = 8

/** What a cell or a bar means, beside it and within the window. Its words are said elsewhere to those who do not see it. */
export function CellTooltip({ anchor, title, time, look, lines }: CellTooltipProps) {
  const box = useRef<HTMLDivElement>(null)
  useLayoutEffect(() => {
    const at = anchor()
    if (box.current && at) place(box.current, at)
  })
  return createPortal(
    <div
      ref={box}
      aria-hidden
      className="bg-popover text-popover-foreground pointer-events-none fixed top-0 left-0 z-50 grid max-w-72 gap-0.5 rounded-md border px-2.5 py-1.5 text-xs shadow-md"
    >
      <span className="flex items-center justify-between gap-3">
        <span className="truncate font-medium">{title}</span>
        <LookBadge look={look} className="text-xs" />
      </span>
      <span className="text-muted-foreground">{time}</span>
      {lines.map((line) => (
        <span key={line} className="line-clamp-3 wrap-anywhere">
          {line}
        </span>
      ))}
    </div>,
    document.body,
  )
}

function place(box: HTMLElement, { x, top, bottom }: Anchor): void {
  const { width, height } = box.getBoundingClientRect()
  const room = document.documentElement.clientWidth - MARGIN - width
  const above = top - MARGIN - height
  box.style.left = `${Math.max(MARGIN, Math.min(room, x - width / 2))}px`
  box.style.top = `${above >= MARGIN ? above : bottom + MARGIN}px`
}

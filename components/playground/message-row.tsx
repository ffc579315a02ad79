'use client'
import { type ReactNode, useEffect, useRef, useState } from 'react'
import { useStickToBottomContext } from 'use-stick-to-bottom'
import { watchNear } from './near-screen'

interface MessageRowProps {
  id: string
  role: string
  /** Drawn wherever it stands: what is below a running answer must not jump, and what is written must not be lost. */
  isKept: boolean
  children: ReactNode
}

/** Of a message that was never drawn. */
const LIKELY_HEIGHT_PX = 192

/**
 * The place of one message. Far from the screen it is an empty box of the height that it had, so that a conversation of
 * a thousand messages costs the page no more than one of thirty.
 */
export function MessageRow({ id, role, isKept, children }: MessageRowProps) {
  const row = useRef<HTMLDivElement>(null)
  const { scrollRef } = useStickToBottomContext()
  const [isNear, setNear] = useState(false)
  const [height, setHeight] = useState(LIKELY_HEIGHT_PX)
  useEffect(() => {
    const [element, scroller] = [row.current, scrollRef.current]
    if (!element || !scroller) return
    return watchNear(scroller, element, ({ isIntersecting, boundingClientRect }) => {
      if (!isIntersecting && isInUse(element)) return
      // Zero: the page itself is hidden, and tells nothing of its messages.
      if (!isIntersecting && boundingClientRect.height > 0) setHeight(boundingClientRect.height)
      setNear(isIntersecting)
    })
  }, [scrollRef])
  const isDrawn = isKept || isNear
  return (
    <div
      ref={row}
      data-message={role}
      data-message-id={id}
      data-drawn={isDrawn}
      className="min-w-0 shrink-0"
      {...(!isDrawn && { style: { height } })}
    >
      {isDrawn && children}
    </div>
  )
}

/** Holds the focus or a part of what is selected: to take it away would lose both. */
function isInUse(element: Element): boolean {
  const selection = document.getSelection()
  return (
    element.contains(document.activeElement) ||
    (selection !== null && !selection.isCollapsed && selection.containsNode(element, true))
  )
}

/** The place of a message, drawn or not. */
export function rowOf(within: Element, id: string): Element | null {
  return within.querySelector(`[data-message-id="${CSS.escape(id)}"]`)
}

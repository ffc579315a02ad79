'use client'
import type { LucideIcon } from 'lucide-react'
import { type ReactNode, useEffect, useId, useRef } from 'react'

interface AskBoxProps {
  icon: LucideIcon
  title: string
  /** What else to know before an answer. */
  about: ReactNode
  /** The ways to answer. */
  children: ReactNode
}

/** Something that waits for the person. It takes the focus, save where they are at something else. */
export function AskBox({ icon: Icon, title, about, children }: AskBoxProps) {
  const id = useId()
  const box = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (isIdle(document.activeElement)) box.current?.focus()
  }, [])
  return (
    <div
      ref={box}
      role="group"
      tabIndex={-1}
      aria-labelledby={id}
      className="grid min-w-0 gap-3 rounded-sm outline-offset-4"
    >
      <div className="grid gap-1">
        <h3 id={id} className="flex items-center gap-2 text-sm font-medium">
          <Icon className="text-warn size-4 shrink-0" aria-hidden />
          <span className="min-w-0 wrap-anywhere">{title}</span>
        </h3>
        {about}
      </div>
      {children}
    </div>
  )
}

/** Nowhere, or in the field of the next question with nothing written yet. */
function isIdle(at: Element | null): boolean {
  return at === null || at === document.body || (at instanceof HTMLTextAreaElement && at.value === '')
}

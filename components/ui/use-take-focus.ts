'use client'
import { type RefObject, useEffect, useRef } from 'react'

/** Takes the focus to what asks something of the person, once it `asks`; where they are at something, it leaves them there. */
export function useTakeFocus(asks: boolean): RefObject<HTMLDivElement | null> {
  const box = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (asks && isIdle(document.activeElement)) box.current?.focus()
  }, [asks])
  return box
}

/** Nowhere, or in the field of the next question with nothing written yet. */
function isIdle(at: Element | null): boolean {
  return at === null || at === document.body || (at instanceof HTMLTextAreaElement && at.value === '')
}

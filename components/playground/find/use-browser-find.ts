'use client'
import { useEffect, useEffectEvent } from 'react'

/**
 * Takes Ctrl/Cmd F where the browser's own search would miss messages, as they are not drawn. Pressed once more, in the
 * field that it opens, the browser's comes.
 */
export function useBrowserFind(onFind: () => void): void {
  const onKeyDown = useEffectEvent((event: KeyboardEvent) => {
    if (event.key !== 'f' || !(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) return
    const isInBar = event.target instanceof Element && event.target.closest('search') !== null
    if (isInBar || document.querySelector('[data-drawn=false]') === null) return
    if (document.querySelector('[role="dialog"], [role="alertdialog"]') !== null) return
    event.preventDefault()
    onFind()
  })
  useEffect(() => {
    const listener = (event: KeyboardEvent) => onKeyDown(event)
    globalThis.addEventListener('keydown', listener)
    return () => globalThis.removeEventListener('keydown', listener)
  }, [])
}

'use client'
import { useEffect, useEffectEvent, useSyncExternalStore } from 'react'
import { type ShortcutId, shortcutOf } from './shortcuts'

const KEY = 'portolan.single-keys'
const CHANGED = 'portolan-single-keys'

/** Single keys can be turned off (WCAG 2.1.4): who speaks to the computer would press them with every word. */
export function useSingleKeys(): [boolean, (isOn: boolean) => void] {
  const isOn = useSyncExternalStore(subscribe, read, () => true)
  const set = (next: boolean) => {
    try {
      globalThis.localStorage.setItem(KEY, next ? 'on' : 'off')
    } catch {
      // The browser keeps nothing: they stay as they are.
    }
    globalThis.dispatchEvent(new Event(CHANGED))
  }
  return [isOn, set]
}

/** Listens to the whole page while the component that uses it is there. */
export function useShortcuts(actions: Partial<Record<ShortcutId, () => void>>): void {
  const [isOn] = useSingleKeys()
  const onKeyDown = useEffectEvent((event: KeyboardEvent) => {
    const id = shortcutOf(event, isWriting(event.target))
    const action = id && actions[id]
    if (!action || (!isOn && id !== 'help') || hasOpenLayer()) return
    event.preventDefault()
    action()
  })
  useEffect(() => {
    const listener = (event: KeyboardEvent) => onKeyDown(event)
    globalThis.addEventListener('keydown', listener)
    return () => globalThis.removeEventListener('keydown', listener)
  }, [])
}

function isWriting(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable ||
      target.closest('input, textarea, select, [role="textbox"], [role="combobox"]') !== null)
  )
}

/** A dialog or menu has the keys to itself. */
function hasOpenLayer(): boolean {
  return document.querySelector('[role="dialog"], [role="alertdialog"], [role="menu"]') !== null
}

function subscribe(onChange: () => void): () => void {
  globalThis.addEventListener(CHANGED, onChange)
  globalThis.addEventListener('storage', onChange)
  return () => {
    globalThis.removeEventListener(CHANGED, onChange)
    globalThis.removeEventListener('storage', onChange)
  }
}

function read(): boolean {
  try {
    return globalThis.localStorage.getItem(KEY) !== 'off'
  } catch {
    return true
  }
}

import type { KeyboardEvent } from 'react'

export interface GridPlace {
  /** Index of the row that the keyboard is on; -1 before the first key. */
  active: number
  count: number
  /** Rows that fit the window, for PageUp and PageDown. */
  pageRows: number
}

export type GridCommand =
  | { kind: 'move'; to: number; extend: boolean }
  | { kind: 'open'; at: number }
  | { kind: 'toggle'; at: number }
  /** Into the row, to what can be opened there. */
  | { kind: 'enter'; at: number }
  | { kind: 'select-all' }
  | { kind: 'clear' }

export interface GridKey {
  key: string
  shiftKey: boolean
  ctrlKey: boolean
  metaKey: boolean
}

/** What a key does in a grid of rows (WAI-ARIA, grid pattern: a row is what has the focus). */
export function commandOf(key: GridKey, place: GridPlace): GridCommand | undefined {
  const { active, count, pageRows } = place
  if (count === 0) return undefined
  const move = (to: number): GridCommand => ({
    kind: 'move',
    to: Math.max(0, Math.min(count - 1, to)),
    extend: key.shiftKey,
  })
  if (key.ctrlKey || key.metaKey) return key.key === 'a' ? { kind: 'select-all' } : undefined
  switch (key.key) {
    case 'ArrowDown':
      return move(active + 1)
    case 'ArrowUp':
      return move(active < 0 ? 0 : active - 1)
    case 'PageDown':
      return move(active + pageRows)
    case 'PageUp':
      return move(active - pageRows)
    case 'Home':
      return move(0)
    case 'End':
      return move(count - 1)
    case 'Enter':
      return active < 0 ? undefined : { kind: 'open', at: active }
    case ' ':
      return active < 0 ? undefined : { kind: 'toggle', at: active }
    case 'ArrowRight':
      return active < 0 ? undefined : { kind: 'enter', at: active }
    case 'Escape':
      return { kind: 'clear' }
    default:
      return undefined
  }
}

/** The header's controls keep their keys; a row's checkbox or link, which a click has focused, keeps Space and Enter. */
function isForGrid(event: KeyboardEvent): boolean {
  if (event.target === event.currentTarget) return true
  if (event.target instanceof Element && event.target.closest('[role=columnheader]')) return false
  return event.key !== ' ' && event.key !== 'Enter'
}

/** Hands a key to the grid that has the focus, as a command; `rowHeight` is in px. */
export function onGridKey(
  event: KeyboardEvent<HTMLElement>,
  { active, count, rowHeight }: { active: number; count: number; rowHeight: number },
  carryOut: (command: GridCommand) => void,
): void {
  if (!isForGrid(event)) return
  const pageRows = Math.max(1, Math.floor(event.currentTarget.clientHeight / rowHeight) - 2)
  const command = commandOf(event, { active, count, pageRows })
  if (!command) return
  event.preventDefault()
  if (command.kind !== 'enter') event.currentTarget.focus()
  carryOut(command)
}

import { describe, expect, it } from 'vitest'
import { commandOf } from './grid-keys'

const plain = { shiftKey: false, ctrlKey: false, metaKey: false }
const press = (key: string, active: number, modifiers = {}) =>
  commandOf({ ...plain, ...modifiers, key }, { active, count: 100, pageRows: 10 })

describe('keys in a grid of rows', () => {
  it.each([
    ['ArrowDown', -1, 0],
    ['ArrowDown', 5, 6],
    ['ArrowDown', 99, 99],
    ['ArrowUp', 5, 4],
    ['ArrowUp', -1, 0],
    ['ArrowUp', 0, 0],
    ['PageDown', 95, 99],
    ['PageUp', 15, 5],
    ['Home', 50, 0],
    ['End', 0, 99],
  ])('%s moves from %d to %d', (key, from, to) => {
    expect(press(key, from)).toEqual({ kind: 'move', to, extend: false })
  })

  it('extends the selection with Shift', () => {
    expect(press('ArrowDown', 1, { shiftKey: true })).toEqual({ kind: 'move', to: 2, extend: true })
  })

  it('opens with Enter and selects with Space', () => {
    expect(press('Enter', 3)).toEqual({ kind: 'open', at: 3 })
    expect(press(' ', 3)).toEqual({ kind: 'toggle', at: 3 })
    expect(press('Enter', -1)).toBeUndefined()
  })

  it('goes into the row with the right arrow', () => {
    expect(press('ArrowRight', 3)).toEqual({ kind: 'enter', at: 3 })
    expect(press('ArrowRight', -1)).toBeUndefined()
  })

  it('selects all with Ctrl or Cmd and A, and leaves the browser its other shortcuts', () => {
    expect(press('a', 0, { ctrlKey: true })).toEqual({ kind: 'select-all' })
    expect(press('a', 0, { metaKey: true })).toEqual({ kind: 'select-all' })
    expect(press('ArrowDown', 0, { metaKey: true })).toBeUndefined()
    expect(press('a', 0)).toBeUndefined()
  })

  it('does nothing in an empty grid', () => {
    expect(commandOf({ ...plain, key: 'ArrowDown' }, { active: -1, count: 0, pageRows: 10 })).toBeUndefined()
  })
})

/** On what can be done in a row; it is no Tab stop, the grid's right arrow leads there. */
export const ROW_ACTION = { 'data-row-action': true, tabIndex: -1 } as const

/** Moves the focus to the row's first action, or from one to the next. */
export function enterRow(row: HTMLElement | null): void {
  const actions = [...(row?.querySelectorAll<HTMLElement>('[data-row-action]') ?? [])]
  const at = actions.findIndex((action) => action === document.activeElement)
  ;(actions[at + 1] ?? actions[at])?.focus()
}

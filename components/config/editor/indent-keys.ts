import type { EditorState, Line } from '@codemirror/state'
import type { EditorView, KeyBinding } from '@codemirror/view'

const STEP = 2

/** Tab and Shift Tab indent by two. (Escape first lets the next Tab leave the editor, as CodeMirror has it.) */
export const indentKeys: readonly KeyBinding[] = [{ key: 'Tab', run: indent, shift: outdent }]

function indent(view: EditorView): boolean {
  const { state } = view
  const { main } = state.selection
  if (main.empty) {
    const { from } = state.doc.lineAt(main.head)
    view.dispatch(state.replaceSelection(' '.repeat(STEP - ((main.head - from) % STEP))))
    return true
  }
  const changes = selectedLines(state).map(({ from }) => ({ from, insert: ' '.repeat(STEP) }))
  view.dispatch({ changes, userEvent: 'input.indent' })
  return true
}

function outdent(view: EditorView): boolean {
  const changes = selectedLines(view.state).flatMap(({ from, text }) => {
    const spaces = /^ {0,2}/.exec(text)?.[0].length ?? 0
    return spaces > 0 ? [{ from, to: from + spaces }] : []
  })
  view.dispatch({ changes, userEvent: 'delete.dedent' })
  return true
}

function selectedLines({ doc, selection: { main } }: EditorState): Line[] {
  const first = doc.lineAt(main.from).number
  const last = doc.lineAt(main.to).number
  return Array.from({ length: last - first + 1 }, (_, index) => doc.line(first + index))
}

import 'server-only'
import {
  applyEdits,
  findNodeAtLocation,
  type FormattingOptions,
  getNodeValue,
  modify,
  parseTree,
} from 'jsonc-parser'
import type { ServerEdit } from './edit-text'

/** See `editText`; for JSON with or without comments. */
export function editJson(text: string, { root, name, entry }: ServerEdit): string {
  const formattingOptions = formattingOf(text)
  const change = (current: string, path: string[], value: unknown) =>
    applyEdits(current, modify(current, path, value, { formattingOptions }))
  if (text.trim() === '') return `${JSON.stringify({ [root]: { [name]: entry } }, null, 2)}\n`
  const tree = parseTree(text)
  const node = tree && findNodeAtLocation(tree, [root, name])
  if (!entry || node?.type !== 'object') return change(text, [root, name], entry)
  // Field by field, so that comments between fields stay.
  const before = getNodeValue(node) as Record<string, unknown> // an object's value is one
  const gone = Object.keys(before).filter((key) => !Object.hasOwn(entry, key))
  const changed = Object.entries(entry).filter(
    ([key, value]) => JSON.stringify(before[key]) !== JSON.stringify(value),
  )
  const without = gone.reduce((current, key) => change(current, [root, name, key], undefined), text)
  return changed.reduce((current, [key, value]) => change(current, [root, name, key], value), without)
}

function formattingOf(text: string): FormattingOptions {
  const indent = /^([ \t]+)\S/m.exec(text)?.[1] ?? '  '
  return {
    insertSpaces: !indent.startsWith('\t'),
    tabSize: indent.startsWith('\t') ? 1 : indent.length,
    eol: text.includes('\r\n') ? '\r\n' : '\n',
  }
}

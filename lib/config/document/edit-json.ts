import 'server-only'
import { getNodeValue, type Node, parseTree } from 'jsonc-parser'
import { AppError } from '@/lib/kit/app-error'
import type { ServerEdit } from './edit-text'
import { eolOf, splice } from './text-lines'

/** See `editText`; for JSON with or without comments. The library's own editing reformats what stands beside the edit. */
export function editJson(text: string, { root, name, entry }: ServerEdit): string {
  if (text.trim() === '') return entry ? `${JSON.stringify({ [root]: { [name]: entry } }, null, 2)}\n` : text
  const document = objectAt(text, [])
  if (!document) throw new AppError('bad-input', 'The file holds no object that servers could be added to')
  const servers = objectAt(text, [root])
  if (!entry) return servers ? removeProperty(text, [root], name) : text
  if (!servers) return setProperty(text, [], root, { [name]: entry })
  const before = objectAt(text, [root, name])
  if (!before) return setProperty(text, [root], name, entry)
  // Field by field, so that comments between fields stay.
  const old = getNodeValue(before) as Record<string, unknown> // an object's value is one
  const gone = Object.keys(old).filter((key) => !Object.hasOwn(entry, key))
  const changed = Object.entries(entry).filter(
    ([key, value]) => JSON.stringify(old[key]) !== JSON.stringify(value),
  )
  const without = gone.reduce((current, key) => removeProperty(current, [root, name], key), text)
  return changed.reduce((current, [key, value]) => setProperty(current, [root, name], key, value), without)
}

/** Looked up anew for every edit: the one before has moved what follows. */
function objectAt(text: string, path: readonly string[]): Node | undefined {
  let node = parseTree(text, [], { allowTrailingComma: true })
  for (const step of path) node = node && propertyOf(node, step)?.children?.[1]
  return node?.type === 'object' ? node : undefined
}

function propertyOf(object: Node, key: string): Node | undefined {
  return object.children?.find(({ children }) => children?.[0]?.value === key)
}

function setProperty(text: string, path: readonly string[], key: string, value: unknown): string {
  const object = objectAt(text, path)
  if (!object) return text
  const property = propertyOf(object, key)
  const present = property?.children?.[1]
  if (present) {
    const isInline = !sliceOf(text, present).includes('\n')
    const isNested =
      typeof value === 'object' && value !== null && present.type !== 'object' && present.type !== 'array'
    const shown = isInline && !isNested ? inline(value) : pretty(text, value, indentAt(text, present.offset))
    return splice(text, present.offset, endOf(present), shown)
  }
  const last = object.children?.at(-1)
  return last ? insertAfter(text, object, last, key, value) : fill(text, object, key, value)
}

function insertAfter(text: string, object: Node, last: Node, key: string, value: unknown): string {
  const name = JSON.stringify(key)
  // A trailing comma that stands there serves; a second one would be an error.
  const comma =
    /^(?:\s|\/\/[^\n]*\n|\/\*[\s\S]*?\*\/)*,/.exec(text.slice(endOf(last), endOf(object)))?.[0].length ?? 0
  const at = endOf(last) + comma
  const glue = comma > 0 ? '' : ','
  if (!sliceOf(text, object).includes('\n')) return splice(text, at, at, `${glue} ${name}: ${inline(value)}`)
  const indent = indentAt(text, last.offset)
  return splice(text, at, at, `${glue}${eolOf(text)}${indent}${name}: ${pretty(text, value, indent)}`)
}

/** The first property of an empty object. */
function fill(text: string, object: Node, key: string, value: unknown): string {
  const outer = indentAt(text, object.offset)
  const indent = outer + stepOf(text)
  const eol = eolOf(text)
  const inside = text.slice(object.offset + 1, endOf(object) - 1).trim()
  const comment = inside === '' ? '' : `${eol}${indent}${inside}`
  const property = `${eol}${indent}${JSON.stringify(key)}: ${pretty(text, value, indent)}`
  return splice(text, object.offset, endOf(object), `{${comment}${property}${eol}${outer}}`)
}

function removeProperty(text: string, path: readonly string[], key: string): string {
  const object = objectAt(text, path)
  const properties = object?.children ?? []
  const index = properties.findIndex(({ children }) => children?.[0]?.value === key)
  const property = properties[index]
  if (!property) return text
  const before = properties[index - 1]
  const after = properties[index + 1]
  if (before) return splice(text, endOf(before), endOf(property), '')
  if (after) return splice(text, property.offset, after.offset, '')
  const comma = /^\s*,/.exec(text.slice(endOf(property)))?.[0].length ?? 0
  return splice(text, property.offset, endOf(property) + comma, '')
}

function sliceOf(text: string, { offset, length }: Node): string {
  return text.slice(offset, offset + length)
}

function endOf({ offset, length }: Node): number {
  return offset + length
}

function pretty(text: string, value: unknown, indent: string): string {
  return JSON.stringify(value, null, stepOf(text)).replaceAll('\n', eolOf(text) + indent)
}

/** On one line, with a space after commas and colons. */
function inline(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(inline).join(', ')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const pairs = Object.entries(value).map(([key, inner]) => `${JSON.stringify(key)}: ${inline(inner)}`)
  return pairs.length === 0 ? '{}' : `{ ${pairs.join(', ')} }`
}

function indentAt(text: string, offset: number): string {
  return /^[ \t]*/.exec(text.slice(text.lastIndexOf('\n', offset - 1) + 1))?.[0] ?? ''
}

function stepOf(text: string): string {
  return /\n([ \t]+)["}\]{]/.exec(text)?.[1] ?? '  '
}

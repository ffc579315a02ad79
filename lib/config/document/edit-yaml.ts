import 'server-only'
import {
  type Document,
  isCollection,
  isMap,
  isNode,
  isScalar,
  type Pair,
  parseDocument,
  stringify,
  type ToStringOptions,
  type YAMLMap,
} from 'yaml'
import { AppError } from '@/lib/kit/app-error'
import type { ServerEdit } from './edit-text'
import { eolOf, indented, lineEnd, lineStart, splice, styleOf } from './text-lines'

/**
 * See `editText`. Works on the text by positions, for the library's own printer would reindent the whole file; only maps
 * in braces, which it can keep no better, go through it.
 */
export function editYaml(text: string, { root, name, entry }: ServerEdit): string {
  const document = read(text)
  if (document.errors.length > 0) {
    throw new AppError('bad-input', 'The file has errors; correct them before anything is saved into it')
  }
  const servers = mapAt(document, [root])
  if (!servers || servers.items.length === 0)
    return entry ? addRoot(text, document, root, { [name]: entry }) : text
  if (servers.flow)
    return printWith(document, (copy) =>
      entry ? copy.setIn([root, name], copy.createNode(entry)) : copy.deleteIn([root, name]),
    )
  if (!entry) return removePair(text, [root], name)
  const before = mapAt(document, [root, name])
  const old = valueOf(before)
  if (!before || before.flow || !old) return setPair(text, [root], name, entry)
  // Field by field, so that the comments and the look of what stays stay too.
  const gone = Object.keys(old).filter((key) => !Object.hasOwn(entry, key))
  const changed = Object.entries(entry).filter(
    ([key, value]) => JSON.stringify(old[key]) !== JSON.stringify(value),
  )
  if (gone.length === before.items.length) return setPair(text, [root], name, entry)
  const without = gone.reduce((current, key) => removePair(current, [root, name], key), text)
  return changed.reduce((current, [key, value]) => setPair(current, [root, name], key, value), without)
}

function read(text: string): Document {
  return parseDocument(text, { uniqueKeys: false, merge: true, logLevel: 'error' })
}

function mapAt(document: Document, path: readonly string[]): YAMLMap | undefined {
  let node: unknown = document.contents
  for (const step of path) node = isMap(node) ? node.get(step, true) : undefined
  return isMap(node) ? node : undefined
}

/** Undefined when it leans on an anchor that stands outside of it. */
function valueOf(map: YAMLMap | undefined): Record<string, unknown> | undefined {
  try {
    return map?.toJSON() as Record<string, unknown> | undefined // a map's value is an object
  } catch {
    return undefined
  }
}

/** Sets one key of a block map. Looked up anew for every edit: the one before has moved what follows. */
function setPair(text: string, path: readonly string[], key: string, value: unknown): string {
  const map = mapAt(read(text), path)
  const first = map?.items[0]
  if (!map || !first) return text
  const indent = startOf(first) - lineStart(text, startOf(first))
  const lines = print({ [key]: value }, text, indent)
  const pair = map.items.find((item) => nameOf(item) === key)
  if (!pair) return insertAfter(text, map.items.at(-1) ?? first, lines)
  const inline = inlineValue(text, pair.value, value)
  if (inline) return splice(text, inline.start, inline.end, inline.shown)
  return splice(text, lineStart(text, startOf(pair)), endOfPair(text, pair), lines)
}

/** A plain value for a plain one, or a list in brackets for one in brackets, leaves its line as it is around it. */
function inlineValue(
  text: string,
  before: unknown,
  value: unknown,
): { start: number; end: number; shown: string } | undefined {
  const [start, end] = isNode(before) ? (before.range ?? []) : []
  if (start === undefined || end === undefined) return undefined
  const old = text.slice(start, end)
  const isNested = typeof value === 'object' && value !== null
  const fits = isNested
    ? isCollection(before) && before.flow === true
    : isScalar(before) && before.value !== null
  if (!fits || old.includes('\n')) return undefined
  const document = read('')
  document.contents = document.createNode(value, { flow: true })
  const shown = document.toString({ lineWidth: 0, flowCollectionPadding: /^[[{]\s/.test(old) }).trimEnd()
  return shown.includes('\n') ? undefined : { start, end, shown }
}

function insertAfter(text: string, pair: Pair, lines: string): string {
  const at = endOfPair(text, pair)
  const glue = text[at - 1] === '\n' ? '' : eolOf(text)
  return splice(text, at, at, glue + lines)
}

function removePair(text: string, path: readonly string[], key: string): string {
  const document = read(text)
  const map = mapAt(document, path)
  const pair = map?.items.find((item) => nameOf(item) === key)
  if (!map || !pair) return text
  // A key with nothing below it would be null: an empty map must be written.
  if (map.items.length === 1) return printWith(document, (copy) => copy.deleteIn([...path, key]))
  return splice(text, lineStart(text, startOf(pair)), endOfPair(text, pair), '')
}

/** There are no servers yet: no root, `servers:`, `servers: {}`, or nothing at all. */
function addRoot(text: string, document: Document, root: string, servers: object): string {
  const { contents } = document
  const lines = print({ [root]: servers }, text, 0)
  const isNothing = contents === null || (isScalar(contents) && contents.value === null)
  if (text.trim() === '') return lines
  if (isNothing) return `${text.trimEnd()}${eolOf(text)}${lines}`
  if (!isMap(contents))
    throw new AppError('bad-input', 'The file holds no object that servers could be added to')
  if (contents.flow) return printWith(document, (copy) => copy.setIn([root], copy.createNode(servers)))
  const pair = contents.items.find((item) => nameOf(item) === root)
  if (!pair) return `${text.trimEnd()}${eolOf(text)}${lines}`
  const start = lineStart(text, startOf(pair))
  const end = endOfPair(text, pair)
  const comment = /\s#.*$/.exec(text.slice(start, end).trimEnd())?.[0] ?? ''
  return splice(text, start, end, lines.replace(':', `:${comment}`))
}

function printWith(document: Document, change: (copy: Document) => unknown): string {
  change(document)
  return document.toString({ lineWidth: 0 })
}

function print(value: object, text: string, indent: number): string {
  const options: ToStringOptions = { lineWidth: 0, ...styleOf(text) }
  return indented(stringify(value, options), indent, eolOf(text))
}

/** To the end of the last line that belongs to the pair; blank lines and comments after it belong to what follows. */
function endOfPair(text: string, { key, value }: Pair): number {
  const last = isNode(value) ? value : key
  const end = isNode(last) ? (last.range?.[1] ?? text.length) : text.length
  return lineEnd(text, text.slice(0, end).trimEnd().length)
}

function startOf({ key }: Pair): number {
  return isNode(key) ? (key.range?.[0] ?? 0) : 0
}

function nameOf({ key }: Pair): string {
  return String(isScalar(key) ? key.value : key)
}

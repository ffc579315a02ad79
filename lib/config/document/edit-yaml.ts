import 'server-only'
import {
  type Document,
  isCollection,
  isMap,
  isNode,
  isScalar,
  type Node,
  type Pair,
  parseDocument,
  stringify,
  type YAMLMap,
} from 'yaml'
import { AppError } from '@/lib/kit/app-error'
import type { ServerEdit } from './edit-text'
import type { JsonObject } from './format'

const PLAIN = { lineWidth: 0 } as const

/** See `editText`. Works on the text by positions: the printer of the library would reindent the whole file. */
export function editYaml(text: string, edit: ServerEdit): string {
  const document = parseDocument(text, { uniqueKeys: false, merge: true, logLevel: 'error' })
  if (document.errors.length > 0)
    throw new AppError('bad-input', 'The file has errors; correct them before anything is saved into it')
  const servers: unknown = isMap(document.contents) ? document.contents.get(edit.root, true) : undefined
  if (isMap(servers) && !servers.flow && servers.items.length > 0) return editBlock(text, servers, edit)
  if (isMap(servers) && servers.items.length > 0) return editFlow(document, edit)
  return edit.entry ? insertFirst(text, document, edit.root, { [edit.name]: edit.entry }) : text
}

function editBlock(text: string, servers: YAMLMap, { root, name, entry }: ServerEdit): string {
  const index = servers.items.findIndex((pair) => nameOf(pair) === name)
  const pair = servers.items[index]
  const indent = columnOf(text, startOf(servers.items[0]))
  if (!pair) return entry ? insertLast(text, servers, printed({ [name]: entry }, text, indent)) : text
  const start = lineStart(text, startOf(pair))
  const end = endOfPair(text, pair)
  const replacement = entry ? replaced(text.slice(start, end), name, entry, text, indent) : ''
  if (replacement === '' && servers.items.length === 1) {
    // A key with nothing below it would be null: `servers:` is left with an empty object.
    return editFlow(parseDocument(text), { root, name, entry })
  }
  return text.slice(0, start) + replacement + text.slice(end)
}

/** The server's own lines as a small document, in which its fields are set one by one, so that its comments stay. */
function replaced(lines: string, name: string, entry: JsonObject, text: string, indent: number): string {
  const small = parseDocument(dedent(lines, indent))
  const before = small.get(name, true)
  const old = valueOf(before)
  if (!isMap(before) || !old) return printed({ [name]: entry }, text, indent)
  for (const key of Object.keys(old)) if (!Object.hasOwn(entry, key)) before.delete(key)
  for (const [key, value] of Object.entries(entry)) {
    if (JSON.stringify(old[key]) !== JSON.stringify(value))
      before.set(key, inStyleOf(before.get(key, true), small.createNode(value)))
  }
  return indented(
    small.toString({ ...PLAIN, indent: stepOf(text), indentSeq: indentsLists(text) }),
    indent,
    eolOf(text),
  )
}

/** Undefined when it leans on an anchor that stands outside of it. */
function valueOf(node: unknown): Record<string, unknown> | undefined {
  try {
    return isMap(node) ? (node.toJSON() as Record<string, unknown>) : undefined // a map's value is an object
  } catch {
    return undefined
  }
}

/** A list that stood in brackets stays in brackets. */
function inStyleOf(before: unknown, after: Node): Node {
  if (isCollection(before) && isCollection(after)) after.flow = before.flow ?? false
  return after
}

function insertLast(text: string, servers: YAMLMap, lines: string): string {
  const last = servers.items.at(-1)
  const at = last ? endOfPair(text, last) : text.length
  const glue = at > 0 && text[at - 1] !== '\n' ? eolOf(text) : ''
  return text.slice(0, at) + glue + lines + text.slice(at)
}

/** There are no servers yet: no root, `servers:`, `servers: {}`, or nothing at all. */
function insertFirst(text: string, document: Document, root: string, servers: JsonObject): string {
  const eol = eolOf(text)
  const step = stepOf(text)
  const lines = `${root}:${eol}${printed(servers, text, step)}`
  const pair = isMap(document.contents)
    ? document.contents.items.find((item) => nameOf(item) === root)
    : undefined
  if (document.contents === null || (isScalar(document.contents) && document.contents.value === null)) {
    return text.trim() === '' ? lines : `${text.replace(/\s*$/, eol)}${lines}`
  }
  if (!isMap(document.contents))
    throw new AppError('bad-input', 'The file holds no object that servers could be added to')
  if (!pair) {
    if (document.contents.flow)
      return editFlow(document, { root, name: '', entry: undefined, whole: servers })
    return `${text.replace(/\s*$/, eol)}${lines}`
  }
  const start = lineStart(text, startOf(pair))
  const end = endOfPair(text, pair)
  const comment = /\s#.*$/.exec(text.slice(start, end).trimEnd())?.[0] ?? ''
  return text.slice(0, start) + lines.replace(':', `:${comment}`) + text.slice(end)
}

/** A map in braces is printed anew by the library, with the comments it has. */
function editFlow(
  document: Document,
  { root, name, entry, whole }: ServerEdit & { whole?: JsonObject },
): string {
  if (whole) document.setIn([root], document.createNode(whole))
  else if (entry) document.setIn([root, name], document.createNode(entry))
  else document.deleteIn([root, name])
  return document.toString(PLAIN)
}

function printed(servers: JsonObject, text: string, indent: number): string {
  return indented(
    stringify(servers, { ...PLAIN, indent: stepOf(text), indentSeq: indentsLists(text) }),
    indent,
    eolOf(text),
  )
}

function indented(lines: string, indent: number, eol: string): string {
  return lines
    .replace(/\n$/, '')
    .split('\n')
    .map((line) => (line === '' ? '' : ' '.repeat(indent) + line))
    .map((line) => line + eol)
    .join('')
}

function dedent(lines: string, indent: number): string {
  return lines
    .replaceAll('\r\n', '\n')
    .split('\n')
    .map((line) => (/^\s*$/.test(line.slice(0, indent)) ? line.slice(indent) : line.trimStart()))
    .join('\n')
}

/** To the end of the last line that belongs to the pair; blank lines and comments after it belong to what follows. */
function endOfPair(text: string, pair: Pair): number {
  const value = pair.value ?? pair.key
  const end = isNode(value) ? (value.range?.[1] ?? text.length) : text.length
  const last = text.slice(0, end).trimEnd().length
  const line = text.indexOf('\n', last)
  return line < 0 ? text.length : line + 1
}

function startOf(pair: Pair | undefined): number {
  return isNode(pair?.key) ? (pair.key.range?.[0] ?? 0) : 0
}

function nameOf(pair: Pair): string {
  return String(isScalar(pair.key) ? pair.key.value : pair.key)
}

function lineStart(text: string, offset: number): number {
  return text.lastIndexOf('\n', offset - 1) + 1
}

function columnOf(text: string, offset: number): number {
  return offset - lineStart(text, offset)
}

function eolOf(text: string): string {
  return text.includes('\r\n') ? '\r\n' : '\n'
}

/** How deep the file indents: the first indented line tells. */
function stepOf(text: string): number {
  return Math.min(8, Math.max(1, /^( +)[^\s#-]/m.exec(text)?.[1]?.length ?? 2))
}

/** Whether list items stand deeper than their key. */
function indentsLists(text: string): boolean {
  const found = /^( *)[^\s#-][^\n]*:[ \t]*(?:#[^\n]*)?\r?\n( *)- /m.exec(text)
  return !found || (found[2]?.length ?? 0) > (found[1]?.length ?? 0)
}

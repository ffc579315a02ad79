import { getLocation, parseTree, findNodeAtLocation } from 'jsonc-parser'

/** What may be written where the cursor stands. */
export interface CursorPlace {
  kind: 'key' | 'value'
  /** Of the object that the key belongs to; for a value with its key. */
  path: (string | number)[]
  /** Where what is being written began. */
  from: number
  /** Keys that stand beside it already. */
  siblings: string[]
  /** Columns that the key is indented by. */
  indent: number
  /** In JSON a name and a text must be quoted. */
  quoted: boolean
}

interface Line {
  indent: number
  /** Columns of the key itself, behind a list's dash. */
  keyIndent: number
  key: string | undefined
  isItem: boolean
}

const WRITTEN = /^( *)((?:- +)*)("[^"]*"|'[^']*'|[^\s#'"[\]{},&*!|>%@`-][^\s:#]*)\s*:(?:\s|$)/
const KEY_BEGUN = /^ *(?:- +)*([\w$-]*)$/
const VALUE_BEGUN = /^ *(?:- +)*(?:"[^"]*"|'[^']*'|[\w$.@/-]+)\s*:[ \t]+((?:[^\s#{["'][^\s#{[]*)?)$/
const ITEM_BEGUN = /^ *(?:- +)+([\w$.-]*)$/

/** By indentation, so that it is known also in a text that is not right yet. Undefined inside braces, quotes, comments. */
export function yamlPlace(text: string, offset: number): CursorPlace | undefined {
  const lines = text.slice(0, offset).split('\n')
  const current = lines.pop() ?? ''
  const lineStart = offset - current.length
  const after = text.slice(offset).split('\n')
  const value = VALUE_BEGUN.exec(current)?.[1]
  if (value !== undefined) {
    const line = readLine(current)
    if (line.key === undefined) return undefined
    const path = [...pathAbove(lines, line), line.key]
    return {
      kind: 'value',
      path,
      from: offset - value.length,
      siblings: [],
      indent: line.keyIndent,
      quoted: false,
    }
  }
  const word = KEY_BEGUN.exec(current)?.[1]
  // What follows the cursor in its line would end up behind the proposal.
  if (word === undefined || /\S/.test(after[0] ?? '')) return undefined
  const keyIndent = current.length - word.length
  const isItem = ITEM_BEGUN.test(current)
  const line: Line = { indent: current.search(/[^ ]|$/), keyIndent, key: undefined, isItem }
  const path = pathAbove(lines, line)
  const siblings = siblingsOf(lines, after.slice(1), { keyIndent, isItem })
  return { kind: 'key', path, from: lineStart + keyIndent, siblings, indent: keyIndent, quoted: false }
}

/** The path of the key that the offset is in, with its place; undefined anywhere else. */
export function yamlKeyAt(
  text: string,
  offset: number,
): { path: (string | number)[]; from: number; to: number } | undefined {
  const lineStart = text.lastIndexOf('\n', offset - 1) + 1
  const end = text.indexOf('\n', offset)
  const whole = text.slice(lineStart, end < 0 ? text.length : end)
  const line = readLine(whole)
  if (line.key === undefined) return undefined
  const from = lineStart + line.keyIndent
  const to = from + line.key.length
  if (offset < from || offset > to) return undefined
  return { path: [...pathAbove(text.slice(0, lineStart).split('\n').slice(0, -1), line), line.key], from, to }
}

export function jsonPlace(text: string, offset: number): CursorPlace | undefined {
  const location = getLocation(text, offset)
  const { isAtPropertyKey, path, previousNode } = location
  const inside =
    previousNode && offset >= previousNode.offset && offset <= previousNode.offset + previousNode.length
  const from = inside ? previousNode.offset : offset
  if (!isAtPropertyKey) return { kind: 'value', path, from, siblings: [], indent: 0, quoted: true }
  const object = path.slice(0, -1)
  const tree = parseTree(text, [], { allowTrailingComma: true })
  const node = tree && findNodeAtLocation(tree, object)
  const siblings = (node?.children ?? []).map(({ children }) => String(children?.[0]?.value))
  return { kind: 'key', path: object, from, siblings, indent: 0, quoted: true }
}

function readLine(text: string): Line {
  const [, spaces = '', dashes = '', written] = WRITTEN.exec(text) ?? []
  if (written === undefined) {
    const indent = text.search(/[^ ]|$/)
    return { indent, keyIndent: indent, key: undefined, isItem: /^ *- /.test(text) }
  }
  return {
    indent: spaces.length,
    keyIndent: spaces.length + dashes.length,
    key: written.replace(/^["']|["']$/g, ''),
    isItem: dashes.length > 0,
  }
}

/** The keys that enclose a line, found by going up to lines that are indented less. */
function pathAbove(above: readonly string[], line: Line): (string | number)[] {
  const path: (string | number)[] = line.isItem ? [0] : []
  // A list may stand in the same column as its key.
  let limit = line.isItem ? line.indent + 1 : line.keyIndent
  let canBeItem = !line.isItem
  for (let at = above.length - 1; at >= 0 && limit > 0; at--) {
    const text = above[at] ?? ''
    if (/^\s*(?:#.*)?$/.test(text)) continue
    const upper = readLine(text)
    if (upper.isItem) {
      const isParent = upper.key !== undefined && upper.keyIndent < limit
      if (!canBeItem || !(isParent || upper.keyIndent === limit)) continue
      path.unshift(0, ...(isParent && upper.key !== undefined ? [upper.key] : []))
      limit = upper.indent + 1
      canBeItem = false
    } else if (upper.key !== undefined && upper.keyIndent < limit) {
      path.unshift(upper.key)
      limit = upper.keyIndent
      canBeItem = true
    }
  }
  return path
}

function siblingsOf(
  above: readonly string[],
  below: readonly string[],
  { keyIndent, isItem }: { keyIndent: number; isItem: boolean },
): string[] {
  const keys: string[] = []
  const take = (lines: readonly string[]) => {
    for (const text of lines) {
      if (/^\s*(?:#.*)?$/.test(text)) continue
      const { indent, keyIndent: column, key } = readLine(text)
      if (column === keyIndent && key !== undefined) keys.push(key)
      if (indent < keyIndent) break
    }
  }
  if (!isItem) take(above.toReversed())
  take(below)
  return keys
}

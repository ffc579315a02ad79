import 'server-only'
import { findNodeAtLocation, type Node, type ParseError, parseTree } from 'jsonc-parser'
import { parse as parseToml } from 'smol-toml'
import { suggestServerName } from '@/lib/domain/server-name'

/** A part of a client's file that declares servers, as a document of its own in which each thing is on its own line. */
export interface Section {
  text: string
  /** The folder of the project for which alone it counts. */
  project?: string
  /** Names as they stand in the file, by the valid ones that stand in the text instead. */
  renamed: Map<string, string>
  /** Differs when what it declares differs, wherever in the file that stands. */
  print: string
}

/**
 * The parts of a client's file that declare servers: the rest of a settings file is neither read nor compared. A text that
 * can't be parsed is one section as it is, so that the reader of documents says what is wrong with it.
 */
export function findSections(text: string, root: string): Section[] {
  if (text.trim() === '') return []
  return root === 'mcp_servers' ? tomlSections(text, root) : jsonSections(text, root)
}

function tomlSections(text: string, root: string): Section[] {
  try {
    const document = parseToml(text)
    return Object.hasOwn(document, root) ? [{ ...whole(text), print: JSON.stringify(document[root]) }] : []
  } catch {
    return [whole(text)]
  }
}

function jsonSections(text: string, root: string): Section[] {
  const errors: ParseError[] = []
  const tree = parseTree(text, errors, { allowTrailingComma: true })
  if (tree?.type !== 'object' || errors.length > 0) return [whole(text)]
  const own = findNodeAtLocation(tree, [root])
  return [...(own ? [cutOut(text, tree, own)] : []), ...projectSections(text, tree, root)]
}

/** Claude Code keeps in `projects` what counts in one folder only: what `claude mcp add` adds when nothing is said. */
function projectSections(text: string, tree: Node, root: string): Section[] {
  const projects = findNodeAtLocation(tree, ['projects'])
  if (projects?.type !== 'object') return []
  return (projects.children ?? []).flatMap(({ children: [key, value] = [] }) => {
    const servers = value?.type === 'object' ? findNodeAtLocation(value, [root]) : undefined
    if (!key || !servers?.children?.length) return []
    return [{ ...cutOut(text, tree, servers), project: String(key.value) }]
  })
}

export function whole(text: string): Section {
  return { text, renamed: new Map(), print: text }
}

/** The property of a node alone, inside braces of its own; empty lines stand for what was before it, so that lines are right. */
function cutOut(text: string, tree: Node, servers: Node): Section {
  const start = servers.parent?.offset ?? tree.offset
  const before = text.slice(0, start)
  const lines = before.replace(/[^\n]+/g, '')
  const column = start - before.lastIndexOf('\n') - 1
  // The brace takes a column; before a name that has none left, it stands on the line above.
  const indented = column > 0 ? `${lines}{${' '.repeat(column - 1)}` : `{${lines}`
  const { text: property, renamed } = withValidNames(text, start, servers)
  return { text: `${indented}${property}}`, renamed, print: property }
}

/** Clients take any name, as `Sequential Thinking` or `io.github.me/files`; the nearest valid one is put in its place. */
function withValidNames(text: string, start: number, servers: Node): Pick<Section, 'text' | 'renamed'> {
  const renamed = new Map<string, string>()
  const keys =
    servers.type === 'object' ? (servers.children ?? []).flatMap(({ children }) => children?.[0] ?? []) : []
  const taken = new Set(keys.map((key) => String(key.value)))
  let result = ''
  let at = start
  for (const key of keys) {
    const name = String(key.value)
    const valid = suggestServerName(name)
    if (valid === name || valid === '' || taken.has(valid)) continue
    taken.add(valid)
    renamed.set(valid, name)
    result += text.slice(at, key.offset) + JSON.stringify(valid)
    at = key.offset + key.length
  }
  return { text: result + text.slice(at, servers.offset + servers.length), renamed }
}

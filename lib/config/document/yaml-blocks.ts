import 'server-only'

/** The lines of one server in a YAML text. */
export interface Block {
  /** With the line of its name. */
  text: string
  /** Lines before it, and characters. */
  line: number
  offset: number
}

/** A YAML text of many servers, cut where one ends and the next begins. */
export interface Blocks {
  /** The key under which the servers stand. */
  root: string
  /** Where that key stands: lines before it. */
  rootLine: number
  servers: Block[]
  /** The text with the servers blanked out, line by line, so that places in it stay true. */
  rest: string
}

/** What makes one part of a text depend on another, or ends a document: then it is read in one. */
const ENTANGLED = /(?:^|[\s[{,])[&*][^\s&*]|^(?:---|\.\.\.|%)|^[ ]*\t|^\?|<<:/m
const ROOT = /^(servers|mcpServers|mcp_servers|context_servers):[ \t]*(?:#.*)?$/
const TOP = /^(?:[A-Za-z_$][\w$.-]*|"[^"\\]*"|'[^']*'):(?:[ \t]|$)/
const KEY = /^(?:[^\s#&*!|>'"%@`?,[\]{}:-][^\s:#]*|"[^"\\]*"|'[^']*'):(?:[ \t]|$)/

/**
 * Cuts a text so that its servers can be read one by one, and those that stayed as they are need not be read again.
 * Undefined where that is not plainly safe: what comes of the parts must be what comes of the whole.
 */
export function blocksOf(text: string): Blocks | undefined {
  if (ENTANGLED.test(text)) return undefined
  const rest: string[] = []
  const servers: Block[] = []
  let root: string | undefined
  let rootLine = 0
  let inRoot = false
  let indent = 0
  let start: { line: number; offset: number } | undefined
  let offset = 0
  const close = (end: number) => {
    if (start) servers.push({ ...start, text: text.slice(start.offset, end) })
    start = undefined
  }
  const lines = text.split('\n')
  for (const [line, whole] of lines.entries()) {
    const shown = whole.endsWith('\r') ? whole.slice(0, -1) : whole
    const depth = shown.search(/[^ ]/)
    const isNothing = depth < 0 || shown[depth] === '#'
    if (depth === 0 && !isNothing) {
      if (!TOP.test(shown)) return undefined
      close(offset)
      const found = ROOT.exec(shown)?.[1]
      inRoot = found !== undefined
      if (found !== undefined) {
        if (root !== undefined) return undefined
        root = found
        rootLine = line
      }
    } else if (inRoot && !isNothing) {
      if (indent === 0) indent = depth
      if (depth < indent) return undefined
      if (depth === indent) {
        if (!KEY.test(shown.slice(depth))) return undefined
        close(offset)
        start = { line, offset }
      }
    }
    rest.push(inRoot ? '' : whole)
    offset += whole.length + 1
  }
  close(text.length)
  if (root === undefined || servers.length === 0) return undefined
  return { root, rootLine, servers, rest: rest.join('\n') }
}

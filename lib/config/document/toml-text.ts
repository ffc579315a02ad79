import 'server-only'
import { parse, TomlError } from 'smol-toml'
import type { Position } from './lines'
import { broken, MAX_DEPTH, type ParsedText } from './parsed-text'

/** The parser keeps no positions: they are found again by the tables' headers and the keys at the start of a line. */
export function parseTomlText(text: string): ParsedText {
  try {
    const value = parse(text, { maxDepth: MAX_DEPTH })
    const places = placesOf(text)
    return { syntax: 'toml', value, faults: [], locate: (path) => places.get(JSON.stringify(path)) }
  } catch (error) {
    if (!(error instanceof TomlError)) throw error
    // The message goes on with lines of the text, which may hold secrets.
    const reason = (error.message.split('\n')[0] ?? '').replace(/^Invalid TOML document: /, '')
    const message = reason.charAt(0).toUpperCase() + reason.slice(1)
    return broken('toml', [{ message, line: error.line, column: error.column }])
  }
}

const HEADER = /^\s*\[\[?([^\]]+)\]/
const KEY = /^\s*((?:[A-Za-z0-9_-]+|"[^"]*"|'[^']*')(?:\s*\.\s*(?:[A-Za-z0-9_-]+|"[^"]*"|'[^']*'))*)\s*=/
const PART = /[A-Za-z0-9_-]+|"[^"]*"|'[^']*'/g

function placesOf(text: string): Map<string, Position> {
  const places = new Map<string, Position>()
  let table: string[] = []
  for (const [index, line] of text.split('\n').entries()) {
    const header = HEADER.exec(line)?.[1]
    const key = KEY.exec(line)?.[1]
    const found = header === undefined ? key && [...table, ...partsOf(key)] : (table = partsOf(header))
    if (!found) continue
    // A dotted key or header declares every table on the way to it.
    for (let length = 1; length <= found.length; length++) {
      const path = JSON.stringify(found.slice(0, length))
      if (!places.has(path)) places.set(path, { line: index + 1, column: line.search(/\S/) + 1 })
    }
  }
  return places
}

function partsOf(key: string): string[] {
  return (key.match(PART) ?? []).map((part) => part.replace(/^["']|["']$/g, ''))
}

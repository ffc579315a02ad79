import 'server-only'
import { type Node, type ParseError, parseTree, printParseErrorCode } from 'jsonc-parser'
import { Lines } from './lines'
import {
  broken,
  type Fault,
  MAX_DEPTH,
  MAX_FAULTS,
  type ParsedText,
  type Path,
  TOO_DEEP,
  twice,
} from './parsed-text'

const REASONS: Record<string, string> = {
  InvalidSymbol: 'This is no JSON value; a text needs double quotes',
  InvalidNumberFormat: 'This number is not written as JSON allows',
  PropertyNameExpected: 'A name in double quotes is expected here',
  ValueExpected: 'A value is expected here',
  ColonExpected: 'A colon is expected here',
  CommaExpected: 'A comma is expected here',
  CloseBraceExpected: 'A closing brace } is expected here',
  CloseBracketExpected: 'A closing bracket ] is expected here',
  EndOfFileExpected: 'The document has ended here, but more text follows',
  UnexpectedEndOfComment: 'This comment does not end',
  UnexpectedEndOfString: 'This text has no closing quote',
  UnexpectedEndOfNumber: 'This number breaks off',
  InvalidUnicode: 'This \\u is not followed by four hexadecimal digits',
  InvalidEscapeCharacter: 'This backslash escapes nothing; write \\\\ for a backslash',
  InvalidCharacter: 'A line break or control character must be escaped inside a text',
}

/** Reads JSON, with comments and trailing commas allowed as editors and clients allow them. */
export function parseJsonText(text: string): ParsedText {
  const lines = new Lines(text)
  const errors: ParseError[] = []
  const tree = parseTree(text, errors, { allowTrailingComma: true })
  const faults = errors.map(({ error, offset }): Fault => ({
    message: REASONS[printParseErrorCode(error)] ?? 'This is not valid JSON',
    ...lines.positionAt(offset),
  }))
  if (!tree || faults.length > 0) return broken('json', faults.slice(0, 1))
  const reader = new TreeReader(lines)
  const value = reader.read(tree, 0)
  return {
    syntax: 'json',
    value,
    faults: reader.faults.slice(0, MAX_FAULTS),
    locate(path) {
      const node = reader.find(tree, path)
      return node && lines.positionAt(node.offset)
    },
  }
}

class TreeReader {
  readonly faults: Fault[] = []
  /** The properties of each object by name, so that finding one of 10,000 servers costs no search. */
  readonly #properties = new WeakMap<Node, Map<string, Node>>()

  constructor(private readonly lines: Lines) {}

  read(node: Node, depth: number): unknown {
    if (depth > MAX_DEPTH) throw new RangeError(TOO_DEEP)
    if (node.type === 'array') return (node.children ?? []).map((child) => this.read(child, depth + 1))
    if (node.type !== 'object') return node.value
    const properties = new Map<string, Node>()
    const pairs: [string, unknown][] = []
    for (const property of node.children ?? []) {
      const [key, value] = property.children ?? []
      if (!key || !value) continue
      // The parser gives a property's key as a string node.
      const name = key.value as string
      const first = properties.get(name)
      if (first)
        this.faults.push({
          message: twice(name, this.lines.positionAt(first.offset)),
          ...this.lines.positionAt(property.offset),
        })
      else properties.set(name, property)
      pairs.push([name, this.read(value, depth + 1)])
    }
    this.#properties.set(node, properties)
    // Unlike an assignment, this makes a key named __proto__ an ordinary one.
    return Object.fromEntries(pairs)
  }

  find(root: Node, path: Path): Node | undefined {
    let place: Node | undefined = root
    for (const step of path) {
      const container: Node | undefined = place?.type === 'property' ? place.children?.[1] : place
      place =
        typeof step === 'number'
          ? container?.children?.[step]
          : container && this.#properties.get(container)?.get(step)
    }
    return place
  }
}

import 'server-only'
import {
  type Alias,
  type Document,
  isAlias,
  isMap,
  isPair,
  isScalar,
  isSeq,
  type Node,
  type Pair,
  parseDocument,
  type YAMLError,
  type YAMLMap,
} from 'yaml'
import { Lines } from './lines'
import {
  broken,
  type Fault,
  firstOfEachLine,
  MAX_DEPTH,
  MAX_FAULTS,
  type ParsedText,
  type Path,
  TOO_DEEP,
  twice,
} from './parsed-text'

/** Where a number or boolean is meant as the text that it is written as: `PIN: 0042`, `version: 1.10`. */
const TEXT_KEYS = new Set(['env', 'headers', 'args', 'version', 'http_headers'])
/** Aliases may repeat a few things, not multiply them (the "billion laughs"). */
const MAX_ALIASES = 1_000

/** Comments, anchors and `<<` are allowed; one document in a text. */
export function parseYamlText(text: string): ParsedText {
  const lines = new Lines(text)
  // Duplicates are found below in linear time; the parser's own check compares every key with every other.
  const document = parseDocument(text, {
    uniqueKeys: false,
    merge: true,
    prettyErrors: false,
    logLevel: 'error',
  })
  const errors = [...document.errors, ...document.warnings.filter(isFatal)]
  if (errors.length > 0) return broken('yaml', firstOfEachLine(errors.map((error) => faultOf(error, lines))))
  const reader = new DocumentReader(document, lines)
  if (document.contents) reader.walk(document.contents, 0, false)
  if (reader.faults.length > 0) return broken('yaml', reader.faults)
  return {
    syntax: 'yaml',
    value: document.toJS({ maxAliasCount: MAX_ALIASES }) as unknown,
    faults: [],
    locate(path) {
      const offset = reader.find(path)
      return offset === undefined ? undefined : lines.positionAt(offset)
    },
  }
}

class DocumentReader {
  readonly faults: Fault[] = []
  readonly #pairs = new WeakMap<Node, Map<string, Pair>>()

  constructor(
    private readonly document: Document,
    private readonly lines: Lines,
  ) {}

  walk(node: unknown, depth: number, asText: boolean): void {
    if (depth > MAX_DEPTH) throw new RangeError(TOO_DEEP)
    if (isMap(node)) this.#walkMap(node, depth, asText)
    else if (isAlias(node)) this.#checkAlias(node)
    else if (isSeq(node)) for (const item of node.items) this.walk(item, depth + 1, asText)
    else if (asText && isScalar(node) && node.source !== undefined && isNumberOrBoolean(node.value)) {
      node.value = node.source
    }
  }

  #checkAlias(alias: Alias): void {
    if (alias.resolve(this.document)) return
    this.faults.push({
      message: `No anchor &${alias.source} stands before this alias`,
      ...this.lines.positionAt(offsetOf(alias) ?? 0),
    })
  }

  #walkMap(map: YAMLMap, depth: number, asText: boolean): void {
    const pairs = new Map<string, Pair>()
    for (const pair of map.items) {
      const key = keyOf(pair)
      const first = pairs.get(key)
      if (first && key !== '<<' && this.faults.length < MAX_FAULTS) {
        this.faults.push({ message: twice(key, this.#positionOf(first)), ...this.#positionOf(pair) })
      }
      pairs.set(key, first ?? pair)
      this.walk(pair.value, depth + 1, asText || TEXT_KEYS.has(key))
    }
    this.#pairs.set(map, pairs)
  }

  find(path: Path): number | undefined {
    let node: unknown = this.document.contents
    let offset: number | undefined = 0
    for (const step of path) {
      if (isAlias(node)) node = node.resolve(this.document)
      const next: unknown =
        typeof step === 'number'
          ? isSeq(node)
            ? node.items[step]
            : undefined
          : isMap(node)
            ? this.#pairs.get(node)?.get(step)
            : undefined
      if (next === undefined) return undefined
      offset = offsetOf(isPair(next) ? next.key : next)
      node = isPair(next) ? next.value : next
    }
    return offset
  }

  #positionOf(pair: Pair) {
    return this.lines.positionAt(offsetOf(pair.key) ?? 0)
  }
}

function keyOf(pair: Pair): string {
  return String(isScalar(pair.key) ? pair.key.value : pair.key)
}

function offsetOf(node: unknown): number | undefined {
  return (node as Partial<Node> | null)?.range?.[0] ?? undefined
}

function isNumberOrBoolean(value: unknown): boolean {
  return typeof value === 'number' || typeof value === 'boolean' || typeof value === 'bigint'
}

/** An unknown tag (`!vault`) would leave its text as the value: better refused than used. */
function isFatal(warning: YAMLError): boolean {
  return warning.code === 'TAG_RESOLVE_FAILED'
}

function faultOf(error: YAMLError, lines: Lines): Fault {
  return { message: reasonOf(error), ...lines.positionAt(error.pos[0]) }
}

function reasonOf({ code, message }: YAMLError): string {
  if (code !== 'BAD_INDENT' || !message.startsWith('Flow')) return REASONS[code] ?? message
  return message.startsWith('Flow map') ? 'This { has no closing }' : 'This [ has no closing ]'
}

const REASONS: Partial<Record<YAMLError['code'], string>> = {
  TAB_AS_INDENT: 'A tab stands where YAML allows only spaces to indent',
  RESOURCE_EXHAUSTION: TOO_DEEP,
  BLOCK_AS_IMPLICIT_KEY: 'A second colon follows in this line; put the text after the first in quotes',
  BAD_INDENT: 'This line is indented neither like its neighbours nor deeper',
  MULTIPLE_DOCS: 'A second document begins here (---); one file holds one',
  TAG_RESOLVE_FAILED: 'This tag (!…) is not known here',
  BAD_DQ_ESCAPE: 'This backslash escapes nothing; use single quotes, or write \\\\ for a backslash',
  BAD_SCALAR_START: 'A plain text can’t begin with this character; put it in quotes',
}

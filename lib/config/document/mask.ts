import 'server-only'
import { type Node as JsonNode, type ParseError, parseTree } from 'jsonc-parser'
import { type Document, isAlias, isMap, isPair, isScalar, isSeq, parseDocument } from 'yaml'
import { isObject } from '@/lib/domain/document-fields'
import { HIDDEN } from '@/lib/domain/endpoint'
import { parseText } from './parse-text'
import { isOpen, looksSecret } from './protect'

/** Whose values are secrets, all of them. */
const SECRET_MAPS = new Set(['env', 'headers', 'http_headers'])

interface Span {
  start: number
  end: number
}

/**
 * The text of a configuration file with its secret values hidden and everything else as it is. References stay.
 * In a text that can't be parsed every value is hidden but those of fields that hold none.
 */
export function maskText(text: string, place: string): string {
  return maskComments(maskValues(text, place))
}

function maskValues(text: string, place: string): string {
  const { syntax, value, faults } = parseText(text, place)
  if (syntax === 'toml') return faults.length > 0 ? maskBroken(text) : replaceLiterals(text, secretsIn(value))
  const spans = syntax === 'yaml' ? yamlSecrets(text) : jsonSecrets(text)
  return spans ? replaceSpans(text, spans) : maskBroken(text)
}

function replaceSpans(text: string, spans: Span[]): string {
  let masked = text
  for (const { start, end } of spans.toSorted((a, b) => b.start - a.start)) {
    masked = `${masked.slice(0, start)}"${HIDDEN}"${masked.slice(end)}`
  }
  return masked
}

/** Undefined for a text that has no tree. */
function yamlSecrets(text: string): Span[] | undefined {
  const document = readYaml(text)
  if (!document) return undefined
  const spans = new Map<number, Span>()
  const walk = (node: unknown, isSecret: boolean, name: string): void => {
    // A secret may stand at an anchor, outside of env.
    if (isAlias(node)) walk(isSecret ? node.resolve(document) : undefined, isSecret, name)
    else if (isMap(node)) node.items.forEach((pair) => walk(pair, isSecret, name))
    else if (isSeq(node)) walkList(node.items, yamlText, (item, flag) => walk(item, isSecret || flag, name))
    else if (isPair(node)) {
      const key = String(isScalar(node.key) ? node.key.value : node.key)
      walk(node.value, isSecret || SECRET_MAPS.has(key), key)
    } else if (isScalar(node) && node.range && mustHide(name, yamlText(node) ?? '', isSecret)) {
      const [start, end] = node.range
      // A block text ends with its line break, which stays.
      spans.set(start, { start, end: start + text.slice(start, end).trimEnd().length })
    }
  }
  walk(document.contents, false, '')
  return [...spans.values()]
}

function readYaml(text: string): Document | undefined {
  try {
    const document = parseDocument(text, { uniqueKeys: false, merge: true, logLevel: 'error' })
    return document.errors.length === 0 ? document : undefined
  } catch {
    return undefined
  }
}

function yamlText(node: unknown): string | undefined {
  return isScalar(node) && node.value !== null ? (node.source ?? JSON.stringify(node.value)) : undefined
}

function jsonSecrets(text: string): Span[] | undefined {
  const root = readJson(text)
  if (!root) return undefined
  const spans: Span[] = []
  const walk = (node: JsonNode | undefined, isSecret: boolean, name: string): void => {
    if (!node) return
    const children = node.children ?? []
    if (node.type === 'object') children.forEach((child) => walk(child, isSecret, name))
    else if (node.type === 'array')
      walkList(children, jsonText, (item, flag) => walk(item, isSecret || flag, name))
    else if (node.type === 'property') {
      const key = String(children[0]?.value)
      walk(children[1], isSecret || SECRET_MAPS.has(key), key)
    } else if (mustHide(name, jsonText(node) ?? '', isSecret)) {
      spans.push({ start: node.offset, end: node.offset + node.length })
    }
  }
  walk(root, false, '')
  return spans
}

function readJson(text: string): JsonNode | undefined {
  try {
    const errors: ParseError[] = []
    const root = parseTree(text, errors, { allowTrailingComma: true })
    return errors.length === 0 ? root : undefined
  } catch {
    return undefined
  }
}

function jsonText(node: JsonNode): string | undefined {
  return node.type === 'string' || node.type === 'number' || node.type === 'boolean'
    ? String(node.value)
    : undefined
}

/** In a list of arguments the one after `--token` is a secret. */
function walkList<T>(
  items: T[],
  textOf: (item: T) => string | undefined,
  visit: (item: T, isSecret: boolean) => void,
) {
  items.forEach((item, index) => {
    const before = index === 0 ? undefined : textOf(items[index - 1] as T) // index - 1 is in range
    visit(item, before !== undefined && SECRET_FLAG.test(before))
  })
}

const SECRET_FLAG = /^--?(?:[\w-]*(?:token|secret|password|passwd|api-?key|auth|credential))$/i
const FLAG_WITH_VALUE = /^(--?[\w-]+)=(.+)$/s

function mustHide(name: string, value: string, isSecret: boolean): boolean {
  if (isSecret) return !isOpen(value)
  const flag = FLAG_WITH_VALUE.exec(value)
  if (flag) return looksSecret(flag[1] ?? '', flag[2] ?? '')
  // Only shapes of secrets count here: a description may well be called "token".
  return looksSecret('', value)
}

function secretsIn(value: unknown, isSecret = false, name = ''): string[] {
  if (Array.isArray(value)) {
    return value.flatMap((item: unknown, index) => {
      const before: unknown = index === 0 ? undefined : value[index - 1]
      return secretsIn(item, isSecret || (typeof before === 'string' && SECRET_FLAG.test(before)), name)
    })
  }
  if (isObject(value)) {
    return Object.entries(value).flatMap(([key, inner]) =>
      secretsIn(inner, isSecret || SECRET_MAPS.has(key), key),
    )
  }
  const text = typeof value === 'string' || typeof value === 'number' ? String(value) : ''
  return text !== '' && mustHide(name, text, isSecret) ? [text] : []
}

/** The TOML parser tells no positions: the values are hidden wherever they stand. */
function replaceLiterals(text: string, secrets: string[]): string {
  const longestFirst = [...new Set(secrets)].sort((a, b) => b.length - a.length)
  return longestFirst.reduce((masked, secret) => {
    const quoted = [JSON.stringify(secret), `'${secret}'`].reduce(
      (t, literal) => t.replaceAll(literal, `"${HIDDEN}"`),
      masked,
    )
    // A secret of a character or two can't be looked for without its quotes.
    return secret.length > 3 ? quoted.replaceAll(secret, HIDDEN) : quoted
  }, text)
}

const OPEN_FIELDS =
  /^(?:servers?|mcpServers|mcp_servers|context_servers|inputs|id|name|title|description|version|icon|enabled|disabled|tags|transport|type|kind|command|cwd|url|serverUrl|httpUrl|health_?check_?(?:url|interval|timeout)|(?:auto_?reconnect|max_?retries|retry_?delay|idle_?stop)\w*)$/i
const FIELD_LINE = /^(\s*(?:-\s+)?["']?)([\w.-]+)(["']?\s*[:=]\s*)(\S.*)$/
const STRUCTURE = /^[\s[\]{},|>&*#-]*$/

/** Line by line, for there is no tree to go by: what is not known to be harmless is hidden. */
function maskBroken(text: string): string {
  return text
    .split('\n')
    .map((line) => {
      if (STRUCTURE.test(line) || /^\s*(#|\/\/|\[)/.test(line)) return line
      const [, before, key, between, value] = FIELD_LINE.exec(line) ?? []
      if (key === undefined || value === undefined)
        return /^\s*[\w."'-]+\s*:\s*$/.test(line) ? line : hideAll(line)
      if (STRUCTURE.test(value) || (OPEN_FIELDS.test(key) && !/[{[]/.test(value) && !looksSecret('', value)))
        return line
      return `${before ?? ''}${key}${between ?? ''}${HIDDEN}`
    })
    .join('\n')
}

function hideAll(line: string): string {
  return `${/^\s*/.exec(line)?.[0] ?? ''}${HIDDEN}`
}

const COMMENTED = /((?:#|\/\/)[^\n]*?["']?([\w-]+)["']?\s*[:=]\s*)(["']?[^\s"'#,]+["']?)/g

/** A line that was commented out keeps its secret in the file, but not here. */
function maskComments(text: string): string {
  return text.replace(COMMENTED, (whole, before: string, name: string, value: string) =>
    looksSecret(name, value.replace(/^["']|["']$/g, '')) ? `${before}${HIDDEN}` : whole,
  )
}

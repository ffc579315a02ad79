import 'server-only'
import { parseJsonText } from './json-text'
import { broken, type ParsedText, type Syntax, TOO_DEEP } from './parsed-text'
import type { ReadingCache } from './reading-cache'
import { parseTomlText } from './toml-text'
import { parseYamlText } from './yaml-text'

/** Documents must be smaller, in bytes of UTF-8: 10,000 servers take about 3 MB. */
export const MAX_TEXT_BYTES = 5_000_000

/**
 * Reads a text in the syntax its place names (`mcp.yaml`), else in the one it looks like. With a cache, what stayed the
 * same in a large text since the last time is not read again. Never throws.
 */
export function parseText(text: string, place?: string, cache?: ReadingCache): ParsedText {
  const named = place === undefined ? undefined : syntaxOf(place)
  const refusal = refusalOf(text)
  if (refusal !== undefined) return broken(named ?? 'yaml', [{ message: refusal }])
  // Node hands over a byte order mark as a character; no syntax wants it.
  const body = text.replace(/^\uFEFF/, '')
  if (named === 'yaml') return cache?.parse(body) ?? parseAs(named, body)
  return named ? parseAs(named, body) : parseUnnamed(body)
}

/** The syntax of a file by its name; undefined when the name does not tell. */
export function syntaxOf(place: string): Syntax | undefined {
  const extension = /\.([a-z]+)$/i.exec(place)?.[1]?.toLowerCase()
  if (extension === 'yaml' || extension === 'yml') return 'yaml'
  if (extension === 'json' || extension === 'jsonc') return 'json'
  return extension === 'toml' ? 'toml' : undefined
}

function refusalOf(text: string): string | undefined {
  if (text.length >= MAX_TEXT_BYTES || Buffer.byteLength(text) >= MAX_TEXT_BYTES) {
    return tooLarge(Buffer.byteLength(text))
  }
  if (/[\0\uFFFE]/.test(text)) return 'This is binary data, not a text'
  if (text.trim() === '') return 'It is empty. To declare no servers, write: servers: {}'
  return undefined
}

export function tooLarge(bytes: number): string {
  return `It has ${(bytes / 1_000_000).toFixed(1)} MB; it must be smaller than ${MAX_TEXT_BYTES / 1_000_000} MB. Split it into several files`
}

/** JSON begins with a brace, and YAML may too; TOML has a table or a key with `=` in its first lines. */
function parseUnnamed(text: string): ParsedText {
  const start = text.trimStart()
  if (/^(\{|\/\/|\/\*)/.test(start)) {
    const json = parseAs('json', text)
    if (json.faults.length === 0) return json
    const yaml = parseAs('yaml', text)
    return yaml.faults.length === 0 ? yaml : json
  }
  const looksLikeToml = /^\s*(\[[\w."' -]+\]\s*(#.*)?|[\w."'-]+\s*=\s*["'[{\dtf].*)$/m.test(
    start.slice(0, 20_000),
  )
  return parseAs(looksLikeToml && !/^\s*[\w"'-]+:(\s|$)/.test(start) ? 'toml' : 'yaml', text)
}

const PARSERS = { yaml: parseYamlText, json: parseJsonText, toml: parseTomlText }

function parseAs(syntax: Syntax, text: string): ParsedText {
  try {
    return PARSERS[syntax](text)
  } catch (error) {
    // Parsers recurse: what overflows them is nested on purpose.
    if (error instanceof RangeError) return broken(syntax, [{ message: TOO_DEEP }])
    if (error instanceof ReferenceError)
      return broken(syntax, [{ message: 'Its aliases (*name) multiply too often' }])
    return broken(syntax, [{ message: `It can't be read as ${syntax.toUpperCase()}` }])
  }
}

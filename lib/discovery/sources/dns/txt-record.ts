import 'server-only'
import { shorten } from '@/lib/domain/document-fields'
import { tagSchema } from '@/lib/domain/server'

/** What a TXT record says of MCP: of an endpoint that it names, or of the one that SRV records name. */
export interface McpText {
  endpoint?: URL | undefined
  transport?: 'streamable-http' | 'sse' | undefined
  path?: string | undefined
  tags: string[]
  /** Documents that list servers: `src=`, `registry=`. */
  documents: URL[]
}

export type TextReading =
  /** Not meant for us: other things have TXT records too. */
  | { kind: 'other' }
  | { kind: 'refused'; message: string }
  | { kind: 'read'; text: McpText; warnings: string[] }

const VERSION = 'mcp1'

/**
 * Reads `v=mcp1; endpoint=https://…; transport=sse; path=/x; tags=a,b; src=https://…; registry=https://…`. The strings
 * of one record belong together (RFC 7208, section 3.3); a value with `;` in it stands in double quotes.
 */
export function readTextRecord(strings: readonly Uint8Array[]): TextReading {
  const whole = new TextDecoder().decode(Buffer.concat(strings)).trim()
  const { pairs, repeated, rest } = readPairs(whole)
  const version = pairs.get('v')
  if (version === undefined) return { kind: 'other' }
  if (version.toLowerCase() !== VERSION) {
    return /^mcp/i.test(version)
      ? { kind: 'refused', message: `v=${shorten(version, 40)} is not known here; v=${VERSION} is` }
      : { kind: 'other' }
  }
  if (rest !== '') return { kind: 'refused', message: `It can't be read from “${shorten(rest, 40)}” on` }
  const warnings = repeated.map((key) => `${key}= stands there twice; the first counts`)
  return readFields(pairs, warnings)
}

function readFields(pairs: Map<string, string>, warnings: string[]): TextReading {
  const text: McpText = { tags: [], documents: [] }
  for (const [key, value] of pairs) {
    const fault = readField(text, key, value, warnings)
    if (fault !== undefined) return { kind: 'refused', message: fault }
  }
  const { endpoint, path } = text
  if (endpoint && path !== undefined) {
    if (endpoint.pathname === '/') endpoint.pathname = path
    else warnings.push(`path=${shorten(path, 100)} is not used: the endpoint has a path`)
  }
  return { kind: 'read', text, warnings }
}

/** Returns why the record can't be used, or undefined. */
function readField(text: McpText, key: string, value: string, warnings: string[]): string | undefined {
  switch (key) {
    case 'v':
      return undefined
    case 'endpoint':
      text.endpoint = parseAddress(value)
      return text.endpoint ? undefined : noAddress(key, value)
    case 'transport':
      text.transport = parseTransport(value)
      return text.transport ? undefined : `transport=${shorten(value, 40)} is neither streamable-http nor sse`
    case 'path':
      text.path = value.startsWith('/') ? value : `/${value}`
      return undefined
    case 'tags':
      text.tags = readTags(value, warnings)
      return undefined
    case 'src':
    case 'registry': {
      const document = parseAddress(value)
      if (document) text.documents.push(document)
      return document ? undefined : noAddress(key, value)
    }
    default:
      warnings.push(`${shorten(key, 40)}= is not known here`)
      return undefined
  }
}

/** A user and password in the DNS would be no secret, and fetch refuses them. */
function parseAddress(value: string): URL | undefined {
  const url = URL.canParse(value) ? new URL(value) : undefined
  if (!url || (url.protocol !== 'https:' && url.protocol !== 'http:')) return undefined
  if (url.username !== '' || url.password !== '') return undefined
  // Nothing from outside may ask for a variable of ours.
  if (value.includes('${')) return undefined
  url.hash = ''
  return url
}

function noAddress(key: string, value: string): string {
  return `${key}=${shorten(value, 100)} is no http:// or https:// URL without a user in it`
}

function parseTransport(value: string): McpText['transport'] {
  switch (value.toLowerCase()) {
    case 'streamable-http':
    case 'streamable_http':
    case 'http':
      return 'streamable-http'
    case 'sse':
      return 'sse'
    default:
      return undefined
  }
}

function readTags(value: string, warnings: string[]): string[] {
  return value.split(',').flatMap((item) => {
    const tag = tagSchema.safeParse(item)
    if (tag.success) return [tag.data]
    if (item.trim() !== '') warnings.push(`The tag ${shorten(item.trim(), 40)} is too long`)
    return []
  })
}

/** `key = value` or `key = "a value"`, with `;` between them. A key without `=` has no value. */
const PAIR = /[\s;]*([^=;"\s]+)\s*(?:=\s*(?:"((?:[^"\\]|\\.)*)"|([^;]*)))?\s*(?:;|$)/gy

interface Pairs {
  /** By key in lower case. */
  pairs: Map<string, string>
  repeated: string[]
  /** What follows the last pair and is none. */
  rest: string
}

function readPairs(text: string): Pairs {
  const read: Pairs = { pairs: new Map(), repeated: [], rest: text }
  for (const [match, name = '', quoted, plain = ''] of text.matchAll(PAIR)) {
    const key = name.toLowerCase()
    read.rest = read.rest.slice(match.length)
    if (read.pairs.has(key)) read.repeated.push(key)
    else read.pairs.set(key, quoted?.replace(/\\(.)/g, '$1') ?? plain.trim())
  }
  read.rest = read.rest.replace(/^[\s;]+/, '')
  return read
}

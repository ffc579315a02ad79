import 'server-only'
import { createHash } from 'node:crypto'
import { SERVER_NAME_PATTERN, suggestServerName } from '@/lib/domain/server-name'

/**
 * The name of a registry's server (`io.github.acme/weather`) as a server's name: `io.github.acme_weather`. A namespace has no
 * underscore, so the first one is the slash and no two names meet; where that can't be kept, a hash of the whole name follows.
 */
export function nameOfRegistered(name: string): string {
  const [namespace = '', ...rest] = name.split('/')
  const slug = [namespace, ...rest].join('_')
  const isFaithful = rest.length <= 1 && !namespace.includes('_') && SERVER_NAME_PATTERN.test(slug)
  return isFaithful || (rest.length === 0 && SERVER_NAME_PATTERN.test(slug)) ? slug : withHash(slug, name)
}

/** The name of a server that is known by its URL alone: host, port unless it is 443, path without a last `mcp`. */
export function nameOfEndpoint({ protocol, hostname, port: given, pathname }: URL): string {
  const port = given || (protocol === 'http:' ? '80' : '')
  const steps = pathname.split('/').filter(Boolean)
  if (steps.at(-1)?.toLowerCase() === 'mcp') steps.pop()
  const text = [`${hostname.replace(/^\[|\]$/g, '')}${port && `-${port}`}`, ...steps].join('_')
  return SERVER_NAME_PATTERN.test(text) ? text : withHash(text, text)
}

/** A valid name near to `text`, which no other `whole` gets. */
export function withHash(text: string, whole: string): string {
  const hash = createHash('sha256').update(whole).digest('hex').slice(0, 8)
  const start = suggestServerName(suggestServerName(text).slice(0, 119))
  return start === '' ? `server-${hash}` : `${start}-${hash}`
}

/** Whether a name is among patterns, in which `*` stands for any part. None lets every name pass. */
export function nameFilter(patterns: readonly string[] | undefined): (name: string) => boolean {
  if (!patterns || patterns.length === 0) return () => true
  const tests = patterns.map((pattern) => pattern.trim().toLowerCase().split('*'))
  return (name) => tests.some((parts) => matches(parts, name.toLowerCase()))
}

/** By hand, not by a regular expression: one made of many stars could go back and forth for ever. */
function matches(parts: readonly string[], name: string): boolean {
  const [first = '', ...rest] = parts
  const last = rest.pop()
  if (last === undefined) return name === first
  if (!name.startsWith(first) || name.length < first.length + last.length || !name.endsWith(last))
    return false
  let from = first.length
  const end = name.length - last.length
  for (const part of rest) {
    const at = name.indexOf(part, from)
    if (at < 0 || at + part.length > end) return false
    from = at + part.length
  }
  return true
}

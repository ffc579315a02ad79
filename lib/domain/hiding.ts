import { type Endpoint, HIDDEN, type RemoteAuth } from './endpoint'
import { isObject } from './document-fields'
import type { ServerSpec } from './server'
import { isReference, isSecretName, isSecretShape } from './secret-shape'

/** What stands for a secret: HIDDEN in answers, `${NAME}` in exports. `name` is what the secret was found under. */
export type Mask = (value: string, name: string) => string

export const hide: Mask = () => HIDDEN

/** An empty value is no secret, and a reference only says where the secret is. */
function masked(value: string, name: string, mask: Mask): string {
  return value === '' || isReference(value) ? value : mask(value, name)
}

/** An endpoint that may be shown: no value of env and headers, no credential in URL, command and arguments. */
export function maskEndpoint<E extends Endpoint>(endpoint: E, mask: Mask = hide): E {
  const shown: Endpoint =
    endpoint.kind === 'remote'
      ? {
          ...endpoint,
          url: maskUrl(endpoint.url, mask),
          headers: maskValues(endpoint.headers, mask),
          ...(endpoint.auth && { auth: maskAuth(endpoint.auth, mask) }),
        }
      : {
          ...endpoint,
          command: maskLine(endpoint.command, mask),
          args: maskArguments(endpoint.args, mask),
          env: maskValues(endpoint.env, mask),
        }
  return shown as E // The same kind went in.
}

/** All of a server that may hold a secret. */
export function maskSpec(spec: ServerSpec, mask: Mask = hide): ServerSpec {
  return {
    ...spec,
    endpoint: maskEndpoint(spec.endpoint, mask),
    health: maskHealth(spec.health, mask),
    metadata: maskJson(spec.metadata, mask),
    extra: maskJson(spec.extra, mask),
  }
}

export function maskHealth<T extends { url?: string | undefined }>(health: T, mask: Mask = hide): T {
  return health.url === undefined ? health : { ...health, url: maskUrl(health.url, mask) }
}

export function maskAuth(auth: RemoteAuth, mask: Mask = hide): RemoteAuth {
  const secret = (value: string | undefined, name: string) =>
    value === undefined ? undefined : masked(value, name, mask)
  const clientSecret = secret(auth.clientSecret, 'client_secret')
  if (auth.kind === 'oauth') return { ...auth, ...(clientSecret !== undefined && { clientSecret }) }
  const privateKey = secret(auth.privateKey, 'private_key')
  return {
    ...auth,
    ...(clientSecret !== undefined && { clientSecret }),
    ...(privateKey !== undefined && { privateKey }),
  }
}

function maskValues(values: Record<string, string>, mask: Mask): Record<string, string> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, masked(value, name, mask)]))
}

/** Works on the text, so that what holds no secret stays letter by letter as it was written. */
export function maskUrl(url: string, mask: Mask = hide): string {
  const match = /^([a-z][a-z0-9+.-]*:\/\/)?([^/?#]*@)?([^/?#]*)([^?#]*)(\?[^#]*)?(#.*)?$/is.exec(url)
  if (!match) return mask(url, 'url')
  const [, scheme = '', user = '', host = '', path = '', query = '', fragment = ''] = match
  return [
    scheme,
    user && maskUser(user.slice(0, -1), mask),
    host,
    path.replace(/[^/]+/g, (segment) => (isSecretShape(segment) ? masked(segment, 'token', mask) : segment)),
    maskQuery(query, mask),
    maskQuery(fragment, mask),
  ].join('')
}

function maskUser(user: string, mask: Mask): string {
  const isHarmless = /^(?:\$\{[^{}:]+\}:?)+$/.test(user)
  return `${isHarmless ? user : mask(user, 'user')}@`
}

/** `?a=b&c=d`, or a fragment of that form. Split, not matched: a regular expression would go back and forth here. */
function maskQuery(query: string, mask: Mask): string {
  const start = /^[?#]/.exec(query)?.[0] ?? ''
  const parts = query.slice(start.length).split('&')
  return start + parts.map((part) => maskParameter(part, mask)).join('&')
}

function maskParameter(part: string, mask: Mask): string {
  const cut = part.indexOf('=')
  const name = cut < 0 ? '' : part.slice(0, cut)
  const value = part.slice(cut + 1)
  const isSecret = isSecretName(decoded(name)) || isSecretShape(value)
  return isSecret ? `${part.slice(0, cut + 1)}${masked(value, name || 'token', mask)}` : part
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

type Expected = { kind: 'secret' | 'header' | 'assignment'; name: string } | undefined

/** Hides `--api-key=x`, `--token x`, `-H "Authorization: x"`, `-e NAME=x`, credentials in URLs, and bare keys. */
export function maskArguments(args: readonly string[], mask: Mask = hide): string[] {
  let expected: Expected
  return args.map((argument) => {
    const now = expected
    expected = undefined
    if (now?.kind === 'secret' && !/^--[A-Za-z]/.test(argument)) return masked(argument, now.name, mask)
    if (now?.kind === 'header') return maskPair(argument, ':', mask)
    if (now?.kind === 'assignment') return maskPair(argument, '=', mask)
    expected = expectedAfter(argument)
    if (/\s/.test(argument) && !isReference(argument)) return maskLine(argument, mask)
    return maskArgument(argument, mask)
  })
}

function expectedAfter(argument: string): Expected {
  if (/^['"]?(?:bearer|basic)$/i.test(argument)) return { kind: 'secret', name: 'token' }
  const flag = /^--?([A-Za-z][\w.-]*)$/.exec(argument)?.[1]
  return flag === undefined ? undefined : kindOfFlag(flag)
}

function kindOfFlag(flag: string): Expected {
  if (/^(?:H|headers?)$/.test(flag)) return { kind: 'header', name: flag }
  if (/^(?:e|env)$/.test(flag)) return { kind: 'assignment', name: flag }
  return isSecretName(flag) ? { kind: 'secret', name: flag } : undefined
}

function maskArgument(argument: string, mask: Mask): string {
  const [, start = '', name = '', value = ''] = /^((?:--?)?([A-Za-z_][\w.-]*)=)(.*)$/s.exec(argument) ?? []
  if (start) {
    const kind = argument.startsWith('-') ? kindOfFlag(name)?.kind : isSecretName(name) ? 'secret' : undefined
    if (kind === 'secret') return `${start}${masked(value, name, mask)}`
    if (kind === 'header') return `${start}${maskPair(value, ':', mask)}`
    if (kind === 'assignment') return `${start}${maskPair(value, '=', mask)}`
    return `${start}${maskWord(value, mask)}`
  }
  return maskWord(argument, mask)
}

function maskWord(word: string, mask: Mask): string {
  if (word.includes('://')) return maskUrl(word, mask)
  return isSecretShape(word) ? masked(word, 'token', mask) : word
}

/** `Name: value` or `NAME=value`; without a separator there is no value to hide. */
function maskPair(pair: string, separator: ':' | '=', mask: Mask): string {
  const match = (separator === ':' ? /^([^:=]*[:=]\s*)(.*)$/s : /^([^=]*=)(.*)$/s).exec(pair)
  if (!match) return pair
  const [, start = '', value = ''] = match
  return `${start}${masked(value, start.replace(/[:=]\s*$/, ''), mask)}`
}

/** A whole command line in one text, as `sh -c` takes it. */
export function maskLine(line: string, mask: Mask = hide): string {
  const withBearers = line.replace(
    /\b((?:Bearer|Basic)\s+)([^\s'"]+)/gi,
    (_, start: string, value: string) => `${start}${masked(value, 'token', mask)}`,
  )
  const pieces = withBearers.split(/(\s+)/)
  const words = maskArguments(
    pieces.filter((_, index) => index % 2 === 0),
    mask,
  )
  return pieces.map((piece, index) => (index % 2 === 0 ? words[index / 2] : piece)).join('')
}

/** Hides credentials in free JSON: by the names of keys, in URLs, and all of what is called env or headers. */
export function maskJson<T>(value: T, mask: Mask = hide, name = ''): T {
  return maskedJson(value, mask, name) as T // Only texts have changed.
}

function maskedJson(value: unknown, mask: Mask, name: string): unknown {
  if (typeof value === 'string') {
    return isSecretName(name) ? masked(value, name, mask) : maskWord(value, mask)
  }
  if (Array.isArray(value)) return value.map((item) => maskedJson(item, mask, name))
  if (!isObject(value)) return value
  const isAllSecret = /^(?:env|(?:http_?)?headers)$/i.test(name)
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [
      key,
      isAllSecret && typeof inner === 'string' ? masked(inner, key, mask) : maskedJson(inner, mask, key),
    ]),
  )
}

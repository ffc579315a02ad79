import { z } from 'zod'
import { isObject, nearest, shorten, toCamel, toSnake } from './document-fields'
import type { DocumentValues } from './document-values'
import { type RemoteAuth, remoteAuthSchema, SIGNING_ALGORITHMS } from './endpoint'

/** What `auth` of a server holds, as files write it. */
export const AUTH_WORDS = {
  kind: z
    .enum(['oauth', 'client-credentials'])
    .default('oauth')
    .describe('oauth: a person signs in, in the browser. client-credentials: Portolan does, by itself.'),
  client_id: z.string().describe('The id of a client that was registered beforehand.').optional(),
  client_secret: z.string().describe('Its secret; write a reference: ${NAME}.').optional(),
  private_key: z
    .string()
    .describe('A key in PEM that signs for the client instead of a secret; write a reference: ${NAME}.')
    .optional(),
  algorithm: z.enum(SIGNING_ALGORITHMS).default('RS256').describe('What private_key signs with.').optional(),
  scopes: z
    .union([z.array(z.string()), z.string()])
    .describe('What to ask for: a list, or one text with blanks. Without it, what the server wants.')
    .optional(),
  issuer: z
    .string()
    .describe('The authorization server that the client is registered at. Its id and secret go nowhere else.')
    .optional(),
  token_endpoint: z
    .string()
    .describe('Where tokens are asked for, for client credentials where nothing can be discovered.')
    .optional(),
}

const WORDS = Object.keys(AUTH_WORDS).map(toCamel)

/** The field `auth` of a document, or undefined: it is not there, or is in error. */
export function readAuth(values: DocumentValues): RemoteAuth | undefined {
  const entry = values.entry('auth')
  if (!entry) return undefined
  const { at, value } = entry
  if (!isObject(value)) return values.refuse(entry, 'must be an object')
  const pairs = Object.entries(value)
    .filter(([, inner]) => inner !== null && inner !== undefined)
    .map(([key, inner]) => [toCamel(key), inner] as const)
  const unknown = pairs.map(([key]) => key).filter((key) => !WORDS.includes(key))
  for (const key of unknown) values.errors.push(unknownWord(`${at}.${shorten(key, 40)}`, key))
  const read = remoteAuthSchema.safeParse(normalised(Object.fromEntries(pairs)))
  if (unknown.length > 0) return undefined
  if (!read.success) {
    values.errors.push(...read.error.issues.map((issue) => `${at}${pathOf(issue.path)}: ${issue.message}`))
    return undefined
  }
  return checked(values, at, read.data)
}

/** The inverse: the words of a document, in either style, without what says nothing. */
export function authFields(auth: RemoteAuth, style: 'snake' | 'camel'): Record<string, unknown> {
  const told = Object.entries(auth).filter(
    ([name, value]) =>
      value !== undefined &&
      !(Array.isArray(value) && value.length === 0) &&
      !(name === 'algorithm' && value === 'RS256'),
  )
  return Object.fromEntries(told.map(([name, value]) => [style === 'snake' ? toSnake(name) : name, value]))
}

/** Scopes may be one text, and numbers that YAML made of an id were texts. */
function normalised({ kind = 'oauth', scopes = [], ...texts }: Record<string, unknown>): unknown {
  const words = typeof scopes === 'string' ? scopes.split(/[\s,]+/).filter(Boolean) : scopes
  const plain = Object.entries(texts).map(([key, value]) => [
    key,
    typeof value === 'number' ? String(value) : value,
  ])
  return {
    ...Object.fromEntries(plain),
    kind: typeof kind === 'string' ? kind.toLowerCase().replaceAll('_', '-') : kind,
    scopes: words,
  }
}

function checked(values: DocumentValues, at: string, auth: RemoteAuth): RemoteAuth | undefined {
  const fault = faultOf(auth)
  if (fault === undefined) return auth
  values.errors.push(`${at}: ${fault}`)
  return undefined
}

function faultOf(auth: RemoteAuth): string | undefined {
  if (auth.kind === 'oauth') {
    return auth.clientSecret !== undefined && auth.clientId === undefined
      ? 'client_secret needs a client_id'
      : undefined
  }
  const { clientSecret, privateKey } = auth
  if (clientSecret === undefined && privateKey === undefined)
    return 'client credentials need a client_secret or a private_key'
  return clientSecret !== undefined && privateKey !== undefined
    ? 'both client_secret and private_key are given; keep one'
    : undefined
}

function unknownWord(at: string, key: string): string {
  const near = nearest(key, WORDS)
  const words = Object.keys(AUTH_WORDS).join(', ')
  return `${at} is not known; it can be ${words}${near === undefined ? '' : `. Did you mean ${toSnake(near)}?`}`
}

function pathOf(path: readonly PropertyKey[]): string {
  return path.map((part) => (typeof part === 'number' ? `[${part}]` : `.${toSnake(String(part))}`)).join('')
}

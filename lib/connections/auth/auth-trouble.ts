import 'server-only'
import {
  AuthorizationServerMismatchError,
  InsecureTokenEndpointError,
  IssuerMismatchError,
  OAuthError,
  RegistrationRejectedError,
} from '@modelcontextprotocol/client'
import { z } from 'zod'
import { HIDDEN } from '@/lib/domain/endpoint'
import { isAppError, messageOf } from '@/lib/kit/app-error'

export interface AuthTrouble {
  /**
   * `unavailable`: nobody has answered, or not as it should; ask again later. `ended`: the grant holds no more. `client`: it
   * does not know, or does not want, our client. `refused`: something else that asking again does not change.
   */
  kind: 'unavailable' | 'ended' | 'client' | 'refused'
  /** A sentence without a full stop; holds no secret. */
  message: string
}

const PASSING = new Set(['server_error', 'temporarily_unavailable', 'too_many_requests', 'slow_down'])
const CLIENT = new Set(['invalid_client', 'unauthorized_client', 'invalid_client_metadata'])
const MAX_LENGTH = 300

/** What came of asking the authorization server `where`. `secrets` are hidden wherever its answer repeats them. */
export function authTrouble(
  error: unknown,
  where: string,
  secrets: readonly (string | null | undefined)[] = [],
): AuthTrouble {
  const { kind, message } = describe(error, where)
  return { kind, message: shownText(withoutSecrets(message, secrets)) }
}

function describe(error: unknown, where: string): AuthTrouble {
  const told = isAppError(error) ? error : causeOf(error)
  if (told) {
    const isFinal = told.code === 'forbidden' || told.code === 'bad-input'
    return { kind: isFinal ? 'refused' : 'unavailable', message: told.message }
  }
  if (error instanceof OAuthError) return describeAnswer(error, where)
  if (error instanceof IssuerMismatchError) return describeMismatch(error, where)
  if (error instanceof AuthorizationServerMismatchError) {
    const { recordedIssuer } = error
    const message = `The client is declared for ${recordedIssuer}, and the server leads to ${where}: nothing was sent there`
    return { kind: 'refused', message }
  }
  if (error instanceof RegistrationRejectedError) {
    return {
      kind: 'client',
      message: `${where} refuses to register Portolan: ${said(error.body, error.status)}`,
    }
  }
  if (error instanceof InsecureTokenEndpointError) {
    return { kind: 'refused', message: `${where} gives tokens over plain http://, which nobody should use` }
  }
  if (error instanceof z.ZodError || error instanceof SyntaxError) {
    return { kind: 'unavailable', message: `What ${where} answers can’t be read: ${firstIssue(error)}` }
  }
  return describeWords(messageOf(error), where)
}

function describeAnswer(error: OAuthError, where: string): AuthTrouble {
  // The SDK's word for an answer that is none of OAuth's.
  const status = /^HTTP (\d{3}): Invalid OAuth error response/.exec(error.message)?.[1]
  if (status !== undefined) return { kind: 'unavailable', message: `${where} answers with HTTP ${status}` }
  const [code, description] = [shownText(error.code), shownText(error.message)]
  const words = description !== '' && description !== code ? `${code} (${description})` : code
  const message = `${where} answers: ${words}`
  if (error.code === 'invalid_grant') return { kind: 'ended', message }
  if (CLIENT.has(error.code)) return { kind: 'client', message }
  return { kind: PASSING.has(error.code) ? 'unavailable' : 'refused', message }
}

/** What came with a wrong answer is not shown: it may be somebody else's. */
function describeMismatch({ kind, expected }: IssuerMismatchError, where: string): AuthTrouble {
  const message =
    kind === 'metadata'
      ? `${expected ?? where} calls itself by another name (issuer) than it was found by, so it is not trusted`
      : `The answer does not come from ${where}, where the sign-in began, so it was thrown away`
  return { kind: 'refused', message }
}

function describeWords(words: string, where: string): AuthTrouble {
  if (words.includes('does not support dynamic client registration')) {
    return {
      kind: 'client',
      message: `${where} lets no client register by itself. Register Portolan there, and declare its auth.client_id`,
    }
  }
  const status = /^HTTP (\d{3}) trying/.exec(words)?.[1]
  if (status !== undefined) return { kind: 'unavailable', message: `${where} answers with HTTP ${status}` }
  return { kind: 'refused', message: `${where}: ${words}` }
}

/** RFC 7591, 3.2.2, or whatever it is. */
function said(body: string, status: number): string {
  const parsed = z
    .object({ error: z.string(), error_description: z.string().optional() })
    .safeParse(parsedJson(body))
  if (!parsed.success) return `HTTP ${status}`
  const { error, error_description: description } = parsed.data
  return description === undefined ? error : `${error} (${description})`
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function firstIssue(error: z.ZodError | SyntaxError): string {
  if (error instanceof SyntaxError) return 'it is no JSON'
  const [issue] = error.issues
  return issue ? `${issue.path.join('.')}: ${issue.message}` : 'it is not what was expected'
}

function causeOf(error: unknown) {
  for (let link = error, depth = 0; link instanceof Error && depth < 5; link = link.cause, depth++) {
    if (isAppError(link.cause)) return link.cause
  }
  return undefined
}

/** One line that a person can read, whatever an authorization server has put into it. */
export function shownText(text: string): string {
  const line = text
    .replace(/[\p{Cc}\p{Cf}\s]+/gu, ' ')
    .trim()
    .replace(/\.$/, '')
  return line.length > MAX_LENGTH ? `${line.slice(0, MAX_LENGTH)}…` : line
}

function withoutSecrets(text: string, secrets: readonly (string | null | undefined)[]): string {
  return secrets.reduce<string>((shown, secret) => (secret ? shown.replaceAll(secret, HIDDEN) : shown), text)
}

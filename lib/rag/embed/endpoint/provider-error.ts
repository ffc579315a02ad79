import 'server-only'
import { z } from 'zod'
import { AppError, isAppError } from '@/lib/kit/app-error'

const MAX_QUOTE = 300

export interface Refusal {
  host: string
  status: number
  body: string
  /** Taken out of what the provider said: some repeat the key in their errors. */
  secrets: readonly string[]
  /** What is set wrong, if it is: `embedding model`, `reranker`. */
  what: string
}

/** What an answer that is no success means: what failed, why, what to do. */
export function refusalError({ host, status, body, secrets, what }: Refusal): AppError {
  const said = quote(body, secrets)
  const details = { status }
  const failed = (code: AppError['code'], message: string) =>
    new AppError(code, `${message}${said && ` It said: ${said}`}`, { details })
  switch (status) {
    case 401:
    case 403:
      return failed('needs-auth', `${host} refused the API key (${status}). Check it in Settings.`)
    case 404:
    case 405:
      return failed(
        'not-found',
        `${host} does not know it (${status}): the base URL, which usually ends in /v1, or the name of the ${what} is wrong.`,
      )
    case 402:
      return failed('call-failed', `${host} wants to be paid first (402).`)
    case 429:
      return failed('too-busy', `${host} has had too many requests, or its quota is used up (429).`)
    default:
      return failed(status >= 500 ? 'unreachable' : 'call-failed', `${host} answered ${status}.`)
  }
}

/** Whether the same question may be answered later without anybody's doing. */
export function isPassing(error: unknown): boolean {
  return isAppError(error) && ['unreachable', 'timed-out', 'too-busy', 'in-use'].includes(error.code)
}

/** Whether the answer is about these very texts: too long, or not understood. */
export function isAboutTexts(error: unknown): boolean {
  const status = isAppError(error) ? error.details?.['status'] : undefined
  return status === 400 || status === 413 || status === 422
}

const messageSchema = z
  .union([
    z.object({ error: z.object({ message: z.string() }) }).transform(({ error }) => error.message),
    z.object({ error: z.string() }).transform(({ error }) => error),
    z.object({ message: z.string() }).transform(({ message }) => message),
    z.object({ detail: z.string() }).transform(({ detail }) => detail),
  ])
  .catch('')

function quote(body: string, secrets: readonly string[]): string {
  const text = messageIn(body).replace(/\s+/g, ' ').trim()
  const hidden = hideSecrets(text, secrets)
  return hidden.length <= MAX_QUOTE ? hidden : `${hidden.slice(0, MAX_QUOTE)}…`
}

function messageIn(body: string): string {
  try {
    return messageSchema.parse(JSON.parse(body))
  } catch {
    // A page of HTML says nothing to a person.
    return body.trimStart().startsWith('<') ? '' : body
  }
}

function hideSecrets(text: string, secrets: readonly string[]): string {
  const hidden = secrets
    .filter((secret) => secret.length >= 4)
    .reduce((left, secret) => left.replaceAll(secret, '[hidden]'), text)
  return hidden
    .replace(/\b(?:sk|pk|rk)-[\w*.-]{6,}/g, '[hidden]')
    .replace(/\bBearer\s+[\w.~+/=-]{6,}/gi, 'Bearer [hidden]')
}

import 'server-only'
import { APICallError, InvalidToolApprovalSignatureError, NoSuchModelError, RetryError } from 'ai'
import { type AppErrorCode, isAppError, messageOf } from '@/lib/kit/app-error'

export interface ModelFailure {
  code:
    | 'not-configured'
    | 'refused-key'
    | 'unknown-model'
    | 'too-long'
    | 'too-busy'
    | 'unreachable'
    | 'timed-out'
    | 'provider-failed'
    | 'endless'
    | 'not-approved'
  /** A sentence for a person: what failed, why, what to do. Holds no secret. */
  message: string
}

const MAX_QUOTE = 400
/** How providers say within a stream what else is a 400. */
const TOO_LONG = /context (?:length|size|window)|maximum (?:context|input)|prompt is too long/i
/** What we end an answer for. */
const OURS: Partial<Record<AppErrorCode, ModelFailure['code']>> = {
  'timed-out': 'timed-out',
  'too-large': 'endless',
}

/** What went wrong at the provider's, in words, without the keys that providers like to repeat in their errors. */
export function describeModelFailure(error: unknown, secrets: readonly string[]): ModelFailure {
  const failure = classify(rootOf(error))
  return { ...failure, message: hideSecrets(failure.message, secrets) }
}

/** Takes given secrets, and what looks like a key or a bearer token, out of a text. */
export function hideSecrets(text: string, secrets: readonly string[]): string {
  let hidden = text
  for (const secret of secrets) {
    if (secret.length >= 4) hidden = hidden.replaceAll(secret, '[hidden]')
  }
  return hidden
    .replace(/\b(?:sk|pk|rk)-[\w*.-]{6,}/g, '[hidden]')
    .replace(/\bBearer\s+[\w.~+/=-]{6,}/gi, 'Bearer [hidden]')
}

function rootOf(error: unknown): unknown {
  return RetryError.isInstance(error) ? rootOf(error.lastError) : error
}

function classify(error: unknown): ModelFailure {
  if (NoSuchModelError.isInstance(error)) return unknownModel(error.modelId)
  if (InvalidToolApprovalSignatureError.isInstance(error)) {
    const message = 'The call is not what was approved any more, so it was not made. Ask again.'
    return { code: 'not-approved', message }
  }
  if (APICallError.isInstance(error)) return classifyAnswer(error)
  if (isAppError(error)) {
    return { code: OURS[error.code] ?? 'not-configured', message: error.message }
  }
  if (isTimeout(error))
    return {
      code: 'timed-out',
      message: 'The model did not answer in time. Try again, or choose a faster one.',
    }
  const said = quote(messageOf(error))
  if (TOO_LONG.test(said)) return tooLong('the provider', said)
  return { code: 'provider-failed', message: `The model failed: ${said}` }
}

function classifyAnswer(error: APICallError): ModelFailure {
  const place = hostOf(error.url)
  const said = quote(error.message)
  switch (error.statusCode) {
    case undefined:
      return {
        code: 'unreachable',
        message: `No answer from ${place} (${reasonOf(error)}). Is it running, and is the address in Settings right?`,
      }
    case 401:
    case 403:
      return {
        code: 'refused-key',
        message: `${place} refused the API key (${error.statusCode}). Check it in Settings. It said: ${said}`,
      }
    case 404:
      return {
        code: 'unknown-model',
        message: `${place} answered "not found" (404): the model's name or the base URL in Settings is wrong. It said: ${said}`,
      }
    case 413:
      return tooLong(place, said)
    case 429:
      return {
        code: 'too-busy',
        message: `${place} has had too many requests, or its quota is used up (429). It said: ${said}`,
      }
    default:
      if (
        error.statusCode === 400 &&
        /context|too (?:long|large|many tokens)|maximum.*tokens/i.test(error.message)
      ) {
        return tooLong(place, said)
      }
      return { code: 'provider-failed', message: `${place} answered ${error.statusCode}: ${said}` }
  }
}

function tooLong(place: string, said: string): ModelFailure {
  return {
    code: 'too-long',
    message: `The conversation with its tools is too long for this model at ${place}. Start a new one, or let fewer servers take part. It said: ${said}`,
  }
}

function unknownModel(model: string): ModelFailure {
  return { code: 'unknown-model', message: `There is no model "${model}". Check its name in Settings.` }
}

/** `connect ECONNREFUSED …` of undici hides two causes deep. */
function reasonOf(error: APICallError): string {
  let cause: unknown = error.cause
  while (cause instanceof Error && cause.cause instanceof Error) cause = cause.cause
  if (cause instanceof Error && 'code' in cause && typeof cause.code === 'string') return cause.code
  return quote(messageOf(cause ?? error))
}

function isTimeout(error: unknown): boolean {
  return error instanceof Error && error.name === 'TimeoutError'
}

function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).host : 'the provider'
}

function quote(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim()
  return line.length <= MAX_QUOTE ? line : `${line.slice(0, MAX_QUOTE)}…`
}

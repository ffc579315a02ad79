import 'server-only'
import { AppError } from '@/lib/kit/app-error'

interface WithKey {
  provider: string
  baseUrl?: string
  apiKey?: string | undefined
}

/**
 * The key that belongs to `next` when a person saves it over `before`: what is given; none for an empty text; else what
 * is stored, but only for the place that it was given for. Otherwise whoever may change the address could have the key
 * sent to an address of theirs.
 */
export function keyToKeep(before: WithKey | null, next: WithKey): string | undefined {
  if (next.apiKey !== undefined) return next.apiKey === '' ? undefined : next.apiKey
  const isSamePlace =
    before?.provider === next.provider && originOf(before.baseUrl) === originOf(next.baseUrl)
  return isSamePlace ? before.apiKey : undefined
}

/** Throws `bad-input` for an address that no model can have. */
export function checkBaseUrl(baseUrl: string): void {
  const { username, password, hostname } = new URL(baseUrl)
  // Where clouds keep their machines' credentials; a name that leads there is refused when it is asked.
  if (/^169\.254\.|^\[fe80:/i.test(hostname))
    throw new AppError('bad-input', 'The base URL is a link-local address, where no model answers')
  if (username !== '' || password !== '')
    throw new AppError(
      'bad-input',
      'The base URL holds a user name or password. Give the key in its own field',
    )
}

export function withoutSlash(url: string): string {
  return url.replace(/\/+$/, '')
}

function originOf(url: string | undefined): string | undefined {
  return url !== undefined && URL.canParse(url) ? new URL(url).origin : undefined
}

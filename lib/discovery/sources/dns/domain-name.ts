import 'server-only'
import { domainToASCII } from 'node:url'

const LABEL = /^[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?$/

/** A domain name in the form that is asked for: lower case, ASCII, without the last dot. Undefined when it is none. */
export function parseDomain(text: string): string | undefined {
  const bare = text.trim().replace(/\.$/, '')
  // Underscores are no part of what IDNA maps; only what is not ASCII needs it.
  const ascii = /^[\x21-\x7e]*$/.test(bare) ? bare.toLowerCase() : domainToASCII(bare)
  if (ascii.length === 0 || ascii.length > 253) return undefined
  return ascii.split('.').every((label) => LABEL.test(label)) ? ascii : undefined
}

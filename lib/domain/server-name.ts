import { z } from 'zod'

export const SERVER_NAME_PATTERN = /^[A-Za-z0-9](?:[A-Za-z0-9._-]{0,126}[A-Za-z0-9])?$/

/** The unique slug of a server: 1-128 characters, safe in a URL, a file name and a tool prefix. */
export const serverNameSchema = z
  .string()
  .regex(
    SERVER_NAME_PATTERN,
    'A server name has 1 to 128 letters, digits, dots, dashes or underscores, and starts and ends with a letter or digit',
  )

/** The nearest valid name, to offer a person whose name was refused. Empty when nothing usable is left. */
export function suggestServerName(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/[^A-Za-z0-9._-]+/g, '-')
    .slice(0, 128)
    .replace(/^[^A-Za-z0-9]+|[^A-Za-z0-9]+$/g, '')
}

import 'server-only'
import { storableText } from '@/lib/kit/storable-text'

const MAX_NAME = 500
const MAX_PART = 200

/**
 * A name with folders as a person may see it: `..`, drives and roots are left out, so that it is harmless wherever it is
 * put. Empty when nothing is left. At most 500 characters, of which the end is kept.
 */
export function safeName(given: string): string {
  const parts = storableText(given)
    .normalize('NFC')
    // eslint-disable-next-line no-control-regex -- that is what is taken out
    .replace(/[\u0000-\u001f\u007f\u0085\u2028\u2029\u202a-\u202e\u2066-\u2069]/g, '')
    .split(/[/\\]+/)
    .map((part) => part.trim())
    .filter((part) => !/^(|\.{1,2}|[a-z]:)$/i.test(part))
    .map(shortened)
  const whole = [...parts]
  while (whole.length > 1 && whole.join('/').length > MAX_NAME) whole.shift()
  return whole.join('/')
}

/** What an address is called: its host and path; a page without a name of its own is `index`. */
export function nameOfUrl(address: string): string {
  const url = new URL(address)
  const path = decoded(url.pathname)
  const query = url.search === '' ? '' : ` ${decoded(url.search.slice(1))}`
  return safeName(
    `${url.hostname}/${path.endsWith('/') ? `${path}index.html` : path}${query.replaceAll('/', '-')}`,
  )
}

/** What a server's resource is called: `docs/guide.md` for `file:///docs/guide.md`, below the server's name. */
export function nameOfResource(server: string, uri: string): string {
  const bare = decoded(uri).replace(/^[a-z][\w+.-]*:(\/\/)?/i, '')
  return safeName(`${server}/${bare === '' ? 'resource' : bare}`)
}

function shortened(part: string): string {
  if (part.length <= MAX_PART) return part
  const ending = /\.[^.]{1,10}$/.exec(part)?.[0] ?? ''
  return `${part.slice(0, MAX_PART - ending.length - 1).toWellFormed()}…${ending}`
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

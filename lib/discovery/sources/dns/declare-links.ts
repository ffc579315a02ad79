import 'server-only'
import type { Problem } from '@/lib/domain/problem'

/** A document that lists servers, and the domain whose records point at it. */
export interface Link {
  /** Without a fragment. */
  url: string
  domain: string
}

/** Of one domain: more would be no pointer but a catalogue, which may stand in a document. */
const MAX_LINKS = 10

/** The documents that the TXT records of a domain name, each once. */
export function declareLinks(
  domain: string,
  texts: readonly { documents: readonly URL[]; at: string }[],
  problems: Problem[],
): Link[] {
  const named = new Map(
    texts.flatMap(({ documents, at }) => documents.map(({ href }) => [href, at] as const)),
  )
  for (const [url, at] of [...named].slice(MAX_LINKS)) {
    const message = `${url} is not read: a domain may point at ${MAX_LINKS} documents`
    problems.push({ severity: 'error', place: at, message })
  }
  return [...named.keys()].slice(0, MAX_LINKS).map((url) => ({ url, domain }))
}

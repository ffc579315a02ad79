import 'server-only'
import { termsOf } from './terms-of'

/** A part in quotation marks, which must stand in a passage as it is. */
export interface Phrase {
  text: string
  /** Its words, as each of the languages has them: a passage that holds it holds all of one of these. */
  terms: string[][]
}

export interface Query {
  /** The words, in the order of the query, as any of the languages has them. */
  terms: string[]
  phrases: Phrase[]
}

const QUOTED = /"([^"]*)"|“([^”]+)”|„([^“”]+)[“”]|«([^»]+)»|「([^」]+)」/gu
const MOST_TERMS = 64

/**
 * A query as the index can answer it. Nobody can tell the language of three words, so they are read in each language
 * (ISO 639-1) that there are passages in: what does not belong finds little.
 */
export function parseQuery(text: string, languages: readonly string[]): Query {
  const read = languages.length > 0 ? languages : ['en']
  const terms = new Set(read.flatMap((language) => termsOf(text, language).map(({ term }) => term)))
  const phrases = quotedIn(text).map((phrase) => ({
    text: phrase,
    terms: read.map((language) => [...new Set(termsOf(phrase, language).map(({ term }) => term))]),
  }))
  // Of a page that somebody pastes as a question the beginning is the question.
  return { terms: [...terms].slice(0, MOST_TERMS), phrases }
}

function quotedIn(text: string): string[] {
  // Of its groups one holds the part, whichever the quotation marks are.
  return [...text.matchAll(QUOTED)].map((found) => found.slice(1).join('').trim()).filter(Boolean)
}

/** Whether a text holds a phrase: case, white space and composition of letters do not count, all else does. */
export function holdsPhrase(text: string, phrase: string): boolean {
  return plain(text).includes(plain(phrase))
}

function plain(text: string): string {
  return text.normalize('NFKC').toLowerCase().replace(/\s+/gu, ' ').trim()
}

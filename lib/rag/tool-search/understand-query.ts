import 'server-only'
import { termsOf } from '../lexical/terms-of'
import { formatOf, isTalk, relatedTerms } from './lexicon'
import { withoutData } from './without-data'

/** What a related word counts for, beside one that was said. */
const RELATED_WEIGHT = 0.6
const URLS = /https?:\/\/[^\s"'<>)\]]+/gi
const PATHS = /(?<=^|[\s"'`(（,，:：])(?:(?:~|\.{1,2})?\/[\w.\-/]+|[A-Za-z]:\\[\w.\-\\]+)/g
const FILE_NAMES = /(?<![\w/.-])[\w-]+\.([A-Za-z0-9]{1,5})(?![\w/])/g
const LONGEST_QUERY = 20_000

/** A term of the query, what it counts for, and whether the query itself has it. */
export interface WeightedTerm {
  term: string
  weight: number
  said: boolean
}

/**
 * A question as terms to look for. Talk around the wish is left out. A path or file name says what kind of file it is,
 * a URL that there is a page; their own words are the asker's data. Related words are looked for too, for less.
 */
export function understandQuery(query: string): WeightedTerm[] {
  const implied: string[] = []
  const withoutUrls = query.slice(0, LONGEST_QUERY).replace(URLS, (url) => {
    implied.push('url web page')
    return ` ${siteOf(url)} `
  })
  const text = withoutData(withoutUrls)
    .replace(PATHS, (path) => {
      implied.push(impliedBy(path))
      return ' '
    })
    .replace(FILE_NAMES, (name, ending: string) => {
      const format = formatOf(ending)
      // `Next.js` and `Node.js` are no files.
      if (format === undefined || format === 'code') return name
      implied.push(`file ${format}`)
      return ' '
    })
  const said = [...termsOf(text), ...termsOf(implied.join(' '))].map(({ term }) => term)
  return weigh(new Set(said))
}

function weigh(said: ReadonlySet<string>): WeightedTerm[] {
  const talkless = [...said].filter((term) => !isTalk(term))
  // A query of talk alone is still a query.
  const kept = talkless.length > 0 ? talkless : [...said]
  const related = new Set(kept.flatMap((term) => [...relatedTerms(term)]).filter((term) => !said.has(term)))
  return [
    ...kept.map((term) => ({ term, weight: 1, said: true })),
    ...[...related].map((term) => ({ term, weight: RELATED_WEIGHT, said: false })),
  ]
}

function impliedBy(path: string): string {
  const ending = /\.([A-Za-z0-9]{1,5})$/.exec(path)?.[1]
  return ending === undefined ? 'directory folder' : `file ${formatOf(ending) ?? ending}`
}

/** `youtube` of `https://www.youtube.com/watch?v=1`: often the name of a server. */
function siteOf(url: string): string {
  try {
    return new URL(url).hostname
      .replace(/^www\./, '')
      .split('.')
      .slice(0, -1)
      .join(' ')
  } catch {
    return ''
  }
}

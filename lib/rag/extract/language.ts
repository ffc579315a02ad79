import 'server-only'
import { detectAll } from 'tinyld'
import { fold } from '../lexical/fold'
import { stopWordsOf } from '../lexical/stop-words'

const SAMPLE = 4_000
/** Those that are stemmed or have writing of their own. Asked for all, it sees Vietnamese in a few English words. */
const KNOWN =
  'ar bg cs da de el en es fi fr he hi hu hy id it ja ko lt ne nl no pl pt ro ru sa sl sr sv ta tr uk zh'.split(
    ' ',
  )

/** Those whose small words tell them apart, also in a text full of names and code, which letters alone take for Czech. */
const BY_SMALL_WORDS = ['en', 'de', 'fr', 'es', 'it', 'pt', 'nl']
const LEAST_SHARE = 0.25
const LEAST_LEAD = 1.3

/** ISO 639-1 of what it is mostly written in; null when it is too short or too mixed to tell. */
export function languageOf(text: string): string | null {
  const sample = sampleOf(text)
  if (sample.length < 20) return null
  const plain = bySmallWords(sample)
  if (plain !== null) return plain
  const [best] = detectAll(sample, { only: KNOWN })
  return best !== undefined && best.accuracy >= 0.1 ? best.lang : null
}

/** The language of which a quarter of the words are stop words, clearly more than of any other; null where none leads. */
function bySmallWords(sample: string): string | null {
  const words = sample.split(' ').map(fold)
  const shares = BY_SMALL_WORDS.map((code) => {
    const small = stopWordsOf(code)
    return { code, share: words.filter((word) => small.has(word)).length / words.length }
  }).sort((a, b) => b.share - a.share)
  const [first, second] = shares
  if (!first || first.share < LEAST_SHARE || first.share < LEAST_LEAD * (second?.share ?? 0)) return null
  return first.code
}

/** From three places, as a beginning may be a table of contents or a notice in another language. */
function sampleOf(text: string): string {
  const words = (part: string) =>
    part.replaceAll(/https?:\S+|[^\p{L}\p{M}'\s]+/gu, ' ').replaceAll(/\s+/g, ' ')
  if (text.length <= 3 * SAMPLE) return words(text).trim()
  const places = [0, Math.floor(text.length / 2), text.length - SAMPLE]
  return words(places.map((at) => text.slice(at, at + SAMPLE)).join(' ')).trim()
}

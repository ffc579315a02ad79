import 'server-only'
import { detectAll } from 'tinyld'

const SAMPLE = 4_000
/** Those that are stemmed or have writing of their own. Asked for all, it sees Vietnamese in a few English words. */
const KNOWN =
  'ar bg cs da de el en es fi fr he hi hu hy id it ja ko lt ne nl no pl pt ro ru sa sl sr sv ta tr uk zh'.split(
    ' ',
  )

/** ISO 639-1 of what it is mostly written in; null when it is too short or too mixed to tell. */
export function languageOf(text: string): string | null {
  const sample = sampleOf(text)
  if (sample.length < 20) return null
  const [best] = detectAll(sample, { only: KNOWN })
  return best !== undefined && best.accuracy >= 0.1 ? best.lang : null
}

/** From three places, as a beginning may be a table of contents or a notice in another language. */
function sampleOf(text: string): string {
  const words = (part: string) =>
    part.replaceAll(/https?:\S+|[^\p{L}\p{M}'\s]+/gu, ' ').replaceAll(/\s+/g, ' ')
  if (text.length <= 3 * SAMPLE) return words(text).trim()
  const places = [0, Math.floor(text.length / 2), text.length - SAMPLE]
  return words(places.map((at) => text.slice(at, at + SAMPLE)).join(' ')).trim()
}

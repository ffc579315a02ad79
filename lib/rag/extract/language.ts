import 'server-only'
import { detectAll } from 'tinyld'

const SAMPLE = 4_000

/** ISO 639-1 of what it is mostly written in; null when it is too short or too mixed to tell. */
export function languageOf(text: string): string | null {
  const sample = sampleOf(text)
  if (sample.length < 20) return null
  const [best] = detectAll(sample)
  return best !== undefined && best.accuracy >= 0.1 && /^[a-z]{2}$/.test(best.lang) ? best.lang : null
}

/** From three places, as a beginning may be a table of contents or a notice in another language. */
function sampleOf(text: string): string {
  const words = (part: string) =>
    part.replaceAll(/https?:\S+|[^\p{L}\p{M}'\s]+/gu, ' ').replaceAll(/\s+/g, ' ')
  if (text.length <= 3 * SAMPLE) return words(text).trim()
  const places = [0, Math.floor(text.length / 2), text.length - SAMPLE]
  return words(places.map((at) => text.slice(at, at + SAMPLE)).join(' ')).trim()
}

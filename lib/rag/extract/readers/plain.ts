import 'server-only'
import type { Read, Source } from '../reader'
import { paragraphs, readText } from './lines'

const ITEM = /^\s*(?:[-*•+]|\d{1,3}[.)])\s+\S/

/** Paragraphs are told by blank lines; those that begin as items of a list are one. */
export function readPlain(source: Source): Read {
  const { text, warnings } = readText(source)
  const blocks = paragraphs(text).map((place) => ({
    kind: ITEM.test(text.slice(place.start, place.start + 80)) ? ('list' as const) : ('prose' as const),
    place,
  }))
  return { title: null, text, blocks, warnings }
}

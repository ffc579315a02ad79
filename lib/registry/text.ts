import 'server-only'

/** Letters without case and marks, so that a search for "munchen" finds "München". */
export function foldText(text: string): string {
  // Plain ASCII is by far the most, and needs no normalising.
  // eslint-disable-next-line no-control-regex -- the range is ASCII itself
  if (/^[\x00-\x7f]*$/.test(text)) return text.toLowerCase()
  return text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase()
}

/** Compares as people order names: without case, and 9 before 10. */
export function sortKeyOf(name: string): string {
  return name.toLowerCase().replace(/\d+/g, (digits) => digits.padStart(12, '0'))
}

/** The words of a search, all of which are to be found in a folded text. */
export function wordsOf(search = ''): string[] {
  return foldText(search).split(/\s+/).filter(Boolean)
}

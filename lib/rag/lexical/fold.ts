import 'server-only'

const LETTERS: Record<string, string> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  đ: 'd',
  ð: 'd',
  ł: 'l',
  ı: 'i',
  þ: 'th',
  ё: 'е',
}
const SPECIAL = /[ßæœøđðłıþё]/g
/** Marks on Latin and Greek letters; those of other scripts are letters of their own. */
const ACCENTS = /(?<=[\p{Script=Latin}\p{Script=Greek}]\p{M}*)\p{M}/gu

/** A word without what people leave out when they type: case, accents, widths and ligatures. */
export function fold(word: string): string {
  // eslint-disable-next-line no-control-regex -- the ASCII range, by far the most common
  if (/^[\x00-\x7f]*$/.test(word)) return word.toLowerCase()
  return word
    .normalize('NFKD')
    .toLowerCase()
    .replace(ACCENTS, '')
    .normalize('NFC')
    .replace(SPECIAL, (letter) => LETTERS[letter] ?? letter)
}

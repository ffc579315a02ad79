import 'server-only'

/** Longer stretches without white space are data (an encoded image, a key), not words. */
const DATA =
  /[^\s\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Thai}]{80,}/gu

export function withoutData(text: string): string {
  return text.replace(DATA, ' ')
}

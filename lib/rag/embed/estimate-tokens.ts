import 'server-only'

/** Characters of these scripts are about a token each. */
const WIDE = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Thai}]/gu
const WORD = /[\p{L}\p{M}]+|\p{N}+|[^\s\p{L}\p{M}\p{N}]/gu
const LETTERS_PER_TOKEN = 6
const DIGITS_PER_TOKEN = 3

/**
 * About how many tokens a subword tokenizer makes of a text, rather too many than too few: passages are cut by it where
 * the model's own tokenizer is not at hand. Common words are one token, long ones several, signs one each.
 */
export function estimateTokens(text: string): number {
  const wide = text.match(WIDE)?.length ?? 0
  const rest = wide === 0 ? text : text.replaceAll(WIDE, ' ')
  let tokens = wide
  for (const [word] of rest.matchAll(WORD)) {
    const perToken = /^\p{N}/u.test(word) ? DIGITS_PER_TOKEN : LETTERS_PER_TOKEN
    tokens += Math.ceil(word.length / perToken)
  }
  return tokens
}

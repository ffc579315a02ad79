/** Words that may end as a sentence does already, with a full stop where they do not. */
export function asSentence(words: string): string {
  return /[.!?]$/.test(words) ? words : `${words}.`
}

export type CommandLine = { ok: true; words: string[] } | { ok: false; problem: string }

/** Splits a command line as a shell does with quotes and backslashes; nothing in it is expanded or run. */
export function splitCommand(text: string): CommandLine {
  const words: string[] = []
  let word: string | undefined
  let quote: string | undefined
  for (let index = 0; index < text.length; index += 1) {
    const letter = text.charAt(index)
    if (quote !== undefined) {
      if (letter === quote) quote = undefined
      else if (letter === '\\' && quote === '"' && '"\\$`'.includes(text.charAt(index + 1))) {
        index += 1
        word = (word ?? '') + text.charAt(index)
      } else word = (word ?? '') + letter
    } else if (letter === '"' || letter === "'") {
      quote = letter
      word ??= ''
    } else if (letter === '\\' && index + 1 < text.length) {
      index += 1
      word = (word ?? '') + text.charAt(index)
    } else if (/\s/.test(letter)) {
      if (word !== undefined) words.push(word)
      word = undefined
    } else word = (word ?? '') + letter
  }
  if (quote !== undefined) return { ok: false, problem: `A ${quote} is not closed` }
  if (word !== undefined) words.push(word)
  return { ok: true, words }
}

/** The inverse: each word quoted where a shell would need it. */
export function joinCommand(words: readonly string[]): string {
  return words.map(quoted).join(' ')
}

function quoted(word: string): string {
  // ${VAR} is ours to fill; it reads better bare.
  if (/^[\w@%+=:,./${}~^*?![\]#-]+$/.test(word)) return word
  return `'${word.replaceAll("'", `'\\''`)}'`
}

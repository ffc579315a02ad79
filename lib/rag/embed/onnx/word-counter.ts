import 'server-only'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { Tokenizer } from '@huggingface/tokenizers'
import { estimateTokens } from '../estimate-tokens'

/** Those of many languages have 17 MB; to read a larger one would take more memory than a thread may. */
const MAX_LENGTH = 40_000_000
const MAX_WORDS = 50_000

/**
 * Counts tokens as a tokenizer would, word by word, and keeps what it has counted: tokenizers split at white space first,
 * so the sum is that of the whole text (for those that see the space before a word, but for a token or two).
 */
export class WordCounter {
  readonly #known = new Map<string, number>()

  constructor(private readonly countWord: (word: string) => number) {}

  /** Of a model's folder; estimates where its tokenizer can't be read, or is too large to be. */
  static async open(folder: string): Promise<WordCounter> {
    const text = await readFile(path.join(/* turbopackIgnore: true */ folder, 'tokenizer.json'), 'utf8')
    if (text.length > MAX_LENGTH) return new WordCounter(estimateTokens)
    const config: unknown = await readFile(
      path.join(/* turbopackIgnore: true */ folder, 'tokenizer_config.json'),
      'utf8',
    ).then(JSON.parse, () => ({}))
    const tokenizer = new Tokenizer(JSON.parse(text) as object, config as object)
    return new WordCounter((word) => tokenizer.encode(word, { add_special_tokens: false }).ids.length)
  }

  count(text: string): number {
    let tokens = 0
    for (const [word] of text.matchAll(/\S+/g)) tokens += this.#of(word)
    return tokens
  }

  #of(word: string): number {
    const known = this.#known.get(word)
    if (known !== undefined) return known
    // What is that long is no word, and a tokenizer may take very long for it.
    const tokens = word.length > 200 ? estimateTokens(word) : this.countWord(word)
    if (this.#known.size >= MAX_WORDS) this.#known.clear()
    this.#known.set(word, tokens)
    return tokens
  }
}

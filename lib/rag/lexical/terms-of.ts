import 'server-only'
import { fold } from './fold'
import { type Span, splitWord } from './split-word'
import { stem } from './stem'
import { stopWordsOf } from './stop-words'

/** A word as the index knows it, and where it stands: UTF-16 offsets, `end` exclusive. */
export interface Term extends Span {
  term: string
}

/** Letters and digits with what joins them into one code, name or path; C++, C# and F# keep their sign. */
const RUN = /[\p{L}\p{N}\p{M}_]+(?:[.\-/:@][\p{L}\p{N}\p{M}_]+)*(?:\+\+|#(?![\p{L}\p{N}]))?/gu
/** Scripts that are written without spaces between words, and Korean, whose words carry their particles. */
const UNSPACED =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}ー]+/gu
const HAS_UNSPACED = new RegExp(UNSPACED.source, 'u')
const PLAIN = /^[\p{L}\p{M}]+$/u
/** Most runs are this, and need not be looked into. */
const ONE_WORD = /^\p{L}\p{Ll}*$/u
/** What is longer (encoded data, mostly) is known by its beginning. */
const LONGEST = 64

/**
 * The words of a text that say something, in order: identifiers split (`getUserName` gives user, name and, as a word of
 * its own, the whole, which `get_user_name` and `GetUserName` give too), stemmed by language (ISO 639-1; English without
 * one), without stop words, case and accents; exact codes (`ERR-4012`, `2.4.0`, `docs/dns.md`) whole and in parts;
 * Chinese, Japanese, Korean and Thai as pairs of characters. Two texts share a key term when they share a `term`. Terms
 * hold no white space. Pure; about 1 MB a second.
 */
export function termsOf(text: string, language?: string | null): Term[] {
  const terms: Term[] = []
  const stopWords = stopWordsOf(language)
  for (const { 0: run, index } of text.matchAll(RUN)) {
    if (HAS_UNSPACED.test(run)) addUnspaced(run, index)
    else addRun(run, index)
  }
  return terms

  function addRun(run: string, start: number): void {
    if (ONE_WORD.test(run)) {
      addWord(run, { start, end: start + run.length })
      return
    }
    const parts = splitWord(run, start)
    const whole = { start, end: start + run.length }
    const [first] = parts
    if (!first) return
    if (parts.length === 1 && first.end - first.start === run.length) {
      addWord(run, whole)
      return
    }
    for (const part of parts) {
      const word = text.slice(part.start, part.end)
      // A digit or letter alone says nothing; within its whole it does.
      if (word.length > 1) addWord(word, part)
    }
    const exact = exactForm(run)
    terms.push({ term: (PLAIN.test(exact) ? stem(exact, language) : exact).slice(0, LONGEST), ...whole })
  }

  function addWord(word: string, span: Span): void {
    const folded = fold(word)
    if (folded === '' || stopWords.has(folded)) return
    terms.push({ term: (PLAIN.test(folded) ? stem(folded, language) : folded).slice(0, LONGEST), ...span })
  }

  function addUnspaced(run: string, start: number): void {
    let at = 0
    for (const { 0: stretch, index } of run.matchAll(UNSPACED)) {
      if (index > at) addSpaced(run.slice(at, index), start + at)
      addPairs(stretch, start + index)
      at = index + stretch.length
    }
    if (at < run.length) addSpaced(run.slice(at), start + at)
  }

  function addSpaced(rest: string, start: number): void {
    for (const { 0: run, index } of rest.matchAll(RUN)) addRun(run, start + index)
  }

  function addPairs(stretch: string, start: number): void {
    const characters = Array.from(stretch)
    let at = start
    for (const [index, character] of characters.entries()) {
      const next = characters[index + 1]
      const pair = character + (next ?? '')
      if (next !== undefined || characters.length === 1)
        terms.push({ term: fold(pair), start: at, end: at + pair.length })
      at += character.length
    }
  }
}

/**
 * One form for all ways to write an identifier or code: `get_user-Name` as `getusername`, `ERR-4012` as `err4012`. What
 * stands between digits stays, as does what is no mere spelling: `2.4.0`, `a.b`, `docs/dns.md`.
 */
function exactForm(run: string): string {
  return fold(run).replace(/(?<![0-9])[-_]+|[-_]+(?![0-9])/g, '') || run
}

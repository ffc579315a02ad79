import 'server-only'
import { codeLanguage } from '../code-languages'
import type { Read, Source } from '../reader'
import { readText } from './lines'

/**
 * A block for each thing that stands at the margin after a blank line: a function, a class, a section of settings, with
 * what is said above it. Knows no language, and is right for most.
 */
export function readCode(source: Source): Read {
  const { text, warnings } = readText(source)
  const language = codeLanguage(source.name)
  const blocks = topLevel(text).map((place) => ({
    kind: 'code' as const,
    ...(language === undefined ? {} : { language }),
    place,
  }))
  return { title: null, text, blocks, warnings }
}

function topLevel(text: string): { start: number; end: number }[] {
  const starts = [0]
  const margin = /\n[^\S\n]*\n(?=[^\s})\]])/g
  for (const match of text.matchAll(margin)) starts.push(match.index + match[0].length)
  return starts
    .map((start, at) => {
      const raw = text.slice(start, starts[at + 1] ?? text.length)
      const lead = /^(?:[^\S\n]*\n)*/.exec(raw)?.[0].length ?? 0
      return { start: start + lead, end: start + raw.trimEnd().length }
    })
    .filter(({ start, end }) => end > start)
}

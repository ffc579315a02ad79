import 'server-only'
import { HIDDEN } from '@/lib/domain/endpoint'
import type { Problem } from '@/lib/domain/problem'
import { Lines, type Position } from './document/lines'
import type { Syntax } from './document/parsed-text'
import { type Hidden, MARKED } from './hidden-values'

export interface Restored {
  text: string
  /** Hidden values of which nobody knows what they stand for, and such as don't fit where they stand now. */
  problems: Problem[]
  /** What was put back. */
  secrets: Set<string>
  /** The place in the draft of a place in the restored text. */
  positionOf: (position: Position) => Position
}

interface Replacement {
  start: number
  end: number
  text: string
}

/**
 * Puts the values back that a draft holds hidden. A value that stands as it was shown is written as it was written, byte
 * for byte; in other surroundings it is escaped for the quotes that it stands in. Knows the values of `sources`, the
 * first of which counts.
 */
export function restoreValues(
  draft: string,
  { place, syntax, sources }: { place: string; syntax: Syntax; sources: readonly Hidden[] },
): Restored {
  const lines = new Lines(draft)
  const literals = new Literals(sources)
  const replacements: Replacement[] = []
  const problems: Problem[] = []
  const secrets = new Set<string>()
  for (const found of draft.matchAll(MARKED)) {
    const start = found.index
    if (start < (replacements.at(-1)?.end ?? 0)) continue
    const mark = found[1]
    const known = mark === undefined ? undefined : secretOf(sources, mark)
    if (!known) {
      problems.push({ severity: 'error', message: UNKNOWN, place, ...lines.positionAt(start) })
      continue
    }
    const whole = literals.at(draft, start)
    const written = whole ?? escaped(draft, { ...known, start, end: start + found[0].length, syntax })
    if (!written) {
      problems.push({ severity: 'error', message: UNFIT, place, ...lines.positionAt(start) })
      continue
    }
    replacements.push(written)
    for (const [inner] of draft.slice(written.start, written.end).matchAll(MARKED)) {
      const { secret } = secretOf(sources, inner.slice(HIDDEN.length)) ?? {}
      if (secret !== undefined) secrets.add(secret)
    }
  }
  const text = replaced(draft, replacements)
  return {
    text,
    problems,
    secrets,
    positionOf: (position) => mapBack(position, { text, lines, replacements }),
  }
}

const UNKNOWN = `Nobody knows which value ${HIDDEN} stands for here; enter the value itself, or better a reference: \${NAME}`
const UNFIT = 'This hidden value can’t stand here as it is; put the whole text into double quotes'

/** Of a text that could not be parsed, what was hidden is a piece of a line with its own quotes. */
function secretOf(
  sources: readonly Hidden[],
  mark: string,
): { secret: string; isPiece: boolean } | undefined {
  for (const { secrets, isBroken } of sources) {
    const secret = secrets.get(mark)
    if (secret !== undefined) return { secret, isPiece: isBroken }
  }
  return undefined
}

/** Whole values by how they are shown. One that is written in two ways keeps each in its turn. */
class Literals {
  readonly #written = new Map<string, string[]>()

  constructor(sources: readonly Hidden[]) {
    for (const { literals } of sources.slice(0, 1)) this.#add(literals)
    for (const { literals } of sources.slice(1))
      this.#add(literals.filter(({ shown }) => !this.#written.has(shown)))
  }

  /** The quoted text around a mark, if it stands as it was shown. */
  at(draft: string, markAt: number): Replacement | undefined {
    const start = draft.lastIndexOf('"', markAt)
    if (start < 0 || draft.slice(start, markAt).includes('\n')) return undefined
    const end = /^"(?:[^"\\\n]|\\.)*"/.exec(draft.slice(start, start + 100_000))?.[0].length
    if (end === undefined) return undefined
    const shown = draft.slice(start, start + end)
    const written = this.#written.get(shown)
    const text = written && (written.length > 1 ? written.shift() : written[0])
    return text === undefined ? undefined : { start, end: start + end, text }
  }

  #add(literals: Hidden['literals']): void {
    for (const { shown, written } of literals) {
      const before = this.#written.get(shown)
      if (before) before.push(written)
      else this.#written.set(shown, [written])
    }
  }
}

interface Mark {
  start: number
  end: number
  secret: string
  isPiece: boolean
  syntax: Syntax
}

function escaped(draft: string, { start, end, secret, isPiece, syntax }: Mark): Replacement | undefined {
  const lineStart = draft.lastIndexOf('\n', start - 1) + 1
  const quote = quoteAt(draft.slice(lineStart, start), syntax)
  if (isPiece || quote === 'comment') return { start, end, text: secret }
  if (quote === '"') return { start, end, text: JSON.stringify(secret).slice(1, -1) }
  if (quote === "'") {
    if (secret.includes("'") && syntax === 'toml') return undefined
    return secret.includes('\n') ? undefined : { start, end, text: secret.replaceAll("'", "''") }
  }
  const before = draft[start - 1] ?? ' '
  const after = draft[end] ?? '\n'
  if (/[\s,[{:=-]/.test(before) && /[\s,\]}]/.test(after) && isAlone(draft, lineStart, { start, end }))
    return { start, end, text: JSON.stringify(secret) }
  return /^[\w.+/=~@%-]+$/.test(secret) ? { start, end, text: secret } : undefined
}

/** Whether an unquoted mark is the whole value, not a word of it. */
function isAlone(draft: string, lineStart: number, { start, end }: { start: number; end: number }): boolean {
  const before = draft.slice(lineStart, start)
  const after = draft.slice(end).split('\n', 1)[0] ?? ''
  return /(?:^|[:=,[{-])\s*$/.test(before) && /^\s*(?:$|[,\]}]|#)/.test(after)
}

/** In which quotes the end of a piece of a line stands. A quote opens where a value may begin. */
function quoteAt(line: string, syntax: Syntax): '"' | "'" | 'comment' | undefined {
  let quote: '"' | "'" | undefined
  for (let at = 0; at < line.length; at++) {
    const letter = line[at]
    if (quote === '"' && letter === '\\') at++
    else if (quote) quote = letter === quote ? undefined : quote
    else if (letter === '#' && syntax !== 'json' && /^$|\s/.test(line[at - 1] ?? '')) return 'comment'
    else if (syntax === 'json' && line.startsWith('//', at)) return 'comment'
    else if ((letter === '"' || letter === "'") && /^$|[\s,[{:=(]/.test(line[at - 1] ?? '')) quote = letter
  }
  return quote
}

function replaced(draft: string, replacements: readonly Replacement[]): string {
  const parts: string[] = []
  let at = 0
  for (const { start, end, text } of replacements) {
    parts.push(draft.slice(at, start), text)
    at = end
  }
  return parts.join('') + draft.slice(at)
}

function mapBack(
  position: Position,
  { text, lines, replacements }: { text: string; lines: Lines; replacements: readonly Replacement[] },
): Position {
  const offset = new Lines(text).offsetAt(position)
  let shift = 0
  for (const { start, end, text: inserted } of replacements) {
    const from = start + shift
    if (offset < from) break
    if (offset < from + inserted.length) return lines.positionAt(start)
    shift += inserted.length - (end - start)
  }
  return lines.positionAt(offset - shift)
}

import 'server-only'
import type { Position } from './lines'

export type Syntax = 'yaml' | 'json' | 'toml'
export type Path = readonly (string | number)[]

export interface Fault extends Partial<Position> {
  message: string
}

/** A text as plain JSON values, with the way back to where each stands. */
export interface ParsedText {
  syntax: Syntax
  value: unknown
  /** Whether the value is JSON already: no dates, no big numbers. */
  isJson?: true
  /** Why it can't be used as it stands. Empty when all is well. */
  faults: Fault[]
  /** Where the key (or the item) of a path begins. */
  locate(path: Path): Position | undefined
}

/** Deeper than any person nests, and shallow enough for every recursion. */
export const MAX_DEPTH = 100
/** What a person can work through; the rest is mostly the echo of the first. */
export const MAX_FAULTS = 10

export const TOO_DEEP = `It is nested deeper than ${MAX_DEPTH} levels`

export function twice(key: string, first: Position): string {
  return `${JSON.stringify(key.length > 60 ? `${key.slice(0, 60)}…` : key)} is declared twice; first in line ${first.line}`
}

export function broken(syntax: Syntax, faults: Fault[]): ParsedText {
  return { syntax, value: undefined, faults: faults.slice(0, MAX_FAULTS), locate: () => undefined }
}

/** One slip makes several errors; the first of a line is the one to show. */
export function firstOfEachLine(faults: Fault[]): Fault[] {
  const lines = new Set<number | undefined>()
  return faults.filter(({ line }) => (lines.has(line) ? false : lines.add(line)))
}

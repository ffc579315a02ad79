import 'server-only'
import { parse } from 'jsonc-parser'
import { storableText } from '@/lib/kit/storable-text'
import { tooMuchText } from '../document-builder'
import { spreadJson, withoutEscapes } from '../json-text'
import type { Read, Source } from '../reader'
import { readText } from './lines'

/** Nobody reads, and no search finds its way in, a line of so many characters. */
const LONG_LINE = 400

/** A block for each member of the outermost object or array. What is written in one line is laid out first. */
export function readJson(source: Source): Read {
  const { text: written, warnings } = readText(source)
  const raw = storableText(withoutEscapes(written))
  const isLines = /\.(jsonl|ndjson)$/i.test(source.name) || isJsonLines(raw)
  const { text, problem } = isLines ? { text: raw, problem: undefined } : laidOut(raw)
  if (text.length > source.limits.maxCharacters) throw tooMuchText(source.limits.maxCharacters)
  const places = isLines ? linePlaces(text) : memberPlaces(text)
  return {
    title: isLines ? null : titleIn(text),
    text,
    blocks: places.map((place) => ({ kind: 'code', language: 'json', place })),
    warnings: problem === undefined ? warnings : [...warnings, problem],
  }
}

function isJsonLines(text: string): boolean {
  const [first = '', second = ''] = text.split('\n', 2)
  return isValid(first) && isValid(second)
}

function isValid(line: string): boolean {
  try {
    return typeof JSON.parse(line) === 'object'
  } catch {
    return false
  }
}

function laidOut(raw: string): { text: string; problem?: string } {
  try {
    JSON.parse(raw)
  } catch {
    const tolerated: unknown = parse(raw, undefined, { allowTrailingComma: true })
    const isCommented = typeof tolerated === 'object' && tolerated !== null && /^\s*\/[/*]/m.test(raw)
    return isCommented
      ? { text: raw }
      : { text: raw, problem: 'It is not valid JSON; it was taken as it is written' }
  }
  return { text: raw.split('\n').some((line) => line.length > LONG_LINE) ? spreadJson(raw) : raw }
}

/** A member begins where a line is indented least, below the first. */
function memberPlaces(text: string): { start: number; end: number }[] {
  const indents = [...text.matchAll(/\n([ \t]+)\S/g)].map((match) => match[1]?.length ?? 0)
  const least = indents.reduce((low, indent) => Math.min(low, indent), Infinity)
  if (!Number.isFinite(least)) return whole(text)
  const starts = [0]
  for (const match of text.matchAll(new RegExp(`\\n[ \\t]{${least}}(?=[^\\s}\\]])`, 'g'))) {
    starts.push(match.index + 1)
  }
  // The opening bracket goes with the first.
  starts.splice(1, 1)
  return starts
    .map((start, at) => {
      const end = starts[at + 1] ?? text.length
      return { start, end: start + text.slice(start, end).trimEnd().length }
    })
    .filter(({ start, end }) => end > start)
}

function linePlaces(text: string): { start: number; end: number }[] {
  const places: { start: number; end: number }[] = []
  let start = 0
  for (const line of text.split('\n')) {
    if (line.trim() !== '') places.push({ start, end: start + line.trimEnd().length })
    start += line.length + 1
  }
  return places
}

function whole(text: string): { start: number; end: number }[] {
  const end = text.trimEnd().length
  return end === 0 ? [] : [{ start: 0, end }]
}

function titleIn(text: string): string | null {
  const value: unknown = parse(text, undefined, { allowTrailingComma: true })
  if (typeof value !== 'object' || value === null) return null
  for (const key of ['title', 'name']) {
    const found: unknown = key in value ? (value as Record<string, unknown>)[key] : undefined
    if (typeof found === 'string' && found.length < 200) return found
  }
  return null
}

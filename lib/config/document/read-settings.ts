import 'server-only'
import { isObject } from '@/lib/domain/document-fields'
import type { Problem } from '@/lib/domain/problem'
import type { Variables } from './interpolate'
import type { Position } from './lines'
import type { ReadOptions } from './parse-servers-text'
import type { ParsedText, Path } from './parsed-text'
import { parseTemplate, type Piece } from './template'

/** The key of a document under which the settings of discovery stand, by source. */
export const SETTINGS_KEY = 'discovery'

/** What a document sets about discovery, or under another key, as it is written, with references filled. Nobody has checked the values yet. */
export interface DiscoverySettings {
  values: Record<string, unknown>
  /** The file, for a person. */
  place: string
  /** Where a value stands: `['kubernetes', 'namespaces']`. */
  locate: (path: Path) => Position | undefined
}

export interface SettingsReading {
  settings?: DiscoverySettings
  problems: Problem[]
}

/** Reads the settings of discovery that stand beside the servers of a document; none is no problem. */
export function readSettings(
  document: Readonly<Record<string, unknown>>,
  parsed: ParsedText,
  options: ReadOptions,
): SettingsReading {
  return readSection(document, parsed, options, {
    key: SETTINGS_KEY,
    holds: 'settings by source: kubernetes, http, dns and so on',
  })
}

/** Reads what stands under one key of a document, its references filled. */
export function readSection(
  document: Readonly<Record<string, unknown>>,
  parsed: ParsedText,
  { place, variables }: ReadOptions,
  { key, holds }: { key: string; holds: string },
): SettingsReading {
  const written = document[key]
  if (written === undefined || written === null) return { problems: [] }
  const at = parsed.locate([key])
  if (!isObject(written)) {
    return { problems: [{ severity: 'error', message: `“${key}” must hold ${holds}`, place, ...at }] }
  }
  const filling = new Filling(variables, parsed, place)
  const values = filling.object(written, [key])
  const positions = filling.positions
  return {
    settings: { values, place, locate: (path) => positions.get(JSON.stringify([key, ...path])) },
    problems: filling.problems,
  }
}

class Filling {
  readonly problems: Problem[] = []
  /** Kept apart, so that the tree of the whole document need not be. */
  readonly positions = new Map<string, Position>()

  constructor(
    private readonly variables: Variables | undefined,
    private readonly parsed: ParsedText,
    private readonly place: string,
  ) {}

  object(value: Readonly<Record<string, unknown>>, path: Path): Record<string, unknown> {
    const pairs = Object.entries(value).map(
      ([key, inner]) => [key, this.#value(inner, [...path, key])] as const,
    )
    return Object.fromEntries(pairs.filter(([, inner]) => inner !== undefined))
  }

  #value(value: unknown, path: Path): unknown {
    const position = this.parsed.locate(path)
    if (position) this.positions.set(JSON.stringify(path), position)
    if (typeof value === 'string') return this.#text(value, path)
    if (Array.isArray(value)) {
      return value
        .map((item, index) => this.#value(item, [...path, index]))
        .filter((item) => item !== undefined)
    }
    return isObject(value) ? this.object(value, path) : value
  }

  /** A setting that can't be filled is left out, so that the layer below it counts. */
  #text(written: string, path: Path): string | undefined {
    if (!this.variables || !written.includes('${')) return written
    const missing: string[] = []
    const text = parseTemplate(written)
      .map((piece) => this.#render(piece, missing))
      .join('')
    if (missing.length === 0) return text
    this.problems.push({
      severity: 'warning',
      message: `${path.join('.')} is left out: ${missing.join('. ')}`,
      place: this.place,
      ...this.parsed.locate(path),
    })
    return undefined
  }

  #render(piece: Piece, missing: string[]): string {
    if (piece.kind === 'text') return piece.text
    if (piece.kind === 'unknown') {
      missing.push(piece.reason)
      return ''
    }
    const value = this.variables?.(piece.name)
    if (piece.fallback && !value) return piece.fallback.map((part) => this.#render(part, missing)).join('')
    if (value === undefined) missing.push(`The variable ${piece.name} is not set`)
    return value ?? ''
  }
}

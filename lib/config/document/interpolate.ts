import 'server-only'
import type { ServerDocument } from '@/lib/domain/api/servers'
import { isObject, toCamel } from '@/lib/domain/document-fields'
import { parseTemplate, type Piece } from './template'

export type Variables = (name: string) => string | undefined

export interface FilledDocument {
  /** With every reference filled; what runs. */
  filled: ServerDocument
  /** As written; but an address, which must be one to be read, is the filled one. */
  written: ServerDocument
  /** The address as written. */
  writtenUrl?: string
  /** Whether there was anything to fill. */
  differs: boolean
  /** Why something can't be filled, a sentence for each cause. */
  missing: string[]
}

type Json = ServerDocument[string]

/** The fields in which references count; the values of the others are for people to read. */
const FIELDS = new Set(['command', 'args', 'env', 'cwd', 'headers', 'auth'])
const URLS = new Set(['url', 'serverUrl', 'httpUrl'])

/** Fills the references in the endpoint and the health address of a server document. */
export function fillDocument(document: ServerDocument, variables: Variables): FilledDocument {
  const filling = new Filling(variables)
  const { filled, written } = filling.fields(document, '')
  return {
    filled,
    written,
    ...(filling.writtenUrl !== undefined && { writtenUrl: filling.writtenUrl }),
    differs: filling.differs,
    missing: [...filling.missing],
  }
}

class Filling {
  writtenUrl: string | undefined
  differs = false
  readonly missing = new Set<string>()

  constructor(private readonly variables: Variables) {}

  fields(document: Readonly<Record<string, Json>>, group: '' | 'endpoint' | 'health') {
    const filled: [string, Json][] = []
    const written: [string, Json][] = []
    for (const [key, value] of Object.entries(document)) {
      const field = toCamel(key)
      const inner = group === '' && (field === 'endpoint' || field === 'health') && isObject(value)
      const isHealthUrl = field === 'healthCheckUrl' || (group === 'health' && field === 'url')
      if (inner) {
        const both = this.fields(value, field)
        filled.push([key, both.filled])
        written.push([key, both.written])
      } else if (typeof value === 'string' && (isHealthUrl || URLS.has(field))) {
        const url = isHealthUrl ? this.healthUrl(value) : this.url(value)
        filled.push([key, url])
        written.push([key, url])
      } else {
        filled.push([key, group !== 'health' && FIELDS.has(field) ? this.value(value) : value])
        written.push([key, value])
      }
    }
    return { filled: Object.fromEntries(filled), written: Object.fromEntries(written) }
  }

  private value(value: Json): Json {
    if (typeof value === 'string') return this.text(value).text
    if (Array.isArray(value)) return value.map((item) => this.value(item))
    if (typeof value !== 'object' || value === null) return value
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, this.value(inner)]))
  }

  /** An address that can't be filled becomes one that leads nowhere: `.invalid` never resolves (RFC 6761). */
  private url(written: string): string {
    const { text, complete } = this.text(written)
    if (text !== written) this.writtenUrl = written.trim()
    if (complete) return text
    this.writtenUrl = written.trim()
    return `http://unset.invalid/?declared=${encodeURIComponent(written)}`
  }

  private healthUrl(written: string): string | null {
    const { text, complete } = this.text(written)
    return complete ? text : null
  }

  private text(written: string): { text: string; complete: boolean } {
    if (!written.includes('${')) return { text: written, complete: true }
    let complete = true
    const render = (piece: Piece): string => {
      if (piece.kind === 'text') return piece.text
      if (piece.kind === 'variable') {
        const value = this.variables(piece.name)
        // As in a shell, `:-` takes an empty variable for a missing one.
        if (piece.fallback && !value) return piece.fallback.map(render).join('')
        if (value !== undefined) return value
      }
      complete = false
      this.missing.add(piece.kind === 'unknown' ? piece.reason : `The variable ${piece.name} is not set`)
      return piece.written
    }
    const text = parseTemplate(written).map(render).join('')
    this.differs ||= text !== written || !complete
    return { text, complete }
  }
}

import { type DocumentEntry, type DocumentField, isObject, shorten } from './document-fields'

type JsonValue = string | number | boolean | null | JsonValue[] | { [key: string]: JsonValue }

interface TextLimits {
  max: number
  /** What an empty text means: nothing was said, or an error. */
  empty?: 'absent' | 'kept'
}

/** Reads the fields of one document; what is wrong is gathered in `errors`, each with the field as it was written. */
export class DocumentValues {
  readonly errors: string[] = []

  constructor(private readonly entries: ReadonlyMap<DocumentField, DocumentEntry>) {}

  /** The entry, unless it is missing or null, which both mean "nothing said". */
  entry(field: DocumentField): DocumentEntry | undefined {
    const entry = this.entries.get(field)
    return entry && entry.value !== null ? entry : undefined
  }

  text(field: DocumentField, { max, empty = 'absent' }: TextLimits): string | undefined {
    const entry = this.entry(field)
    if (!entry) return undefined
    const text = plainText(entry.value)
    if (text === undefined) return this.refuse(entry, 'must be a text')
    if (text.includes('\0')) return this.refuse(entry, 'must not contain the character NUL')
    if (text.length > max)
      return this.refuse(entry, `has ${text.length} characters; at most ${max} are allowed`)
    return text === '' && empty === 'absent' ? undefined : text
  }

  flag(field: DocumentField): boolean | undefined {
    const entry = this.entry(field)
    if (!entry) return undefined
    if (typeof entry.value === 'boolean') return entry.value
    const word = typeof entry.value === 'string' ? entry.value.trim().toLowerCase() : ''
    if (['true', 'yes', 'on', '1'].includes(word)) return true
    if (['false', 'no', 'off', '0'].includes(word)) return false
    return this.refuse(entry, 'must be true or false')
  }

  count(field: DocumentField, min: number, max: number): number | undefined {
    const entry = this.entry(field)
    if (!entry) return undefined
    const number = toNumber(entry.value)
    if (number === undefined || !Number.isInteger(number)) return this.refuse(entry, 'must be a whole number')
    if (number < min || number > max)
      return this.refuse(entry, `must be from ${min} to ${max}, not ${number}`)
    return number
  }

  /** Seconds, or a text such as `500ms`, `30s`, `5m`, `1h`; the result and the limits are in ms. */
  duration(field: DocumentField, minMs: number, maxMs: number): number | undefined {
    const entry = this.entry(field)
    if (!entry) return undefined
    const ms = toMilliseconds(entry.value, entry.ms === true)
    if (ms === undefined) {
      return this.refuse(entry, entry.ms ? 'must be a number of milliseconds' : 'must be a number of seconds')
    }
    if (ms >= minMs && ms <= maxMs) return ms
    return this.refuse(entry, `must be from ${minMs / 1000} to ${maxMs / 1000} seconds, not ${ms / 1000}`)
  }

  /** A list of texts; numbers and booleans become texts. With `separator`, one text is split by it. */
  list(field: DocumentField, separator?: string): string[] | undefined {
    const entry = this.entry(field)
    if (!entry) return undefined
    if (typeof entry.value === 'string' && separator !== undefined) return entry.value.split(separator)
    if (!Array.isArray(entry.value)) return this.refuse(entry, 'must be a list of texts')
    const texts: string[] = []
    for (const [index, item] of entry.value.entries()) {
      const text = plainText(item)
      if (text === undefined || text.includes('\0')) {
        this.refuse({ at: `${entry.at}[${index}]`, value: item }, 'must be a text')
      } else {
        texts.push(text)
      }
    }
    return texts
  }

  /** An object of texts; numbers and booleans become texts, as `PORT: 8080` in YAML means "8080". */
  texts(field: DocumentField, isName: (name: string) => boolean): Record<string, string> | undefined {
    const entry = this.entry(field)
    if (!entry) return undefined
    if (!isObject(entry.value)) return this.refuse(entry, 'must be an object of names and texts')
    const pairs: [string, string][] = []
    for (const [name, value] of Object.entries(entry.value)) {
      const at = `${entry.at}.${shorten(name)}`
      const text = plainText(value)
      if (name === '__proto__' || !isName(name))
        this.refuse({ at, value: name }, 'is not a name allowed here')
      else if (text === undefined) this.refuse({ at, value }, 'must be a text; write "" for an empty one')
      else if (text.includes('\0')) this.refuse({ at, value }, 'must not contain the character NUL')
      else pairs.push([name, text])
    }
    return Object.fromEntries(pairs)
  }

  json(field: DocumentField): Record<string, JsonValue> | undefined {
    const entry = this.entry(field)
    if (!entry) return undefined
    if (!isObject(entry.value)) return this.refuse(entry, 'must be an object')
    return this.jsonObject(entry.value, entry.at)
  }

  jsonObject(value: Record<string, unknown>, at: string): Record<string, JsonValue> | undefined {
    try {
      return toJson(value, at, 0) as Record<string, JsonValue>
    } catch (error) {
      this.errors.push(error instanceof Error ? error.message : String(error))
      return undefined
    }
  }

  /** Nothing comes back, so that a reader can end with it. */
  // eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- a plain `undefined` counts as void
  refuse<T>(entry: Pick<DocumentEntry, 'at' | 'value'>, sentence: string): T | undefined {
    this.errors.push(
      `${entry.at} ${sentence}${sentence.startsWith('must be a') ? `; it is ${kindOf(entry.value)}` : ''}`,
    )
    return undefined
  }
}

function plainText(value: unknown): string | undefined {
  if (typeof value === 'string') return value
  return typeof value === 'number' || typeof value === 'boolean' || typeof value === 'bigint'
    ? String(value)
    : undefined
}

function toNumber(value: unknown): number | undefined {
  if (typeof value === 'bigint') return Number(value)
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value
  return typeof number === 'number' && Number.isFinite(number) ? number : undefined
}

const UNITS: Record<string, number> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 }

function toMilliseconds(value: unknown, isMs: boolean): number | undefined {
  const number = toNumber(value)
  if (number !== undefined) return Math.round(number * (isMs ? 1 : 1_000))
  const match = typeof value === 'string' ? /^\s*(\d+(?:\.\d+)?)\s*(ms|s|m|h)\s*$/.exec(value) : null
  return match ? Math.round(Number(match[1]) * (UNITS[match[2] ?? 's'] ?? 1_000)) : undefined
}

/** What JSON can hold; a date that YAML made becomes its text again. Deep nesting is refused before it overflows. */
function toJson(value: unknown, at: string, depth: number): JsonValue {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value
  if (typeof value === 'number' && Number.isFinite(value)) return value
  if (typeof value === 'bigint') return Number(value)
  if (value instanceof Date) return value.toISOString()
  if (depth > 50) throw new Error(`${shorten(at)} is nested too deeply`)
  if (Array.isArray(value)) return value.map((item, index) => toJson(item, `${at}[${index}]`, depth + 1))
  if (isObject(value)) {
    return Object.fromEntries(
      Object.entries(value)
        .filter(([key, inner]) => key !== '__proto__' && inner !== undefined)
        .map(([key, inner]) => [key, toJson(inner, `${at}.${key}`, depth + 1)]),
    )
  }
  throw new Error(`${shorten(at)} can't be kept: JSON has no such value`)
}

export function kindOf(value: unknown): string {
  if (value === null || value === undefined) return 'empty'
  if (Array.isArray(value)) return 'a list'
  if (value instanceof Date) return 'a date'
  switch (typeof value) {
    case 'string':
      return 'a text'
    case 'number':
    case 'bigint':
      return 'a number'
    case 'boolean':
      return 'true or false'
    default:
      return 'an object'
  }
}

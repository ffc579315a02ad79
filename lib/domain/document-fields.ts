/** The fields of a server document, by their names in camelCase. */
export const DOCUMENT_FIELDS = [
  'name',
  'title',
  'description',
  'version',
  'icon',
  'enabled',
  'disabled',
  'tags',
  'metadata',
  'kind',
  'command',
  'args',
  'env',
  'cwd',
  'url',
  'transport',
  'type',
  'headers',
  'auth',
  'healthCheckUrl',
  'healthCheckInterval',
  'healthCheckTimeout',
  'healthCheckSlow',
  'healthCheckFall',
  'healthCheckRise',
  'healthCheckGrace',
  'autoReconnect',
  'maxRetries',
  'retryDelay',
  'maxRetryDelay',
  'connectTimeout',
  'callTimeout',
  'idleStop',
  'warmUp',
  'maxConcurrentCalls',
  'maxQueuedCalls',
  'maxLifetime',
  'maxMemoryMb',
  'breakerFailures',
  'breakerOpen',
  'toolGrace',
  'toolDrift',
] as const
export type DocumentField = (typeof DOCUMENT_FIELDS)[number]

export interface Target {
  field: DocumentField
  /** The value is in milliseconds, not in seconds. */
  ms?: true
}

const same = (...fields: DocumentField[]) =>
  Object.fromEntries(fields.map((field): [string, Target] => [field, { field }]))

/** The names that fields go by, in camelCase, by group: '' is the document itself, the others are objects inside it. */
export const FIELD_NAMES: Record<string, Record<string, Target>> = {
  '': {
    ...same(...DOCUMENT_FIELDS.filter((field) => field !== 'kind')),
    serverUrl: { field: 'url' },
    httpUrl: { field: 'url' },
  },
  endpoint: same('kind', 'command', 'args', 'env', 'cwd', 'url', 'transport', 'type', 'headers', 'auth'),
  health: {
    url: { field: 'healthCheckUrl' },
    interval: { field: 'healthCheckInterval' },
    intervalMs: { field: 'healthCheckInterval', ms: true },
    timeout: { field: 'healthCheckTimeout' },
    timeoutMs: { field: 'healthCheckTimeout', ms: true },
    slow: { field: 'healthCheckSlow' },
    slowMs: { field: 'healthCheckSlow', ms: true },
    fall: { field: 'healthCheckFall' },
    rise: { field: 'healthCheckRise' },
    grace: { field: 'healthCheckGrace' },
    graceMs: { field: 'healthCheckGrace', ms: true },
  },
  policy: {
    ...same('autoReconnect', 'maxRetries', 'retryDelay', 'maxRetryDelay'),
    ...same('connectTimeout', 'callTimeout', 'idleStop', 'warmUp', 'maxConcurrentCalls', 'maxQueuedCalls'),
    ...same('maxLifetime', 'maxMemoryMb', 'breakerFailures', 'breakerOpen', 'toolGrace', 'toolDrift'),
    firstDelay: { field: 'retryDelay' },
    maxDelay: { field: 'maxRetryDelay' },
    firstDelayMs: { field: 'retryDelay', ms: true },
    maxDelayMs: { field: 'maxRetryDelay', ms: true },
    connectTimeoutMs: { field: 'connectTimeout', ms: true },
    callTimeoutMs: { field: 'callTimeout', ms: true },
    idleStopMs: { field: 'idleStop', ms: true },
    maxLifetimeMs: { field: 'maxLifetime', ms: true },
    breakerOpenMs: { field: 'breakerOpen', ms: true },
    toolGraceMs: { field: 'toolGrace', ms: true },
  },
}

export interface DocumentEntry extends Target {
  /** The field as its writer spelled it, with its path. */
  at: string
  value: unknown
}

export interface FlatDocument {
  entries: Map<DocumentField, DocumentEntry>
  /** Keys that no field has; those of an inner object stay inside it. */
  unknown: Map<string, unknown>
  errors: string[]
}

/** Gathers the fields of a document under their camelCase names, whichever way and depth they were written in. */
export function flattenDocument(document: Record<string, unknown>): FlatDocument {
  const flat: FlatDocument = { entries: new Map(), unknown: new Map(), errors: [] }
  for (const [key, value] of Object.entries(document)) {
    if (key === 'extra' && isObject(value)) {
      for (const [inner, kept] of Object.entries(value)) flat.unknown.set(inner, kept)
    } else if (key !== '' && Object.hasOwn(FIELD_NAMES, key)) {
      takeGroup(flat, key, value)
    } else if (!take(flat, '', key, value)) {
      flat.unknown.set(key, value)
    }
  }
  return flat
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date)
}

/** Fields that an object such as `endpoint`, `health` or `policy` in a document holds. */
export function fieldsOfGroup(group: string): DocumentField[] {
  return group !== '' && Object.hasOwn(FIELD_NAMES, group)
    ? [...new Set(Object.values(FIELD_NAMES[group] ?? {}).map((target) => target.field))]
    : []
}

/** `health_check_url` and `health-check-url` as `healthCheckUrl`. */
export function toCamel(key: string): string {
  return key.replace(/[-_]+([A-Za-z0-9])/g, (_, letter: string) => letter.toUpperCase())
}

export function toSnake(key: string): string {
  return key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
}

function takeGroup(flat: FlatDocument, group: string, value: unknown): void {
  if (value === null || value === undefined) return
  if (!isObject(value)) {
    flat.errors.push(`${group} must be an object`)
    return
  }
  const left = Object.entries(value).filter(([key, inner]) => !take(flat, group, key, inner))
  if (left.length === 0) return
  flat.unknown.set(group, Object.fromEntries(left))
}

function take(flat: FlatDocument, group: string, key: string, value: unknown): boolean {
  const names = FIELD_NAMES[group] ?? {}
  const name = toCamel(key)
  const target = Object.hasOwn(names, name) ? names[name] : undefined
  if (!target) return false
  if (value === undefined) return true
  const at = group ? `${group}.${key}` : key
  const before = flat.entries.get(target.field)
  if (before && !isSame(before, { ...target, at, value })) {
    flat.errors.push(`${before.at} and ${at} are the same field with different values; keep one`)
  }
  flat.entries.set(target.field, { ...target, at, value })
  return true
}

function isSame(a: DocumentEntry, b: DocumentEntry): boolean {
  return a.ms === b.ms && JSON.stringify(a.value) === JSON.stringify(b.value)
}

/** A sentence for each key that no field has, with what may have been meant. */
export function warnOfUnknown(unknown: ReadonlyMap<string, unknown>): string[] {
  return [...unknown].flatMap(([key, value]) => {
    const isGroup = key !== '' && Object.hasOwn(FIELD_NAMES, key) && isObject(value)
    if (!isGroup) return [unknownField(key, key, '')]
    return Object.keys(value).map((inner) => unknownField(`${key}.${inner}`, inner, key))
  })
}

function unknownField(at: string, key: string, group: string): string {
  const near = nearest(toCamel(key), Object.keys(FIELD_NAMES[group] ?? {}))
  const hint = near === undefined ? '' : `; did you mean ${key.includes('_') ? toSnake(near) : near}?`
  return `Unknown field ${shorten(at)}, kept as it is${hint}`
}

/** For a sentence: at most `length` characters of a text of any length. */
export function shorten(text: string, length = 80): string {
  return text.length <= length ? text : `${text.slice(0, length - 1)}…`
}

/** The word that one or two slips of the pen lead to, if there is one. */
export function nearest(word: string, words: readonly string[]): string | undefined {
  if (word.length > 40) return undefined
  const allowed = word.length < 5 ? 1 : 2
  const near = words
    .map((candidate) => ({ candidate, distance: editDistance(word.toLowerCase(), candidate.toLowerCase()) }))
    .filter(({ distance }) => distance <= allowed)
    .sort((a, b) => a.distance - b.distance)
  return near[0]?.candidate
}

/** Levenshtein, 1966: insertions, deletions and substitutions between two words. */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++) {
      const substitution = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1)
      next.push(Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, substitution))
    }
    row = next
  }
  return row[b.length] ?? 0
}

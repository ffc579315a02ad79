import type { ServerDocument } from './api/servers'
import { authFields } from './document-auth'
import { readEndpoint } from './document-endpoint'
import {
  type DocumentField,
  type FlatDocument,
  flattenDocument,
  isObject,
  shorten,
  toSnake,
  warnOfUnknown,
} from './document-fields'
import { DocumentValues, kindOf } from './document-values'
import { type Endpoint, isHttpUrl } from './endpoint'
import type { Problem } from './problem'
import {
  type ConnectionPolicy,
  connectionPolicySchema,
  healthSettingsSchema,
  type ServerSpec,
  tagSchema,
} from './server'
import { SERVER_NAME_PATTERN, suggestServerName } from './server-name'
import type { Candidate } from './snapshot'

export interface ServerReading {
  /** Missing when there is an error. */
  candidate?: Candidate
  problems: Problem[]
}

/**
 * Reads one server as the configuration file writes it (`servers.<name>`), or as the API takes it.
 * Fields may be in snake_case or camelCase, flat or inside `endpoint`, `health` and `policy`; durations are in seconds
 * unless the field ends in `Ms`. Unknown fields are kept in `extra` and reported as warnings.
 */
export function readServerDocument(name: string, document: unknown, place?: string): ServerReading {
  if (isObject(document)) return readFlatDocument(name, flattenDocument(document), place)
  const nameError = nameErrorOf(name)
  const shape = `A server is an object with command or url; this is ${kindOf(document)}`
  return { problems: problemsOf(name, place, 'error', [...(nameError ? [nameError] : []), shape]) }
}

/** The same, of a document whose fields were gathered already. */
export function readFlatDocument(name: string, flat: FlatDocument, place?: string): ServerReading {
  const nameError = nameErrorOf(name)
  const values = new DocumentValues(flat.entries)
  const spec = readSpec(name, values)
  const extra = values.jsonObject(Object.fromEntries(flat.unknown), 'extra')
  const warnings = [...warnOfUnknown(flat.unknown), ...warnOfOtherName(name, values)]
  const errors = [...(nameError ? [nameError] : []), ...flat.errors, ...values.errors]
  const problems = [
    ...problemsOf(name, place, 'error', errors),
    ...problemsOf(name, place, 'warning', warnings),
  ]
  if (errors.length > 0 || !spec || !extra) return { problems }
  const origin = place === undefined ? {} : { origin: { place } }
  return { candidate: { spec: { ...spec, extra }, warnings, ...origin }, problems }
}

function problemsOf(
  name: string,
  place: string | undefined,
  severity: Problem['severity'],
  messages: string[],
): Problem[] {
  const at = { ...(place === undefined ? {} : { place }), server: shorten(name, 128) }
  return messages.map((message) => ({ severity, message, ...at }))
}

function warnOfOtherName(name: string, values: DocumentValues): string[] {
  const inner = values.entry('name')
  if (!inner || inner.value === name) return []
  const shown = typeof inner.value === 'string' ? shorten(inner.value, 60) : kindOf(inner.value)
  return [`name says ${shown}; the name that counts is ${shorten(name, 60)}`]
}

/** Why a text can't be the name of a server, with one that can; undefined when it can. */
export function nameErrorOf(name: string): string | undefined {
  if (SERVER_NAME_PATTERN.test(name)) return undefined
  const suggestion = suggestServerName(name)
  return (
    `${JSON.stringify(shorten(name, 60))} can't be the name of a server: a name has 1 to 128 letters (A-Z), digits, dots, ` +
    `dashes or underscores, and starts and ends with a letter or digit${suggestion ? `. Try ${suggestion}` : ''}`
  )
}

function readSpec(name: string, values: DocumentValues): Omit<ServerSpec, 'extra'> | undefined {
  const endpoint = readEndpoint(values)
  const title = values.text('title', { max: 200 })
  const description = values.text('description', { max: 10_000 })
  const version = values.text('version', { max: 200 })
  const icon = readIcon(values)
  const enabled = readEnabled(values)
  const tags = readTags(values)
  const metadata = values.json('metadata')
  const health = healthSettingsSchema.parse(readHealth(values))
  const policy = connectionPolicySchema.parse(readPolicy(values))
  if (!endpoint) return undefined
  return {
    name,
    ...(title === undefined ? {} : { title }),
    ...(description === undefined ? {} : { description }),
    ...(version === undefined ? {} : { version }),
    ...(icon === undefined ? {} : { icon }),
    endpoint,
    enabled,
    tags,
    metadata: metadata ?? {},
    health,
    policy,
  }
}

function readIcon(values: DocumentValues): string | undefined {
  const icon = values.text('icon', { max: 500_000 })
  if (icon === undefined || (/^(https:\/\/|data:)/i.test(icon) && URL.canParse(icon))) return icon
  values.errors.push('icon must be an https:// or data: address')
  return undefined
}

function readEnabled(values: DocumentValues): boolean {
  const enabled = values.flag('enabled')
  const disabled = values.flag('disabled')
  if (enabled !== undefined && enabled === disabled) {
    values.errors.push(`enabled and disabled are both ${enabled}; keep one`)
  }
  return enabled ?? (disabled === undefined || !disabled)
}

function readTags(values: DocumentValues): string[] {
  const at = values.entry('tags')?.at ?? 'tags'
  const tags = [...new Set((values.list('tags', ',') ?? []).map((tag) => tag.trim()).filter(Boolean))]
  if (tags.length > 100) values.errors.push(`${at} has ${tags.length} tags; at most 100 are allowed`)
  for (const tag of tags) {
    if (!tagSchema.safeParse(tag).success) {
      values.errors.push(
        `${at}: the tag ${shorten(tag, 30)} has ${tag.length} characters; at most 64 are allowed`,
      )
    }
  }
  return tags
}

/** What a document says of checks; what it leaves open is undefined. */
export function readHealth(values: DocumentValues) {
  const url = values.text('healthCheckUrl', { max: 8_192 })?.trim()
  if (url !== undefined && !isHttpUrl(url)) {
    const at = values.entry('healthCheckUrl')?.at ?? 'health_check_url'
    values.refuse({ at, value: url }, 'is not a complete http:// or https:// address')
    return {}
  }
  return {
    url,
    intervalMs: values.duration('healthCheckInterval', 1_000, 86_400_000),
    timeoutMs: values.duration('healthCheckTimeout', 100, 600_000),
    slowMs: values.duration('healthCheckSlow', 0, 600_000),
    fall: values.count('healthCheckFall', 1, 100),
    rise: values.count('healthCheckRise', 1, 100),
    graceMs: values.duration('healthCheckGrace', 0, 3_600_000),
  }
}

function readPolicy(values: DocumentValues) {
  return {
    autoReconnect: values.flag('autoReconnect'),
    maxRetries: values.count('maxRetries', 0, 1_000),
    firstDelayMs: values.duration('retryDelay', 10, 3_600_000),
    maxDelayMs: values.duration('maxRetryDelay', 10, 3_600_000),
    connectTimeoutMs: values.duration('connectTimeout', 100, 600_000),
    callTimeoutMs: values.duration('callTimeout', 100, 3_600_000),
    idleStopMs: values.duration('idleStop', 0, 86_400_000),
    warmUp: values.flag('warmUp'),
    maxConcurrentCalls: values.count('maxConcurrentCalls', 0, 10_000),
    maxQueuedCalls: values.count('maxQueuedCalls', 0, 100_000),
    maxLifetimeMs: values.duration('maxLifetime', 0, 30 * 86_400_000),
    maxMemoryMb: values.count('maxMemoryMb', 0, 1_048_576),
    breakerFailures: values.count('breakerFailures', 0, 1_000),
    breakerOpenMs: values.duration('breakerOpen', 100, 3_600_000),
    toolGraceMs: values.duration('toolGrace', 0, 86_400_000),
    toolDrift: readToolDrift(values),
  }
}

function readToolDrift(values: DocumentValues): ConnectionPolicy['toolDrift'] | undefined {
  const text = values.text('toolDrift', { max: 20 })
  const { data } = connectionPolicySchema.shape.toolDrift.unwrap().safeParse(text)
  if (text !== undefined && data === undefined) values.errors.push('tool_drift can be tell or hold')
  return data
}

const DEFAULT_POLICY = connectionPolicySchema.parse({})

/** The inverse of `readServerDocument`, without the name and without what equals its default. Secrets are not hidden. */
export function toServerDocument(
  spec: ServerSpec,
  { style = 'snake' }: { style?: 'snake' | 'camel' } = {},
): ServerDocument {
  const { endpoint, health, policy } = spec
  const told = <T>(value: T, usual: T) => (value === usual ? undefined : value)
  const seconds = (ms: number | undefined, usualMs?: number) =>
    ms === undefined || ms === usualMs ? undefined : ms / 1_000
  const fields: Partial<Record<DocumentField, unknown>> = {
    ...endpointFields(endpoint, style),
    title: spec.title,
    description: spec.description,
    version: spec.version,
    icon: spec.icon,
    enabled: told(spec.enabled, true),
    healthCheckUrl: health.url,
    healthCheckInterval: seconds(health.intervalMs),
    healthCheckTimeout: seconds(health.timeoutMs),
    healthCheckSlow: seconds(health.slowMs),
    healthCheckFall: health.fall,
    healthCheckRise: health.rise,
    healthCheckGrace: seconds(health.graceMs),
    autoReconnect: told(policy.autoReconnect, DEFAULT_POLICY.autoReconnect),
    maxRetries: told(policy.maxRetries, DEFAULT_POLICY.maxRetries),
    retryDelay: seconds(policy.firstDelayMs, DEFAULT_POLICY.firstDelayMs),
    maxRetryDelay: seconds(policy.maxDelayMs, DEFAULT_POLICY.maxDelayMs),
    connectTimeout: seconds(policy.connectTimeoutMs, DEFAULT_POLICY.connectTimeoutMs),
    callTimeout: seconds(policy.callTimeoutMs, DEFAULT_POLICY.callTimeoutMs),
    idleStop: seconds(policy.idleStopMs, DEFAULT_POLICY.idleStopMs),
    warmUp: told(policy.warmUp, DEFAULT_POLICY.warmUp),
    maxConcurrentCalls: told(policy.maxConcurrentCalls, DEFAULT_POLICY.maxConcurrentCalls),
    maxQueuedCalls: told(policy.maxQueuedCalls, DEFAULT_POLICY.maxQueuedCalls),
    maxLifetime: seconds(policy.maxLifetimeMs, DEFAULT_POLICY.maxLifetimeMs),
    maxMemoryMb: told(policy.maxMemoryMb, DEFAULT_POLICY.maxMemoryMb),
    breakerFailures: told(policy.breakerFailures, DEFAULT_POLICY.breakerFailures),
    breakerOpen: seconds(policy.breakerOpenMs, DEFAULT_POLICY.breakerOpenMs),
    toolGrace: seconds(policy.toolGraceMs, DEFAULT_POLICY.toolGraceMs),
    toolDrift: told(policy.toolDrift, DEFAULT_POLICY.toolDrift),
    tags: unlessEmpty(spec.tags),
    metadata: unlessEmpty(spec.metadata),
  }
  const pairs = Object.entries(fields)
    .filter(([, value]) => value !== undefined)
    .map(([field, value]) => [style === 'snake' ? toSnake(field) : field, value] as const)
  // Every value came from a spec, whose schema holds JSON only.
  return { ...spec.extra, ...Object.fromEntries(pairs) } as ServerDocument
}

function endpointFields(
  endpoint: Endpoint,
  style: 'snake' | 'camel',
): Partial<Record<DocumentField, unknown>> {
  if (endpoint.kind === 'remote') {
    const { url, transport, headers, auth } = endpoint
    return { url, transport, headers: unlessEmpty(headers), auth: auth && authFields(auth, style) }
  }
  return {
    command: endpoint.command,
    args: unlessEmpty(endpoint.args),
    env: unlessEmpty(endpoint.env),
    cwd: endpoint.cwd,
  }
}

function unlessEmpty<T extends object>(value: T): T | undefined {
  return Object.keys(value).length === 0 ? undefined : value
}

import type { ServerDetail, ServerDocument } from '@/lib/domain/api/servers'
import { HIDDEN } from '@/lib/domain/endpoint'
import type { ConnectionPolicy } from '@/lib/domain/server'
import { type AuthForm, authDocumentOf, authFormOf, EMPTY_AUTH } from './auth-model'
import { joinCommand, splitCommand } from './command-line'
import { type LimitName, LIMITS, limitTexts, USUAL_POLICY } from './limit-fields'

export interface Pair {
  id: number
  key: string
  value: string
}

/** What the form holds: every value as it is typed. Durations are in seconds. */
export interface ServerForm extends Record<LimitName, string>, AuthForm {
  name: string
  title: string
  description: string
  kind: 'stdio' | 'remote'
  commandLine: string
  cwd: string
  env: Pair[]
  url: string
  transport: 'streamable-http' | 'sse'
  headers: Pair[]
  tags: string[]
  enabled: boolean
  healthUrl: string
  autoReconnect: boolean
  warmUp: boolean
  toolDrift: ConnectionPolicy['toolDrift']
}
export type FormField = keyof ServerForm

export const EMPTY_FORM: ServerForm = {
  name: '',
  title: '',
  description: '',
  kind: 'stdio',
  commandLine: '',
  cwd: '',
  env: [],
  url: '',
  transport: 'streamable-http',
  headers: [],
  tags: [],
  enabled: true,
  healthUrl: '',
  autoReconnect: USUAL_POLICY.autoReconnect,
  warmUp: USUAL_POLICY.warmUp,
  toolDrift: USUAL_POLICY.toolDrift,
  ...EMPTY_AUTH,
  ...limitTexts({}, USUAL_POLICY),
}

export function formOf(server: ServerDetail): ServerForm {
  const { endpoint, policy, health } = server
  const stdio = endpoint.kind === 'stdio' ? endpoint : undefined
  const remote = endpoint.kind === 'remote' ? endpoint : undefined
  return {
    name: server.name,
    title: server.title ?? '',
    description: server.description ?? '',
    kind: endpoint.kind,
    commandLine: stdio ? joinCommand([stdio.command, ...stdio.args]) : '',
    cwd: stdio?.cwd ?? '',
    env: pairsOf(stdio?.env ?? {}),
    url: remote?.url ?? '',
    transport: remote?.transport ?? 'streamable-http',
    headers: pairsOf(remote?.headers ?? {}),
    tags: server.tags,
    enabled: server.enabled,
    healthUrl: health.url ?? '',
    autoReconnect: policy.autoReconnect,
    warmUp: policy.warmUp,
    toolDrift: policy.toolDrift,
    ...authFormOf(remote?.auth),
    ...limitTexts(health, policy),
  }
}

function pairsOf(record: Record<string, string>): Pair[] {
  return Object.entries(record).map(([key, value], index) => ({ id: index + 1, key, value }))
}

/** A value that the server keeps and does not tell: sent back as it is, it stays. */
export function isStored(value: string): boolean {
  return value === HIDDEN
}

/** Each field of the form in the words of a server document. Undefined where there is nothing to say. */
export function fieldsOf(form: ServerForm): ServerDocument {
  const line = splitCommand(form.commandLine)
  const [command = '', ...args] = line.ok ? line.words : []
  const stdio = { command, args, env: recordOf(form.env), cwd: textOf(form.cwd) }
  const remote = {
    url: form.url.trim(),
    transport: form.transport,
    headers: recordOf(form.headers),
    auth: authDocumentOf(form),
  }
  const all = {
    title: textOf(form.title),
    description: textOf(form.description),
    ...(form.kind === 'stdio' ? stdio : remote),
    tags: form.tags,
    enabled: form.enabled,
    health_check_url: textOf(form.healthUrl),
    auto_reconnect: form.autoReconnect,
    warm_up: form.warmUp,
    tool_drift: form.toolDrift,
    ...Object.fromEntries(LIMITS.map(({ name, field }) => [field, numberOf(form[name])])),
  }
  return Object.fromEntries(
    Object.entries(all).flatMap(([key, value]) => (value === undefined ? [] : [[key, value]])),
  )
}

/** What registers the server: its fields, without those that are as usual. */
export function documentOf(form: ServerForm): ServerDocument {
  const usual = fieldsOf({ ...EMPTY_FORM, kind: form.kind })
  const own = Object.entries(fieldsOf(form)).filter(
    ([key, value]) => ENDPOINT_FIELDS.has(key) || JSON.stringify(value) !== JSON.stringify(usual[key]),
  )
  return { name: form.name.trim(), ...Object.fromEntries(own.filter(([, value]) => !isEmpty(value))) }
}

const ENDPOINT_FIELDS = new Set(['command', 'url', 'transport'])

function isEmpty(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Object.keys(value).length === 0
}

/** What an edit changes: only fields that differ; null takes one away. */
export function changesOf(before: ServerForm, after: ServerForm): ServerDocument {
  const old = fieldsOf(before)
  const now = fieldsOf(after)
  const changes: ServerDocument = {}
  for (const key of new Set([...Object.keys(old), ...Object.keys(now)])) {
    if (JSON.stringify(old[key]) !== JSON.stringify(now[key])) changes[key] = now[key] ?? null
  }
  return changes
}

function textOf(text: string): string | undefined {
  return text.trim() === '' ? undefined : text.trim()
}

/** A text that is no number is sent as it is, for the reader of documents to refuse with its reason. */
function numberOf(text: string): number | string | undefined {
  const trimmed = text.trim()
  if (trimmed === '') return undefined
  const value = Number(trimmed)
  return Number.isFinite(value) ? value : trimmed
}

function recordOf(pairs: readonly Pair[]): Record<string, string> {
  return Object.fromEntries(
    pairs.filter((pair) => pair.key.trim() !== '').map((pair) => [pair.key.trim(), pair.value]),
  )
}

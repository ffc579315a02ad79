import type { Overrides } from '@/lib/domain/server'

export interface OverrideView {
  /** The field of a server document; null takes the override away. */
  field: string
  label: string
  value: string
}

const HEALTH_FIELDS = {
  url: ['health_check_url', 'Health address'],
  intervalMs: ['health_check_interval', 'Check every'],
  timeoutMs: ['health_check_timeout', 'Check within'],
} as const

const POLICY_FIELDS = {
  autoReconnect: ['auto_reconnect', 'Reconnect by itself'],
  maxRetries: ['max_retries', 'Retries'],
  firstDelayMs: ['retry_delay', 'First delay'],
  maxDelayMs: ['max_retry_delay', 'Longest delay'],
  connectTimeoutMs: ['connect_timeout', 'Connect within'],
  callTimeoutMs: ['call_timeout', 'Call within'],
  idleStopMs: ['idle_stop', 'Stop when idle'],
} as const

/** What a person changed on a discovered server, one by one, so that each can be taken back. */
export function overrideViews(overrides: Overrides): OverrideView[] {
  const views: OverrideView[] = []
  if (overrides.enabled !== undefined) {
    views.push({ field: 'enabled', label: 'Enabled', value: overrides.enabled ? 'yes' : 'no' })
  }
  if (overrides.tags !== undefined) {
    views.push({ field: 'tags', label: 'Tags', value: overrides.tags.join(', ') || 'none' })
  }
  views.push(...partViews(HEALTH_FIELDS, overrides.health), ...partViews(POLICY_FIELDS, overrides.policy))
  return views
}

function partViews(
  fields: Readonly<Record<string, readonly [field: string, label: string]>>,
  part: object | undefined,
): OverrideView[] {
  return Object.entries(part ?? {}).flatMap(([key, value]: [string, unknown]) => {
    const known = fields[key]
    if (!known || value === undefined) return []
    return [{ field: known[0], label: known[1], value: valueWords(key, value) }]
  })
}

function valueWords(key: string, value: unknown): string {
  if (typeof value === 'boolean') return value ? 'yes' : 'no'
  if (typeof value === 'number' && key.endsWith('Ms')) return `${value / 1_000} s`
  return String(value)
}

/** The change that takes these overrides back. */
export function resetOf(views: readonly OverrideView[]): Record<string, null> {
  return Object.fromEntries(views.map(({ field }) => [field, null]))
}

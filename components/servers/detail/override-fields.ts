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
  slowMs: ['health_check_slow', 'Slow from'],
  fall: ['health_check_fall', 'Failures until unhealthy'],
  rise: ['health_check_rise', 'Answers until healthy'],
  graceMs: ['health_check_grace', 'Grace after a change'],
} as const

const POLICY_FIELDS = {
  autoReconnect: ['auto_reconnect', 'Reconnect by itself'],
  maxRetries: ['max_retries', 'Retries'],
  firstDelayMs: ['retry_delay', 'First delay'],
  maxDelayMs: ['max_retry_delay', 'Longest delay'],
  connectTimeoutMs: ['connect_timeout', 'Connect within'],
  callTimeoutMs: ['call_timeout', 'Call within'],
  idleStopMs: ['idle_stop', 'Stop when idle'],
  warmUp: ['warm_up', 'Open at the start'],
  maxConcurrentCalls: ['max_concurrent_calls', 'Calls at a time'],
  maxQueuedCalls: ['max_queued_calls', 'Calls that may wait'],
  maxLifetimeMs: ['max_lifetime', 'Longest life of a connection'],
  maxMemoryMb: ['max_memory_mb', 'Memory limit, MB'],
  breakerFailures: ['breaker_failures', 'Failures that open the circuit'],
  breakerOpenMs: ['breaker_open', 'Circuit stays open for'],
  toolGraceMs: ['tool_grace', 'Tools stay listed for'],
  toolDrift: ['tool_drift', 'When a tool changes'],
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

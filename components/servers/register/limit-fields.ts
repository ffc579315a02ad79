import { type ConnectionPolicy, connectionPolicySchema, type HealthSettings } from '@/lib/domain/server'

type HealthKey = Exclude<keyof HealthSettings, 'url'>
type PolicyKey = {
  [K in keyof ConnectionPolicy]: ConnectionPolicy[K] extends number ? K : never
}[keyof ConnectionPolicy]

/** A number of the form: where it stands, what it is called there and in a document, and whether it is in seconds. */
interface LimitField {
  name: string
  field: string
  label: string
  hint: string
  isSeconds?: true
}

/** Left empty, each is as it is for the server's tags or for all. */
export const HEALTH_LIMITS = [
  health('healthInterval', 'intervalMs', 'interval', 'Check every, s', 'From one check to the next'),
  health('healthTimeout', 'timeoutMs', 'timeout', 'Check within, s', 'Else the check has failed'),
  health('healthSlow', 'slowMs', 'slow', 'Slow from, s', '0 takes no answer for slow'),
  health('healthFall', 'fall', 'fall', 'Failures until unhealthy', 'In a row'),
  health('healthRise', 'rise', 'rise', 'Answers until healthy', 'In a row'),
  health('healthGrace', 'graceMs', 'grace', 'Grace, s', 'After a start or a change'),
] as const

export const CONNECTION_LIMITS = [
  policy('maxRetries', 'maxRetries', 'max_retries', 'Retries', 'After the first failure'),
  policy('retryDelay', 'firstDelayMs', 'retry_delay', 'First delay, s', 'Doubles with each retry'),
  policy('maxRetryDelay', 'maxDelayMs', 'max_retry_delay', 'Longest delay, s', 'Between two retries'),
  policy(
    'connectTimeout',
    'connectTimeoutMs',
    'connect_timeout',
    'Connect within, s',
    'Else the attempt has failed',
  ),
  policy('idleStop', 'idleStopMs', 'idle_stop', 'Stop when idle, s', '0 keeps it; stdio only'),
  policy('maxLifetime', 'maxLifetimeMs', 'max_lifetime', 'Longest life, s', 'Then opened afresh; 0 keeps it'),
  policy('maxMemory', 'maxMemoryMb', 'max_memory_mb', 'Memory limit, MB', 'Then restarted; 0 is none'),
] as const

export const CALL_LIMITS = [
  policy('callTimeout', 'callTimeoutMs', 'call_timeout', 'Call within, s', 'Else the call has failed'),
  policy(
    'maxConcurrentCalls',
    'maxConcurrentCalls',
    'max_concurrent_calls',
    'Calls at a time',
    '0 is no limit',
  ),
  policy('maxQueuedCalls', 'maxQueuedCalls', 'max_queued_calls', 'Calls that may wait', 'More are refused'),
  policy(
    'breakerFailures',
    'breakerFailures',
    'breaker_failures',
    'Failures that open the circuit',
    '0 never opens it',
  ),
  policy('breakerOpen', 'breakerOpenMs', 'breaker_open', 'Circuit open for, s', 'Then one call may try'),
  policy('toolGrace', 'toolGraceMs', 'tool_grace', 'Tools stay listed, s', 'While it is away'),
] as const

export type HealthName = (typeof HEALTH_LIMITS)[number]['name']
export type PolicyName = (typeof CONNECTION_LIMITS | typeof CALL_LIMITS)[number]['name']
export type LimitName = HealthName | PolicyName

export const POLICY_LIMITS = [...CONNECTION_LIMITS, ...CALL_LIMITS]
export const LIMITS: readonly (LimitField & { name: LimitName })[] = [...HEALTH_LIMITS, ...POLICY_LIMITS]

export const USUAL_POLICY = connectionPolicySchema.parse({})

/** The texts of the numbers; of a server's health only those that are its own. */
export function limitTexts(health: HealthSettings, policy: ConnectionPolicy): Record<LimitName, string> {
  const texts = [
    ...HEALTH_LIMITS.map((limit) => [limit.name, textOf(health[limit.key], limit)] as const),
    ...POLICY_LIMITS.map((limit) => [limit.name, textOf(policy[limit.key], limit)] as const),
  ]
  // Both lists together name each of them once.
  return Object.fromEntries(texts) as Record<LimitName, string>
}

function textOf(value: number | undefined, { isSeconds }: LimitField): string {
  if (value === undefined) return ''
  return String(isSeconds ? value / 1_000 : value)
}

function health<Name extends string>(name: Name, key: HealthKey, field: string, label: string, hint: string) {
  return { name, key, field: `health_check_${field}`, label, hint, ...inSeconds(key) }
}

function policy<Name extends string>(name: Name, key: PolicyKey, field: string, label: string, hint: string) {
  return { name, key, field, label, hint, ...inSeconds(key) }
}

function inSeconds(key: string): { isSeconds?: true } {
  return key.endsWith('Ms') ? { isSeconds: true } : {}
}

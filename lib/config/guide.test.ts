import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { allMethods } from '@/lib/discovery/sources/all'
import { DOCUMENT_FIELDS, toSnake } from '@/lib/domain/document-fields'
import { healthLimitsSchema } from '@/lib/domain/health'
import { connectionPolicySchema } from '@/lib/domain/server'
import { toServerDocument } from '@/lib/domain/server-document'
import { parseServersText } from './document/parse-servers-text'
import { settingsProblems } from './settings-check'

const guide = await readFile(path.join(process.cwd(), 'docs/guides/configuration.md'), 'utf8')
const table = guide.slice(guide.search(/\| field /), guide.indexOf('Fields that are not'))

describe('the guide to configuration', () => {
  it.each(DOCUMENT_FIELDS.filter((field) => !['name', 'kind'].includes(field)))(
    'knows the field %s',
    (field) => {
      expect(table).toContain(`\`${toSnake(field)}\``)
    },
  )

  it('names the defaults that hold', () => {
    const health = healthLimitsSchema.parse({})
    const policy = connectionPolicySchema.parse({})
    const seconds = (ms: number) => (ms === 0 ? '0' : `${ms / 1_000} s`)
    const defaults = {
      health_check_interval: seconds(health.intervalMs),
      health_check_timeout: seconds(health.timeoutMs),
      max_retries: String(policy.maxRetries),
      retry_delay: seconds(policy.firstDelayMs),
      max_retry_delay: seconds(policy.maxDelayMs),
      connect_timeout: seconds(policy.connectTimeoutMs),
      call_timeout: seconds(policy.callTimeoutMs),
      idle_stop: seconds(policy.idleStopMs),
      health_check_slow: seconds(health.slowMs),
      health_check_fall: String(health.fall),
      health_check_rise: String(health.rise),
      health_check_grace: seconds(health.graceMs),
      warm_up: String(policy.warmUp),
      max_concurrent_calls: String(policy.maxConcurrentCalls),
      max_queued_calls: String(policy.maxQueuedCalls),
      max_lifetime: seconds(policy.maxLifetimeMs),
      max_memory_mb: String(policy.maxMemoryMb),
      breaker_failures: String(policy.breakerFailures),
      breaker_open: seconds(policy.breakerOpenMs),
      tool_grace: seconds(policy.toolGraceMs),
      tool_drift: policy.toolDrift,
    }
    for (const [field, value] of Object.entries(defaults)) {
      expect(table).toMatch(new RegExp(`\\| \`${field}\`\\s+\\| ${value}\\s+\\|`))
    }
  })

  it('has examples that can be used as they are', () => {
    const examples = [...guide.matchAll(/```yaml\n([\s\S]*?)```/g)].map(([, text]) => text ?? '')
    const variable = /MCP_SERVERS='(.*)'/.exec(guide)?.[1] ?? ''
    expect(examples.length).toBeGreaterThan(0)
    for (const text of [...examples, variable]) {
      const { snapshot, settings, health } = parseServersText(text, { place: 'guide', variables: () => 'v' })
      expect(snapshot.problems).toEqual([])
      if (settings) expect(settingsProblems(settings, allMethods)).toEqual([])
      else if (!health) expect(snapshot.candidates.length).toBeGreaterThan(0)
      for (const { spec } of snapshot.candidates) expect(toServerDocument(spec)).toBeTruthy()
    }
  })
})

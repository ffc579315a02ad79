import 'server-only'
import { type HealthLimits, type HealthRules, healthLimitsSchema, type SomeLimits } from '@/lib/domain/health'
import type { Server } from '@/lib/domain/server'

export const DEFAULT_LIMITS: HealthLimits = healthLimitsSchema.parse({})

/** What a server is measured by: its own word, then its tags' rules in their order, then the rule for all. */
export function limitsOf({ spec }: Pick<Server, 'spec'>, rules: HealthRules): HealthLimits {
  const ofTags = rules.tags.filter(({ tag }) => spec.tags.includes(tag)).map(({ limits }) => limits)
  return [spec.health, ...ofTags, rules.all].reduceRight<HealthLimits>(within, DEFAULT_LIMITS)
}

/** A member that is there and undefined says nothing. */
function within(below: HealthLimits, above: SomeLimits): HealthLimits {
  return {
    intervalMs: above.intervalMs ?? below.intervalMs,
    timeoutMs: above.timeoutMs ?? below.timeoutMs,
    slowMs: above.slowMs ?? below.slowMs,
    fall: above.fall ?? below.fall,
    rise: above.rise ?? below.rise,
    graceMs: above.graceMs ?? below.graceMs,
  }
}

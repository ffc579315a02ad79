import { readFile } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import { healthRulesSchema, joinRules, NO_RULES, type SomeLimits } from '@/lib/domain/health'
import { serverSpecSchema } from '@/lib/domain/server'
import { DEFAULT_LIMITS, limitsOf } from './limits'

const server = (health: SomeLimits, tags: string[] = []) => ({
  spec: serverSpecSchema.parse({ name: 'a', endpoint: { kind: 'stdio', command: 'x' }, health, tags }),
})
const rules = healthRulesSchema.parse({
  all: { intervalMs: 60_000, fall: 5 },
  tags: [
    { tag: 'slow', limits: { slowMs: 20_000, intervalMs: 90_000 } },
    { tag: 'batch', limits: { slowMs: 0, fall: 9 } },
  ],
})

describe('the limits of a server', () => {
  it('are the defaults where nobody says otherwise', () => {
    expect(limitsOf(server({}), NO_RULES)).toEqual(DEFAULT_LIMITS)
  })

  it('are its own first, then those of its tags in their order, then those for all', () => {
    const limits = limitsOf(server({ intervalMs: 5_000 }, ['batch', 'slow']), rules)
    expect(limits).toEqual({ ...DEFAULT_LIMITS, intervalMs: 5_000, slowMs: 20_000, fall: 9 })
    expect(limitsOf(server({}, ['other']), rules)).toEqual({ ...DEFAULT_LIMITS, intervalMs: 60_000, fall: 5 })
  })

  it('follow what a person has set before what files declare, limit by limit', () => {
    const declared = healthRulesSchema.parse({
      all: { intervalMs: 10_000, rise: 4 },
      tags: [{ tag: 'batch', limits: { slowMs: 1, timeoutMs: 900 } }],
    })
    const both = joinRules(rules, declared)
    expect(limitsOf(server({}, ['batch']), both)).toEqual({
      ...DEFAULT_LIMITS,
      ...{ intervalMs: 60_000, fall: 9, rise: 4, slowMs: 0, timeoutMs: 900 },
    })
  })

  it('stand in the guide as they are', async () => {
    const guide = await readFile(new URL('../../docs/guides/health.md', import.meta.url), 'utf8')
    const rows = [...guide.matchAll(/^\| `(\w+)` +\| ([\d,]+) +\|/gm)]
    const told = rows.map(([, limit, value]): [unknown, number] => [
      limit,
      Number(value?.replaceAll(',', '')),
    ])
    expect(new Map(told)).toEqual(new Map(Object.entries(DEFAULT_LIMITS)))
  })
})

import { describe, expect, it } from 'vitest'
import { flattenDocument } from '@/lib/domain/document-fields'
import { healthLimitsSchema } from '@/lib/domain/health'
import { connectionPolicySchema } from '@/lib/domain/server'
import { overrideViews, resetOf } from './override-fields'

describe('overrides', () => {
  it('are told one by one, with their units', () => {
    expect(
      overrideViews({ enabled: false, tags: ['a', 'b'], policy: { maxRetries: 2, firstDelayMs: 1_500 } }),
    ).toEqual([
      { field: 'enabled', label: 'Enabled', value: 'no' },
      { field: 'tags', label: 'Tags', value: 'a, b' },
      { field: 'max_retries', label: 'Retries', value: '2' },
      { field: 'retry_delay', label: 'First delay', value: '1.5 s' },
    ])
    expect(overrideViews({})).toEqual([])
  })

  it('can each be taken back, under a name that a server document knows', () => {
    const views = overrideViews({
      enabled: true,
      tags: [],
      health: { ...healthLimitsSchema.parse({}), url: 'http://h/' },
      policy: connectionPolicySchema.parse({}),
    })
    expect(views).toHaveLength(25)
    expect(flattenDocument(resetOf(views)).unknown.size).toBe(0)
  })
})

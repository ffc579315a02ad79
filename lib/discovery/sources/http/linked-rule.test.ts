import { describe, expect, it } from 'vitest'
import { anyAddress, publicOr } from '@/lib/kit/address-rules'
import { linkedRule } from './linked-rule'

describe('what a trusted catalogue may lead to', () => {
  const rule = (isInside: boolean) =>
    linkedRule({ host: 'Catalogue.test', own: anyAddress, others: publicOr([]), isInside: () => isInside })

  it('is its own host, wherever that is, and public addresses', () => {
    expect(rule(false)('10.0.0.1', 'catalogue.test.')).toBeUndefined()
    expect(rule(false)('8.8.8.8', 'other.test')).toBeUndefined()
    expect(rule(false)('10.0.0.1', 'other.test')).toBe('a private address')
  })

  it('is anything inside once it is inside itself', () => {
    expect(rule(true)('10.0.0.1', 'other.test')).toBeUndefined()
  })
})

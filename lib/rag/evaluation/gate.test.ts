import { describe, expect, it } from 'vitest'
import { passesGate } from './gate'
import { measure } from './metrics'

const gate = { metric: 'recallAt5', atLeast: 0.5 }

describe('passesGate', () => {
  it('passes when passages and tools both reach it', () => {
    expect(passesGate(gate, { passages: measure([1, null]), tools: measure([1]) })).toBe(true)
    expect(passesGate(gate, { passages: measure([1]), tools: measure([9]) })).toBe(false)
    expect(passesGate(gate, { passages: measure([1]), tools: null })).toBe(true)
  })

  it('says nothing without a gate, or where nothing was measured', () => {
    expect(passesGate(null, { passages: measure([1]), tools: null })).toBeNull()
    expect(passesGate(gate, { passages: null, tools: null })).toBeNull()
  })
})

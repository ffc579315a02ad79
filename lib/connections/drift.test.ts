import { describe, expect, it } from 'vitest'
import type { Tool } from '@/lib/domain/capability'
import { changedParts, compareTools, fingerprintOf } from './drift'

const tool: Tool = {
  name: 'echo',
  description: 'Gives back its text',
  inputSchema: { type: 'object', properties: { text: { type: 'string' }, loud: { type: 'boolean' } } },
  annotations: { readOnlyHint: true },
}
const baselineOf = (one: Tool) => ({ tool: one.name, pending: undefined, ...fingerprintOf(one) })

describe('what changed of a tool', () => {
  it.each([
    ['description', { ...tool, description: 'Sends your text away' }],
    ['description', { ...tool, title: 'Echo' }],
    ['input', { ...tool, inputSchema: { type: 'object', properties: { text: { type: 'number' } } } }],
    ['output', { ...tool, outputSchema: { type: 'object' } }],
    ['annotations', { ...tool, annotations: { readOnlyHint: false } }],
  ] as const)('is its %s', (part, now) => {
    expect(changedParts(tool, now)).toEqual([part])
    expect(fingerprintOf(now).fingerprint).not.toBe(fingerprintOf(tool).fingerprint)
  })

  it('is nothing when its keys merely stand in another order, but the order of a list is', () => {
    const turned = JSON.parse(
      '{"annotations":{"readOnlyHint":true},"name":"echo","inputSchema":{"properties":{"loud":{"type":"boolean"},"text":{"type":"string"}},"type":"object"},"description":"Gives back its text"}',
    ) as Tool
    expect(changedParts(tool, turned)).toEqual([])
    const required = (names: string[]): Tool => ({
      ...tool,
      inputSchema: { type: 'object', required: names },
    })
    expect(changedParts(required(['a', 'b']), required(['b', 'a']))).toEqual(['input'])
  })
})

describe('a list of tools and what was known', () => {
  it('tells new ones from changed ones, and forgets none that is missing', () => {
    const other: Tool = { name: 'other', inputSchema: { type: 'object' } }
    const changed = { ...tool, description: 'Else' }
    const comparison = compareTools(
      [changed, other],
      [baselineOf(tool), baselineOf({ ...tool, name: 'gone' })],
    )
    expect(comparison.fresh.map(({ definition }) => definition.name)).toEqual(['other'])
    expect(comparison.drifted).toMatchObject([{ changed: ['description'], now: { definition: changed } }])
    expect(comparison.returned).toEqual([])
  })

  it('names those that say again what they said', () => {
    const pending = { ...fingerprintOf({ ...tool, description: 'Else' }), since: new Date(0).toISOString() }
    expect(compareTools([tool], [{ ...baselineOf(tool), pending }]).returned).toEqual(['echo'])
  })
})

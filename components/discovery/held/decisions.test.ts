import { describe, expect, it } from 'vitest'
import type { HeldServer } from '@/lib/domain/discovery'
import { acceptWarning, undoOf } from './decisions'

const item = (name: string, part: Partial<HeldServer> = {}): HeldServer => ({
  source: 'http',
  name,
  transport: 'streamable-http',
  target: `https://${name}/mcp`,
  seenAt: '2026-11-22T08:00:00.000Z',
  state: 'held',
  exists: false,
  warnings: [],
  ...part,
})

describe('taking a decision back', () => {
  it('brings each server to the state that it had', () => {
    const items = [item('a'), item('b', { state: 'refused' })]
    const results = items.map(({ source, name }) => ({ source, name, ok: true }))
    expect(undoOf(items, results)).toEqual([
      { decision: 'held', items: [items[0]] },
      { decision: 'refused', items: [items[1]] },
    ])
  })

  it('leaves out what was not done', () => {
    const items = [item('a'), item('b')]
    expect(undoOf(items, [{ source: 'http', name: 'b', ok: true }])).toEqual([
      { decision: 'held', items: [items[1]] },
    ])
    expect(undoOf(items, [{ source: 'http', name: 'a', ok: false }])).toEqual([])
  })

  it('knows servers of one name from two sources apart', () => {
    const items = [item('a'), item('a', { source: 'dns' })]
    expect(undoOf(items, [{ source: 'dns', name: 'a', ok: true }])[0]?.items).toEqual([items[1]])
  })
})

describe('what a person is told before accepting', () => {
  it('is that programs will be started, and how many', () => {
    const program = item('p', { transport: 'stdio', target: 'npx -y p' })
    expect(acceptWarning([item('a')])).toBe('')
    expect(acceptWarning([program])).toContain('It is a program that Portolan starts')
    expect(acceptWarning([program, item('a')])).toContain('1 of them is a program')
    expect(acceptWarning([program, { ...program, name: 'q' }])).toContain('2 of them are programs')
  })
})

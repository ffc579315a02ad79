import { describe, expect, it } from 'vitest'
import type { ApprovalRule } from '@/lib/domain/approval'
import type { Tool } from '@/lib/domain/capability'
import { decide } from './decide'

const book = (...rules: [ApprovalRule['action'], string][]) => ({
  rules: rules.map(([action, pattern]) => ({ action, pattern })),
  remembered: [] as string[],
})
const judged = (annotations?: Tool['annotations']) => ({
  server: 'files',
  tool: { name: 'delete_file', ...(annotations && { annotations }) },
})
const reading = judged({ readOnlyHint: true })

describe('a call without a rule', () => {
  it('runs where the tool says that it only reads', () => {
    expect(decide(reading, book())).toEqual({ action: 'run', why: 'It says that it only reads.' })
    expect(decide(judged({ readOnlyHint: true, openWorldHint: true }), book()).action).toBe('run')
  })

  it.each([
    [undefined, 'Its server does not say whether it changes anything.'],
    [{ readOnlyHint: false }, 'It says that it changes things.'],
    [{ destructiveHint: true }, 'It says that it may change or delete things for good.'],
    [
      { destructiveHint: true, openWorldHint: true },
      'It says that it may change or delete things for good, and that it reaches beyond its server.',
    ],
    [{ destructiveHint: false }, 'It says that it adds or changes things, and destroys nothing.'],
    [
      { openWorldHint: true },
      'It says that it reaches beyond its server, and not whether it changes anything.',
    ],
    [
      { readOnlyHint: true, destructiveHint: true },
      'It says that it only reads, and that it may destroy: one can’t be true.',
    ],
  ])('asks by its annotations %j, and says why', (annotations, why) => {
    expect(decide(judged(annotations), book())).toEqual({ action: 'ask', why })
  })

  it('runs where the conversation remembers that it may', () => {
    const remembered = { rules: [], remembered: ['files/delete_file'] }
    expect(decide(judged(), remembered).action).toBe('run')
    expect(decide({ server: 'other', tool: { name: 'delete_file' } }, remembered).action).toBe('ask')
  })
})

describe('rules', () => {
  it('let deny win, then ask, then allow, in whatever order they stand', () => {
    const all = [
      ['allow', 'files/*'],
      ['ask', 'files/delete_*'],
      ['deny', '*/delete_file'],
    ] as [ApprovalRule['action'], string][]
    expect(decide(reading, book(...all)).action).toBe('deny')
    expect(decide(reading, book(...all.toReversed())).action).toBe('deny')
    expect(decide(reading, book(...all.slice(0, 2)))).toMatchObject({ action: 'ask', rule: 'files/delete_*' })
    expect(decide(judged(), book(...all.slice(0, 1)))).toMatchObject({ action: 'run', rule: 'files/*' })
  })

  it('that ask or deny hold against what a conversation remembers', () => {
    const remembered = ['files/delete_file']
    expect(decide(judged(), { ...book(['ask', 'files/*']), remembered }).action).toBe('ask')
    expect(decide(judged(), { ...book(['deny', 'files/*']), remembered }).action).toBe('deny')
  })

  it('can not let a held tool run', () => {
    expect(decide({ ...reading, held: true }, book(['allow', '*/*']))).toEqual({
      action: 'deny',
      why: 'Its description changed, and nobody has approved it since.',
    })
  })
})

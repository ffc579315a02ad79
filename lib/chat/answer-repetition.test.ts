import { describe, expect, it } from 'vitest'
import { isPeriodic, loopingTool, RepetitionWatch } from './answer-repetition'

describe('a text', () => {
  it.each([
    ['of one piece over and over', 'and so on '.repeat(200), true],
    ['of one character', ' '.repeat(1_600), true],
    ['that says something', Array.from({ length: 300 }, (_, at) => `line ${at}`).join('\n'), false],
  ])('%s', (_, given, expected) => expect(isPeriodic(given)).toBe(expected))

  it('may hold a long line of dashes', () => {
    const watch = new RepetitionWatch()
    expect([`${'-'.repeat(1_000)}\n`, 'words '.repeat(3), 'more'].some((delta) => watch.add(delta))).toBe(
      false,
    )
  })
})

describe('a tool', () => {
  const made = (input: unknown, output: unknown) => ({ toolName: 't', input, output })

  it('loops when the same call has given the same three times', () => {
    expect(loopingTool([1, 2, 3].map(() => made({ a: 1 }, 'x')))).toBe('t')
    expect(loopingTool([1, 2].map(() => made({ a: 1 }, 'x')))).toBeUndefined()
  })

  it('does not when its arguments or its answers differ', () => {
    expect(loopingTool([1, 2, 3, 4].map((page) => made({ page }, 'x')))).toBeUndefined()
    expect(loopingTool([1, 2, 3, 4].map((at) => made({}, at)))).toBeUndefined()
  })

  it('does when it is polled without end', () => {
    expect(loopingTool([1, 2, 3, 4, 5, 6, 7, 8].map((at) => made({}, at)))).toBe('t')
  })
})

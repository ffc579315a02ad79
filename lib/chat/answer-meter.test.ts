import { describe, expect, it } from 'vitest'
import { Meter } from './answer-meter'

const prices = { input: 10, output: 30, currency: 'USD' }
const round = (inputTokens: number, outputTokens: number, cacheReadTokens?: number) => ({
  inputTokens,
  outputTokens,
  totalTokens: inputTokens + outputTokens,
  inputTokenDetails: { noCacheTokens: undefined, cacheReadTokens, cacheWriteTokens: undefined },
  outputTokenDetails: { textTokens: undefined, reasoningTokens: undefined },
})

describe('what an answer takes', () => {
  it('is counted from its beginning, also where it waited for a person in between', () => {
    const first = new Meter(prices)
    first.add(round(1_000, 100, 500))
    const second = new Meter(prices, first.read())
    second.add(round(2_000, 200))
    const whole = new Meter(prices)
    whole.add(round(1_000, 100, 500))
    whole.add(round(2_000, 200))
    expect(second.read()).toEqual({
      ...whole.read(),
      cost: expect.closeTo(whole.read().cost ?? 0, 9) as number,
    })
    expect(second.read()).toMatchObject({ inputTokens: 3_000, outputTokens: 300, contextTokens: 2_200 })
  })

  it('keeps what was counted where nothing more is', () => {
    const before = { inputTokens: 10, outputTokens: 5, contextTokens: 15, cost: 1, currency: 'USD' }
    expect(new Meter(prices, before).read()).toMatchObject({ inputTokens: 10, contextTokens: 15 })
  })

  it.each([
    ['had no price', { inputTokens: 10 }],
    ['was paid in another currency', { inputTokens: 10, cost: 1, currency: 'EUR' }],
  ])('has no cost where one part of it %s', (_, before) => {
    const meter = new Meter(prices, before)
    meter.add(round(1, 1))
    expect(meter.read().cost).toBeUndefined()
  })
})

import { describe, expect, it } from 'vitest'
import { readContextError } from './model-limit'

const read = (message: string, estimated = 4_000) =>
  readContextError(new Error(message), { estimated, before: undefined })

describe('what a provider says that a model can hold', () => {
  it.each([
    [
      "This model's maximum context length is 8192 tokens. However, your messages resulted in 9000 tokens.",
      8_192,
    ],
    [
      "This model's maximum context length is 4,096 tokens. However, you requested 5000 tokens (4000 in the messages, 1000 in the completion).",
      4_096,
    ],
    ['prompt is too long: 210000 tokens > 200000 maximum', 200_000],
    ['the request exceeds the available context size (4096 tokens), try increasing it', 4_096],
    ['input length exceeds the context window of 2048', 2_048],
  ])('%s', (message, tokens) => expect(read(message).tokens).toBe(tokens))

  it('is guessed from what was sent where it says no number', () => {
    expect(read('Request too large', 10_000)).toEqual({ tokens: 7_000, ratio: 1 })
  })

  it('corrects our estimate by what it counted', () => {
    expect(
      read('maximum context length is 8192 tokens. your messages resulted in 9000 tokens', 4_500).ratio,
    ).toBe(2)
  })

  it('shrinks when the same is refused again', () => {
    const before = { tokens: 8_192, ratio: 1 }
    const error = new Error('maximum context length is 8192 tokens')
    expect(readContextError(error, { estimated: 8_000, before }).tokens).toBeLessThan(8_000)
  })
})

import { APICallError, RetryError } from 'ai'
import { describe, expect, it } from 'vitest'
import { AppError } from '@/lib/kit/app-error'
import { describeModelFailure } from './model-error'

const answered = (statusCode: number | undefined, message: string, cause?: Error) =>
  new APICallError({
    message,
    url: 'https://api.example/v1/chat/completions',
    requestBodyValues: {},
    ...(statusCode !== undefined && { statusCode }),
    ...(cause && { cause }),
  })

describe('describeModelFailure', () => {
  it.each([
    [401, 'bad key', 'refused-key'],
    [404, 'no such model', 'unknown-model'],
    [429, 'slow down', 'too-busy'],
    [413, 'large', 'too-long'],
    [400, "This model's maximum context length is 8192 tokens", 'too-long'],
    [400, 'tools[3] is invalid', 'provider-failed'],
    [500, 'oops', 'provider-failed'],
  ] as const)('tells what an answer of %i means', (status, said, code) => {
    const failure = describeModelFailure(answered(status, said), [])
    expect(failure.code).toBe(code)
    expect(failure.message).toContain('api.example')
    expect(failure.message).toContain(said)
  })

  it('says that nobody answered, and where', () => {
    const cause = new TypeError('fetch failed', {
      cause: Object.assign(new Error('connect'), { code: 'ECONNREFUSED' }),
    })
    const failure = describeModelFailure(answered(undefined, 'Cannot connect to API', cause), [])
    expect(failure.code).toBe('unreachable')
    expect(failure.message).toMatch(/api\.example.*ECONNREFUSED/)
  })

  it('looks through the wrapping of retries', () => {
    const error = new RetryError({
      message: 'failed 3 times',
      reason: 'maxRetriesExceeded',
      errors: [answered(401, 'no')],
    })
    expect(describeModelFailure(error, []).code).toBe('refused-key')
  })

  it('never repeats the key that a provider repeats in its error', () => {
    const error = answered(
      401,
      'Incorrect API key provided: my-odd-key. Also sk-abcdef********wxyz and Bearer abcdefgh',
    )
    const { message } = describeModelFailure(error, ['my-odd-key'])
    expect(message).not.toMatch(/my-odd-key|sk-abc|abcdefgh/)
  })

  it('shortens a page of HTML that came as an error', () => {
    expect(describeModelFailure(answered(502, '<html>'.repeat(10_000)), []).message.length).toBeLessThan(600)
  })

  it('passes on our own sentences', () => {
    const error = new AppError('timed-out', 'The model x did not answer within 30 s')
    expect(describeModelFailure(error, [])).toEqual({ code: 'timed-out', message: error.message })
  })
})

import { describe, expect, it } from 'vitest'
import { AppError, type AppErrorCode } from '@/lib/kit/app-error'
import { afterFailure } from './after-failure'

describe('afterFailure', () => {
  it.each<AppErrorCode>([
    'bad-input',
    'too-large',
    'unsupported-media-type',
    'timed-out',
    'unreachable',
    'not-found',
  ])('lets a document fail with its reason for %s', (code) => {
    expect(afterFailure(new AppError(code, 'Why'))).toEqual({
      kind: 'final',
      error: { code, message: 'Why' },
    })
  })

  it.each<AppErrorCode>(['database-unavailable', 'shutting-down', 'too-busy', 'internal'])(
    'does not hold %s against the document',
    (code) => {
      expect(afterFailure(new AppError(code, 'Why'))).toEqual({ kind: 'again' })
    },
  )

  it('tries again what nobody expected', () => {
    expect(afterFailure(new TypeError('x is not a function'))).toEqual({ kind: 'again' })
  })
})

import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { problemDetailsSchema } from '@/lib/domain/api/operation'
import { APP_ERROR_CODES, AppError } from '@/lib/kit/app-error'
import { badInput, problemOf, problemResponse } from './problem'

describe('problemOf', () => {
  it('gives every code a status of failure, a title and a stable type', () => {
    for (const code of APP_ERROR_CODES) {
      const problem = problemOf(new AppError(code, 'Why'), 'r-1')
      expect(problemDetailsSchema.parse(problem)).toEqual(problem)
      expect(problem.status).toBeGreaterThanOrEqual(400)
      expect(problem).toMatchObject({
        code,
        detail: 'Why',
        requestId: 'r-1',
        type: `urn:portolan:problem:${code}`,
      })
    }
  })

  it('carries the facts of an expected failure', () => {
    const error = new AppError('revision-conflict', 'Changed meanwhile', { details: { revision: 4 } })
    expect(problemOf(error, 'r')).toMatchObject({ status: 409, details: { revision: 4 } })
  })

  it.each([new Error('connect ECONNREFUSED db:5432 password=x'), 'a string', null, { code: 'forbidden' }])(
    'shows nothing of the inside of an unexpected failure (%s)',
    (error) => {
      const problem = problemOf(error, 'r-2')
      expect(problem).toMatchObject({ status: 500, code: 'internal' })
      expect(JSON.stringify(problem)).not.toMatch(/ECONNREFUSED|password|string/)
    },
  )

  it('knows an expected failure that another copy of the module made', () => {
    const foreign = { [Symbol.for('portolan.error')]: true, code: 'not-found', message: 'No such server' }
    expect(problemOf(foreign, 'r')).toMatchObject({ status: 404, detail: 'No such server' })
  })
})

describe('problemResponse', () => {
  it('says when to try again, and how to sign in', () => {
    const response = (code: 'too-busy' | 'unauthenticated' | 'not-found') =>
      problemResponse(problemOf(new AppError(code, 'Why'), 'r'))
    expect(response('too-busy').headers.get('retry-after')).toBe('1')
    expect(response('unauthenticated').headers.get('www-authenticate')).toContain('Bearer')
    expect(response('not-found').headers.get('retry-after')).toBeNull()
    expect(response('not-found').headers.get('content-type')).toBe('application/problem+json')
  })
})

it('names the place of each complaint about the input', () => {
  const result = z
    .object({ policy: z.object({ maxRetries: z.number() }) })
    .safeParse({ policy: { maxRetries: 'x' } })
  const error = badInput('Body', result.error!)
  expect(error.message).toMatch(/^Body "policy\.maxRetries": /)
  expect(error.details).toMatchObject({ issues: [{ path: 'policy.maxRetries' }] })
})

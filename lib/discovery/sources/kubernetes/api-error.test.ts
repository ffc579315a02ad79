import { describe, expect, it } from 'vitest'
import { AppError } from '@/lib/kit/app-error'
import { ApiError, apiErrorOf, explain, type Question } from './api-error'

const question: Question = {
  verb: 'list',
  kind: { plural: 'mcpservers', group: 'toolhive.stacklok.dev' },
  namespace: undefined,
  context: 'blue',
}

describe('what the API server refuses is told', () => {
  it('as the rule that a ClusterRole lacks', () => {
    const message =
      'mcpservers.toolhive.stacklok.dev is forbidden: User "system:serviceaccount:tools:portolan" cannot list resource'
    expect(explain(new ApiError(403, message), question)).toBe(
      'May not list mcpservers.toolhive.stacklok.dev in all namespaces of blue as system:serviceaccount:tools:portolan. ' +
        "Add to the ClusterRole of Portolan's ServiceAccount: " +
        'apiGroups: ["toolhive.stacklok.dev"], resources: ["mcpservers"], verbs: ["get", "list", "watch"]; ' +
        'or name the namespaces that it may read in the setting Namespaces',
    )
  })

  it('as the rule that a Role lacks where one namespace is read', () => {
    const told = explain(new ApiError(403, 'no'), { ...question, verb: 'watch', namespace: 'tools' })
    expect(told).toContain(
      'May not watch mcpservers.toolhive.stacklok.dev in the namespace tools of blue. Add to its Role in tools',
    )
  })

  it('as credentials to renew, a wait, or in its own words', () => {
    expect(explain(new ApiError(401, 'Unauthorized'), question)).toContain('has expired')
    expect(explain(new ApiError(429, 'slow down'), question)).toContain('is busy (429): slow down')
    expect(explain(new ApiError(400, 'unable to parse'), question)).toContain(
      'refuses to list mcpservers (400): unable to parse',
    )
    expect(explain(new AppError('unreachable', 'It is gone'), question)).toBe('blue: It is gone')
  })
})

describe('an error of the API server', () => {
  it('is read from its Status, its header, or neither', () => {
    const body = { kind: 'Status', code: 410, message: 'too old', details: { retryAfterSeconds: 2 } }
    expect(apiErrorOf(body)).toMatchObject({ status: 410, message: 'too old', retryAfterMs: 2_000 })
    expect(apiErrorOf(body, 503, '7')).toMatchObject({ status: 503, retryAfterMs: 7_000 })
    expect(apiErrorOf('rubbish', 502)).toMatchObject({ status: 502, message: 'status 502' })
    expect(apiErrorOf(null)).toMatchObject({ status: 500 })
    expect(apiErrorOf({}, 429, 'Sun, 22 Nov 2026 00:00:00 GMT').retryAfterMs).toBeUndefined()
    expect(apiErrorOf({}, 429, '999999').retryAfterMs).toBe(300_000)
  })
})

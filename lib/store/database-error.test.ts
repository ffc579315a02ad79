import { describe, expect, it } from 'vitest'
import { AppError } from '@/lib/kit/app-error'
import { translateDatabaseError } from './database-error'

const translate = (error: unknown) => translateDatabaseError(error, 'PostgreSQL at db:5432/portolan')
const failed = (message: string, facts: object) => Object.assign(new Error(message), facts)

describe('a failure of the database', () => {
  it.each([
    ['no connection', failed('connect ECONNREFUSED 10.0.0.1:5432', { code: 'ECONNREFUSED' }), 'ECONNREFUSED'],
    ['several addresses that all refuse', aggregate(), 'ECONNREFUSED ::1'],
    [
      'a restart',
      failed('terminating connection due to administrator command', { code: '57P01' }),
      'terminating',
    ],
    ['a start-up', failed('the database system is starting up', { code: '57P03' }), 'starting up'],
    [
      'a wrong password',
      failed('password authentication failed for user "me"', { code: '28P01' }),
      'password',
    ],
    ['a full disk', failed('could not extend file: No space left on device', { code: '53100' }), 'No space'],
    ['a connection that broke', new Error('Connection terminated unexpectedly'), 'terminated'],
    [
      "Prisma's own sentence for the ORM",
      failed('Invalid `prisma.server.count()` invocation:\n\nCan not reach', {
        code: 'P1001',
        meta: {
          driverAdapterError: failed('DatabaseNotReachable', { cause: { kind: 'DatabaseNotReachable' } }),
        },
      }),
      'nothing listens there',
    ],
    [
      "Prisma's own sentence for raw SQL",
      failed('Raw query failed', {
        code: 'P2010',
        meta: {
          driverAdapterError: failed('x', {
            cause: { kind: 'postgres', originalCode: '57P01', originalMessage: 'going down' },
          }),
        },
      }),
      'going down',
    ],
  ])('is "database-unavailable" for %s, with the place and the reason', (_, error, reason) => {
    expect(translate(error)).toMatchObject({
      code: 'database-unavailable',
      message: expect.stringMatching(`PostgreSQL at db:5432/portolan does not answer: .*${reason}`) as string,
      cause: error,
    })
  })

  it('says that it was too busy when a transaction found no place', () => {
    const error = failed('Unable to start a transaction in the given time.', { code: 'P2028' })
    expect(translate(error)).toMatchObject({
      code: 'database-unavailable',
      message: expect.stringContaining('too busy: Unable to start') as string,
    })
  })

  it('is bad input for text that holds a NUL', () => {
    expect(translate(failed('invalid byte sequence', { code: '22021' }))).toMatchObject({ code: 'bad-input' })
  })

  it.each([
    ['an AppError', new AppError('revision-conflict', 'x')],
    ['a mistake of ours in SQL', failed('syntax error at or near "SELCT"', { code: '42601' })],
    ['a duplicate key', failed('duplicate key', { code: '23505' })],
    ['what is no error at all', 'text'],
  ])('stays as it is when it is %s', (_, error) => {
    expect(translate(error)).toBe(error)
  })
})

function aggregate(): AggregateError {
  const errors = ['::1', '127.0.0.1'].map((host) => failed(`ECONNREFUSED ${host}`, { code: 'ECONNREFUSED' }))
  return Object.assign(new AggregateError(errors), { code: 'ECONNREFUSED' })
}

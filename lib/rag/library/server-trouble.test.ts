import { describe, expect, it } from 'vitest'
import { AppError, type AppErrorCode } from '@/lib/kit/app-error'
import { ServerTrouble } from './server-trouble'

function after(...codes: (AppErrorCode | 'answered')[]): ServerTrouble {
  const trouble = new ServerTrouble()
  for (const code of codes) {
    if (code === 'answered') trouble.answered()
    else trouble.failed(new AppError(code, code))
  }
  return trouble
}

describe('a server that is asked for many resources', () => {
  it('is asked no more when it is away or lets nobody in, and all hear why', () => {
    expect(() => after('unreachable').check()).toThrow('unreachable')
    expect(() => after('needs-auth').check()).toThrow('needs-auth')
  })

  it('is asked on when one resource fails', () => {
    expect(() => after('protocol-error', 'too-large', 'timed-out', 'timed-out').check()).not.toThrow()
    expect(() => after('timed-out', 'timed-out', 'answered', 'timed-out').check()).not.toThrow()
  })

  it('is asked no more when one answer after the other does not come', () => {
    expect(() => after('timed-out', 'timed-out', 'timed-out').check()).toThrow('timed-out')
  })
})

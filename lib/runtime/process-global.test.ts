import { afterEach, describe, expect, it } from 'vitest'
import { getRuntime, peekRuntime } from './get-runtime'
import { currentInProcess, forgetInProcess, oncePerProcess } from './process-global'

afterEach(() => forgetInProcess())

describe('oncePerProcess', () => {
  it('shares one start among all who ask', async () => {
    let starts = 0
    const start = () => {
      starts += 1
      return Promise.resolve({ starts })
    }
    const [one, other] = await Promise.all([oncePerProcess(start), oncePerProcess(start)])
    expect(one).toBe(other)
    expect(await oncePerProcess(start)).toBe(one)
    expect(starts).toBe(1)
  })

  it('lets a failed start be tried again', async () => {
    await expect(oncePerProcess(() => Promise.reject(new Error('port taken')))).rejects.toThrow('port taken')
    await expect(oncePerProcess(() => Promise.resolve('up'))).resolves.toBe('up')
  })

  it('shows the value to those who must not wait only when it is there', async () => {
    const { promise, resolve } = Promise.withResolvers<string>()
    const started = oncePerProcess(() => promise)
    expect(currentInProcess()).toBeUndefined()
    resolve('up')
    await started
    expect(currentInProcess()).toBe('up')
  })
})

describe('getRuntime', () => {
  it('refuses while Next builds pages', async () => {
    process.env.NEXT_PHASE = 'phase-production-build'
    try {
      await expect(getRuntime()).rejects.toThrow('await connection()')
    } finally {
      delete process.env.NEXT_PHASE
    }
  })

  it('says that nothing has started', async () => {
    await expect(getRuntime()).rejects.toMatchObject({ code: 'shutting-down' })
    expect(peekRuntime()).toBeUndefined()
  })
})

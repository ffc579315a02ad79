import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { FaultyProxy } from './faulty-proxy'

describe('the faulty proxy', () => {
  let far: Server
  let proxy: FaultyProxy
  const ask = (limitMs = 5_000) =>
    fetch(`http://127.0.0.1:${proxy.port}/`, { signal: AbortSignal.timeout(limitMs) }).then(
      async (answer) => ({
        status: answer.status,
        text: await answer.text(),
      }),
    )

  beforeEach(async () => {
    far = createServer((_, response) => response.end('ahoy'))
    await new Promise<void>((resolve) => far.listen(0, '127.0.0.1', resolve))
    proxy = await new FaultyProxy((far.address() as AddressInfo).port).start()
  })
  afterEach(async () => {
    await proxy.stop()
    far.closeAllConnections()
    far.close()
  })

  it('carries what is asked and answered while the weather is clear', async () => {
    expect(await ask()).toEqual({ status: 200, text: 'ahoy' })
  })

  it.each([{ kind: 'refuse' }, { kind: 'reset' }] as const)(
    'fails at once when it is to $kind',
    async (weather) => {
      await ask()
      await proxy.set(weather)
      await expect(ask()).rejects.toThrow('fetch failed')
      await proxy.set({ kind: 'clear' })
      expect(await ask()).toEqual({ status: 200, text: 'ahoy' })
    },
  )

  it('lets what is asked through a partition hang', async () => {
    await ask()
    await proxy.set({ kind: 'partition' })
    await expect(ask(300)).rejects.toThrow('timeout')
    await proxy.set({ kind: 'clear' })
    expect(await ask()).toEqual({ status: 200, text: 'ahoy' })
  })

  it('answers in the place of the far side, also on a connection of better days', async () => {
    await ask()
    await proxy.set({ kind: 'status', status: 503 })
    expect(await ask()).toEqual({ status: 503, text: 'status 503' })
    expect(await ask()).toEqual({ status: 503, text: 'status 503' })
  })

  it('loses no word of what is late', async () => {
    await proxy.set({ kind: 'loss', percent: 50, lateMs: 20 })
    expect(await Promise.all(Array.from({ length: 20 }, () => ask()))).toEqual(
      Array.from({ length: 20 }, () => ({ status: 200, text: 'ahoy' })),
    )
  })
})

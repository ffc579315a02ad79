import { describe, expect, it } from 'vitest'
import { systemClock } from '@/lib/kit/clock'
import { silentLogger } from '@/lib/kit/logger'
import { Models } from './models'
import type { Settings } from './stores'

class MemorySettings implements Settings {
  readonly values = new Map<string, unknown>()
  get = (key: string) => Promise.resolve(this.values.get(key))
  set = (key: string, value: unknown) => Promise.resolve(void this.values.set(key, value))
  remove = (key: string) => Promise.resolve(void this.values.delete(key))
}

const prices = { input: 2, output: 8, currency: 'USD' }
const place = { provider: 'openai-compatible' as const, baseUrl: 'http://127.0.0.1:1/v1' }
const modelsOver = (settings: Settings) =>
  new Models({ settings, env: {}, clock: systemClock, logger: silentLogger })

describe('what a model costs and holds', () => {
  it('is known of a model that is chosen for one question, where somebody has said it', async () => {
    const models = modelsOver(new MemorySettings())
    await models.set({ ...place, model: 'usual', prices })
    const chosen = { provider: place.provider, model: 'other' }
    expect((await models.resolve(chosen))?.view.prices).toBeUndefined()
    await models.setMeasures({ ...chosen, prices: { ...prices, input: 9 }, contextTokens: 4_096 })
    const other = await models.resolve(chosen)
    expect(other?.view.prices?.input).toBe(9)
    expect(other?.context).toEqual({ tokens: 4_096, ratio: 1 })
    expect((await models.resolve())?.view.prices?.input).toBe(2)
    expect((await models.setMeasures(chosen)).measures).toEqual([])
  })

  it('stays known of the model that was used before', async () => {
    const models = modelsOver(new MemorySettings())
    await models.set({ ...place, model: 'first', prices })
    await models.set({ ...place, model: 'second' })
    expect((await models.resolve({ provider: place.provider, model: 'first' }))?.view.prices).toEqual(prices)
    expect((await models.resolve())?.view.prices).toBeUndefined()
  })

  it('is still known after a restart, where it was learnt from a refusal', async () => {
    const settings = new MemorySettings()
    const before = modelsOver(settings)
    await before.set({ ...place, model: 'small' })
    ;(await before.resolve())?.learn({ tokens: 2_048, ratio: 1.5 })
    await expect.poll(() => settings.values.has('model-contexts')).toBe(true)
    const after = await modelsOver(settings).resolve()
    expect(after?.context).toEqual({ tokens: 2_048, ratio: 1.5 })
  })

  it('is learnt anew where it can not be read or kept, and the question goes on', async () => {
    const settings = new MemorySettings()
    const models = modelsOver({
      get: (key) => (key === 'model-contexts' ? Promise.reject(new Error('Locked')) : settings.get(key)),
      set: settings.set,
      remove: settings.remove,
    })
    await models.set({ ...place, model: 'small' })
    const resolved = await models.resolve()
    expect(resolved?.context).toBeUndefined()
    resolved?.learn({ tokens: 2_048, ratio: 1 })
    expect((await models.resolve())?.context?.tokens).toBe(2_048)
  })
})

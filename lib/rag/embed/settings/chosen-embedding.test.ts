import { expect, it } from 'vitest'
import { FakeClock } from '@/e2e/servers/fake-clock'
import type { Logger } from '@/lib/kit/logger'
import { ChosenEmbedding } from './chosen-embedding'

it('says once in the log, and whenever asked, why the environment’s model can’t be used', async () => {
  const logged: unknown[] = []
  const stored = new Map<string, unknown>()
  const chosen = new ChosenEmbedding({
    settings: {
      get: (key) => Promise.resolve(stored.get(key)),
      set: () => Promise.resolve(),
      remove: () => Promise.resolve(),
    },
    around: {
      variables: { model: 'minilm', models: '/models' },
      ollamaUrl: 'http://127.0.0.1:11434',
      hasFolder: () => false,
    },
    make: () => {
      throw new Error('There is no model to make')
    },
    clock: new FakeClock(),
    // Nothing else of it is used.
    logger: { warn: (...said: unknown[]) => logged.push(said) } as unknown as Logger,
  })
  await chosen.read()
  await chosen.read()
  expect(chosen.problem).toMatch(/"minilm".*nothing says where it answers.*In \/models/)
  expect(logged).toHaveLength(1)
  expect(await chosen.test()).toMatchObject({ ok: false, message: chosen.problem })
  stored.set('embedding', {
    ...{ provider: 'onnx', model: 'x', pooling: 'mean', queryPrefix: '', passagePrefix: '' },
  })
  await chosen.read()
  expect([chosen.problem, chosen.picked?.settings.model]).toEqual([null, 'x'])
})

import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import * as discovery from '@/lib/domain/api/discovery'
import { type InProcessApp, startInProcess } from './fixtures/in-process'

describe('discovery over the API', () => {
  let app: InProcessApp

  beforeAll(async () => {
    app = await startInProcess()
  })
  afterAll(async () => {
    await app[Symbol.asyncDispose]()
  })

  const sourceOf = async (id: string) => {
    const { items } = await app.client.call(discovery.listSources)
    const source = items.find((item) => item.id === id)
    if (!source) throw new Error(`No source ${id}`)
    return source
  }

  it('lists every source in order of precedence, with what it does and why it does nothing', async () => {
    const { items } = await app.client.call(discovery.listSources)
    console.log(JSON.stringify(items.map(({ settings, ...item }) => item), null, 1))
    expect(items.map(({ id }) => id)).toEqual([
      'manual',
      'config-file',
      'environment',
      'kubernetes',
      'http',
      'dns',
      'client-files',
    ])
    expect(await sourceOf('config-file')).toMatchObject({ state: 'idle', runnable: true, watching: true })
  })

  it('runs a source', async () => {
    app.writeConfig('servers:\n  one: { url: "http://127.0.0.1:9/mcp" }\n')
    const began = performance.now()
    const run = await app.client.call(discovery.runSource, {
      params: { id: 'config-file' },
      query: { wait: 'true' },
    })
    console.log(performance.now() - began, JSON.stringify(run))
  })
})

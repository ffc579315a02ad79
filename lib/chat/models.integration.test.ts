import { randomBytes } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { createdDataDirectory, type DataDirectory } from '@/e2e/fixtures/data-directory'
import { type ModelServer, startModelServer } from '@/e2e/fixtures/model-server'
import type { ModelVariables } from '@/lib/config/env'
import { Sealer } from '@/lib/config/secrets'
import { systemClock } from '@/lib/kit/clock'
import type { Logger } from '@/lib/kit/logger'
import { openDatabase } from '@/lib/store/client'
import type { Database } from '@/lib/store/database'
import { SettingsStore } from '@/lib/store/settings'
import { Models } from './models'

const KEY = 'sk-integration-0123456789'
const NOBODY = 'http://127.0.0.1:9'
let directory: DataDirectory
let database: Database
let server: ModelServer
let settings: SettingsStore
const logged: unknown[] = []
const logger: Logger = {
  debug: (...line) => logged.push(line),
  info: (...line) => logged.push(line),
  warn: (...line) => logged.push(line),
  error: (...line) => logged.push(line),
  child: () => logger,
}

beforeAll(async () => {
  directory = await createdDataDirectory()
  database = await openDatabase({ dataDir: directory.path, logger })
  settings = new SettingsStore(database, Sealer.fromKeys([randomBytes(32)]))
  server = await startModelServer()
})
afterAll(async () => {
  await server.stop()
  await database.close()
  directory[Symbol.dispose]()
})
afterEach(async () => {
  await settings.remove('model')
  logged.length = 0
})

const models = (env: ModelVariables = {}) =>
  new Models({ settings, env: { ollamaHost: NOBODY, ...env }, clock: systemClock, logger })
const compatible = () =>
  ({ provider: 'openai-compatible', model: 'scripted', baseUrl: server.baseUrl, apiKey: KEY }) as const

describe('the model that a person sets', () => {
  it('is none at first', async () => {
    expect(await models().view()).toEqual({ model: null, detected: [], measures: [] })
    expect(await models().resolve()).toBeNull()
    expect(await models().test()).toMatchObject({ ok: false, message: 'No model is set' })
  })

  it('is kept with its key sealed: neither the answer, the log nor the database holds it', async () => {
    const view = await models().set(compatible())
    expect(view).toEqual({
      provider: 'openai-compatible',
      model: 'scripted',
      baseUrl: server.baseUrl,
      hasKey: true,
      origin: 'settings',
    })
    const rows = await database.run((queries) => queries.setting.findMany())
    expect(rows).toHaveLength(1)
    expect(JSON.stringify([view, await models().view(), rows, logged])).not.toContain(KEY)
    expect((await models().resolve())?.secrets).toEqual([KEY])
  })

  it('answers the test, before it is saved and after', async () => {
    expect(await models().test(compatible())).toMatchObject({ ok: true, message: 'scripted answered: ready' })
    expect((await models().view()).model).toBeNull()
    await models().set(compatible())
    expect(await models().test()).toMatchObject({ ok: true })
  })

  it('says in the test that nobody is there, and where', async () => {
    const { ok, message } = await models().test({ ...compatible(), baseUrl: 'http://127.0.0.1:9/v1' })
    expect(ok).toBe(false)
    expect(message).toContain('No answer from 127.0.0.1:9')
  })

  it('says in the test what a stranger answers, in few words', async () => {
    const stranger = createServer((_, response) => {
      response.writeHead(404, { 'content-type': 'text/html' }).end(`<html>${'x'.repeat(100_000)}</html>`)
    })
    await new Promise<void>((resolve) => stranger.listen(0, '127.0.0.1', resolve))
    const { port } = stranger.address() as AddressInfo
    const { ok, message } = await models().test({ ...compatible(), baseUrl: `http://127.0.0.1:${port}` })
    stranger.close()
    expect(ok).toBe(false)
    expect(message.length).toBeLessThan(700)
  })

  it('does not send the stored key to another address that is tried with it', async () => {
    await models().set(compatible())
    const seen: unknown[] = []
    const elsewhere = createServer((request, response) => {
      seen.push(request.headers.authorization)
      response.writeHead(500).end('{}')
    })
    await new Promise<void>((resolve) => elsewhere.listen(0, '127.0.0.1', resolve))
    const { port } = elsewhere.address() as AddressInfo
    await models().test({ provider: 'openai-compatible', model: 'x', baseUrl: `http://127.0.0.1:${port}/v1` })
    elsewhere.close()
    expect(seen).toEqual([undefined])
  })

  it('says plainly that a provider needs a key, without asking it', async () => {
    const { ok, message } = await models().test({ provider: 'anthropic', model: 'claude-x' })
    expect(ok).toBe(false)
    expect(message).toContain('ANTHROPIC_API_KEY')
  })

  it('is forgotten with its key, and the one of the environment applies again', async () => {
    const env = { model: 'local', baseUrl: server.baseUrl }
    await models(env).set(compatible())
    await models(env).clear()
    expect((await models(env).view()).model).toEqual({
      provider: 'openai-compatible',
      model: 'local',
      baseUrl: server.baseUrl,
      hasKey: false,
      origin: 'environment',
    })
    expect(await models(env).test()).toMatchObject({ ok: true })
  })
})

describe('a local Ollama', () => {
  it('is found with its models', async () => {
    const host = new URL(server.baseUrl).host
    expect((await models({ ollamaHost: host }).view()).detected).toEqual([
      { provider: 'ollama', baseUrl: `http://${host}`, models: ['scripted:1b'] },
    ])
  })

  it('answers when it is chosen', async () => {
    const baseUrl = new URL(server.baseUrl).origin
    expect(await models().test({ provider: 'ollama', model: 'scripted:1b', baseUrl })).toMatchObject({
      ok: true,
    })
  })

  it('is not waited for when something else hangs at its port', async () => {
    const silent = createServer(() => undefined)
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve))
    const { port } = silent.address() as AddressInfo
    const startedAt = performance.now()
    expect((await models({ ollamaHost: `127.0.0.1:${port}` }).view()).detected).toEqual([])
    expect(performance.now() - startedAt).toBeLessThan(2_000)
    silent.closeAllConnections()
    silent.close()
  })

  it('is looked for once, however many ask at the same time', async () => {
    let asked = 0
    const counting = createServer((_, response) => {
      asked++
      response.end('{"models":[]}')
    })
    await new Promise<void>((resolve) => counting.listen(0, '127.0.0.1', resolve))
    const { port } = counting.address() as AddressInfo
    const one = models({ ollamaHost: `127.0.0.1:${port}` })
    await Promise.all([one.view(), one.view(), one.view()])
    counting.close()
    expect(asked).toBe(1)
  })
})

describe('a key in the environment', () => {
  it('is offered, and neither used nor shown by itself', async () => {
    const found = await models({ openaiApiKey: KEY, anthropicApiKey: KEY }).view()
    expect(found.model).toBeNull()
    expect(found.detected.map(({ provider }) => provider)).toEqual(['openai', 'anthropic'])
    expect(JSON.stringify(found)).not.toContain(KEY)
  })
})

import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { FakeClock } from '@/e2e/servers/fake-clock'
import { TestPostgres } from '@/e2e/fixtures/postgres'
import { AppError } from '@/lib/kit/app-error'
import { systemClock } from '@/lib/kit/clock'
import { silentLogger } from '@/lib/kit/logger'
import { openDatabase } from '@/lib/store/client'
import type { Database } from '@/lib/store/database'
import { Peers } from './peers'

let postgres: TestPostgres
let url: string
let databases: Database[]
let asking: Peers
let answering: Peers

beforeAll(async () => {
  postgres = await TestPostgres.start()
  url = await postgres.createDatabase()
})
afterAll(async () => {
  await postgres.stop()
})
beforeEach(async () => {
  databases = []
  asking = await replica()
  answering = await replica()
})
afterEach(async () => {
  await Promise.all([asking.stop(), answering.stop()])
  await Promise.all(databases.map((database) => database.close()))
})

async function replica(clock = systemClock): Promise<Peers> {
  const database = await openDatabase({ databaseUrl: url, dataDir: '/nowhere', logger: silentLogger })
  databases.push(database)
  const peers = new Peers({ database, clock, logger: silentLogger })
  await peers.start()
  return peers
}

async function all(stream: ReadableStream<unknown> | undefined): Promise<unknown[]> {
  const items: unknown[] = []
  for await (const item of stream ?? []) items.push(item)
  return items
}

function streamOf(...items: unknown[]): ReadableStream<unknown> {
  return new ReadableStream({
    start(controller) {
      for (const item of items) controller.enqueue(item)
      controller.close()
    },
  })
}

describe('replicas', () => {
  it('hand questions and answers over whole and in order, however long and whatever is in them', async () => {
    const long = '"\\ \u0000 😀é'.repeat(3_000)
    answering.serve('echo', (data) => streamOf(data, { n: 1 }, long, null))
    expect(await all(await asking.ask('echo', { long }))).toEqual([{ long }, { n: 1 }, long, null])
  })

  it('leave a question to the one whose business it is, and say when it is nobody’s', async () => {
    const third = await replica()
    answering.serve('mine', () => undefined)
    third.serve('mine', (data) => (data === 'third' ? streamOf('here') : undefined))
    expect(await all(await asking.ask('mine', 'third'))).toEqual(['here'])
    expect(await asking.ask('mine', 'nobody', { withinMs: 100 })).toBeUndefined()
    expect(await asking.ask('unknown', 'x', { withinMs: 100 })).toBeUndefined()
    await third.stop()
  })

  it('hear of a failure as it was, and of no secret of one that was not expected', async () => {
    answering.serve('fails', (data) => {
      const error = data === 'expected' ? new AppError('bad-input', 'Not so') : new Error('password=x')
      return new ReadableStream({ pull: (controller) => controller.error(error) })
    })
    await expect(asking.ask('fails', 'expected').then(all)).rejects.toMatchObject({
      ...{ code: 'bad-input', message: 'Not so' },
    })
    await expect(asking.ask('fails', 'other').then(all)).rejects.toMatchObject({
      ...{ code: 'internal', message: 'The replica that was to answer failed' },
    })
  })

  it('stop answering when nobody reads any more', async () => {
    const cancelled = Promise.withResolvers<undefined>()
    answering.serve('endless', () => {
      return new ReadableStream({
        start: (controller) => controller.enqueue('first'),
        cancel: () => cancelled.resolve(undefined),
      })
    })
    const reader = (await asking.ask('endless', null))!.getReader()
    expect(await reader.read()).toEqual({ done: false, value: 'first' })
    await reader.cancel()
    await cancelled.promise
    expect(await reader.read()).toMatchObject({ done: true })
  })

  it('notice when the one that answers is gone', async () => {
    const clock = new FakeClock()
    const patient = await replica(clock)
    answering.serve('endless', () => new ReadableStream({ start: (controller) => controller.enqueue(1) }))
    const reader = (await patient.ask('endless', null))!.getReader()
    await reader.read()
    clock.advance(20_000)
    await expect(reader.read()).rejects.toMatchObject({ code: 'unreachable' })
    await patient.stop()
  })

  it('fail what is open when the connection to the database was lost, and go on afterwards', async () => {
    answering.serve('endless', () => new ReadableStream({ start: (controller) => controller.enqueue(1) }))
    answering.serve('echo', (data) => streamOf(data))
    const reader = (await asking.ask('endless', null))!.getReader()
    await reader.read()
    await postgres.pause()
    await postgres.resume()
    await expect(reader.read()).rejects.toMatchObject({ code: 'unreachable' })
    await expect
      .poll(async () => all(await asking.ask('echo', 'again').catch(() => undefined)), { timeout: 20_000 })
      .toEqual(['again'])
  })
})

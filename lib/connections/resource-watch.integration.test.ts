import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { PoolHarness, until } from '@/e2e/servers/pool-harness'
import { ResourceTexts } from '@/e2e/servers/resource-texts'
import type { ResourceNews } from './resource-watches'

let harness: PoolHarness
let texts: ResourceTexts
let news: ResourceNews[]

beforeEach(() => {
  texts = new ResourceTexts({ 'note://a': 'A', 'note://b': 'B' })
  harness = new PoolHarness()
  news = []
  harness.pool.watches.subscribe((_, one) => news.push(one))
})
afterEach(async () => {
  await harness.dispose()
  texts[Symbol.dispose]()
})

const remote = (url: string) => ({ kind: 'remote' as const, transport: 'streamable-http' as const, url })
const touch = (uri: string, times = 1) => harness.call('notes', 'touch', { uri, times })
const updates = () => news.filter(({ kind }) => kind === 'updated')
const watched = (...uris: string[]) =>
  until(
    () => JSON.stringify(news.findLast(({ kind }) => kind === 'watched')) === watchedWords(uris),
    15_000,
    () => JSON.stringify(news),
  )
const watchedWords = (uris: string[]) => JSON.stringify({ kind: 'watched', uris })

describe.each(['legacy', 'modern'])('resources of a server of the %s era that are watched', (mode) => {
  it('are told of when they change, also after the server was restarted with another session', async () => {
    const flags = ['--mode', mode, ...texts.flags]
    const first = await harness.http(flags)
    harness.declare('notes', { endpoint: remote(first.url), policy: { maxRetries: 50 } })
    // Before there is a connection: that waits for one.
    harness.pool.watches.want('notes', ['note://a'])
    await harness.pool.open('notes')
    await watched('note://a')
    await touch('note://b')
    await touch('note://a')
    await until(() => updates().length > 0)
    expect(updates()).toEqual([{ kind: 'updated', uri: 'note://a' }])

    await first.kill()
    await watched()
    expect(harness.pool.watches.isTold('notes', 'note://a')).toBe(false)
    await harness.http(flags, first.port)
    await watched('note://a')
    await touch('note://a')
    await until(() => updates().length > 1)

    harness.pool.watches.want('notes', ['note://b'])
    await watched('note://b')
    news = []
    await touch('note://a')
    await touch('note://b')
    await until(() => updates().length > 0)
    expect(updates()).toEqual([{ kind: 'updated', uri: 'note://b' }])
    harness.pool.watches.want('notes', [])
    await watched()
  })
})

describe('resources that are watched', () => {
  it('are told of as a part of what was asked for, and one that is refused keeps no other from it', async () => {
    harness.declare('notes', { endpoint: harness.stdio(texts.flags) })
    harness.pool.watches.want('notes', ['note://a', 'quiet:b'])
    await harness.pool.open('notes')
    await watched('note://a')
    await harness.pool.close('notes')
    await watched()
    await harness.pool.open('notes')
    await watched('note://a')
    expect(texts.journal().filter((line) => line.includes('quiet'))).toHaveLength(2)
    await harness.call('notes', 'touch', { uri: 'note://a', part: 'note://a/section' })
    await until(() => updates().length > 0)
    expect(updates()).toEqual([{ kind: 'updated', uri: 'note://a' }])
    const log = harness.pool.log('notes').map(({ text }) => text)
    expect(log).toContain('Does not tell of changes of quiet:b: Not that one')
  })

  it('start no server, and keep none from being stopped when nobody uses it', async () => {
    harness.declare('notes', { endpoint: harness.stdio(texts.flags), policy: { idleStopMs: 50 } })
    harness.pool.watches.want('notes', ['note://a'])
    expect(harness.pool.stateOf('notes').kind).toBe('idle')
    await harness.pool.open('notes')
    await harness.until('notes', 'idle')
    expect(harness.pool.watches.isTold('notes', 'note://a')).toBe(false)
    expect(await harness.processes()).toEqual([])
  })

  it('are not asked for of a server that tells of none', async () => {
    harness.declare('notes', { endpoint: harness.stdio([...texts.flags, '--mute']) })
    harness.pool.watches.want('notes', ['note://a'])
    await harness.pool.readResource('notes', 'note://a')
    expect(texts.journal()).toEqual(['read note://a'])
    expect(news).toEqual([])
  })

  it('are a thousand of one server at most, each asked for once', async () => {
    harness.declare('notes', { endpoint: harness.stdio(texts.flags) })
    const uris = Array.from({ length: 1_100 }, (_, at) => `note://${String(at).padStart(4, '0')}`)
    harness.pool.watches.want('notes', [...uris, ...uris])
    await harness.pool.open('notes')
    await watched(...uris.slice(0, 1_000))
    expect(texts.journal()).toHaveLength(1_000)
  })

  it('are said to be others by a server whose list has changed', async () => {
    harness.declare('notes', { endpoint: harness.stdio(texts.flags) })
    harness.pool.watches.want('notes', ['note://a'])
    await harness.pool.open('notes')
    await harness.call('notes', 'relist')
    await until(() => news.some(({ kind }) => kind === 'listed'))
  })

  it('are offered by templates too, whose variables are completed in either era', async () => {
    const server = await harness.http(['--mode', 'modern', ...texts.flags])
    harness.declare('modern', { endpoint: remote(server.url) })
    harness.declare('legacy', { endpoint: harness.stdio(texts.flags) })
    for (const name of ['modern', 'legacy']) {
      const { templates } = await harness.pool.resources(name)
      expect(templates).toMatchObject([{ uriTemplate: 'note://{place}/{day}', title: 'Notes of a day' }])
      const of = { template: 'note://{place}/{day}' }
      const asked = { of, argument: 'place', value: 'b', filled: { day: 'monday' } }
      expect((await harness.pool.complete(name, asked)).values).toEqual(['Bergen', 'Bremen'])
    }
  })

  it('come with how long they hold, where the server says that', async () => {
    const server = await harness.http(['--mode', 'modern', ...texts.flags, '--ttl', '90000'])
    harness.declare('modern', { endpoint: remote(server.url) })
    harness.declare('notes', { endpoint: harness.stdio(texts.flags) })
    expect(await harness.pool.readResource('modern', 'note://a')).toMatchObject({ ttlMs: 90_000 })
    expect(await harness.pool.readResource('notes', 'note://a')).not.toHaveProperty('ttlMs')
  })
})

import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createdDataDirectory, type DataDirectory } from '@/e2e/fixtures/data-directory'
import { type LibraryWorld, startLibraryWorld } from '@/e2e/fixtures/library-world'
import { soon } from '@/e2e/fixtures/soon'
import { PoolHarness } from '@/e2e/servers/pool-harness'
import { ResourceTexts } from '@/e2e/servers/resource-texts'
import type { DocumentOrigin } from '@/lib/domain/document'
import { type Clock, systemClock } from '@/lib/kit/clock'

let directory: DataDirectory
let harness: PoolHarness
let world: LibraryWorld
let texts: ResourceTexts
/** What waits for five seconds or longer, until a test lets it go on. */
let held: (() => void)[] = []

const clock: Clock = {
  now: () => Date.now(),
  after(delayMs, task) {
    if (delayMs < 5_000) return systemClock.after(delayMs, task)
    held.push(task)
    return () => (held = held.filter((one) => one !== task))
  },
}
const goOn = () => {
  for (const task of held.splice(0)) task()
}

beforeAll(async () => {
  directory = await createdDataDirectory()
  harness = new PoolHarness()
  world = await startLibraryWorld({
    ...{ dataDir: directory.path, clock, bus: harness.bus },
    // It has all that the library uses of it.
    pool: harness.pool,
  })
}, 60_000)
afterAll(async () => {
  await world.stop()
  await harness.dispose()
  directory[Symbol.dispose]()
})
beforeEach(() => {
  texts = new ResourceTexts({ 'note://a': 'First.', 'note://b': 'Other.' })
})
afterEach(() => texts[Symbol.dispose]())

const remote = (url: string) => ({ kind: 'remote' as const, transport: 'streamable-http' as const, url })

async function take(server: string, uri = 'note://a'): Promise<string> {
  const body = { server, uris: [uri], tags: [], keep: true, collection: undefined }
  const { queued } = await world.library.addResources(body)
  return queued[0]!.id
}
type Resource = Extract<DocumentOrigin, { kind: 'resource' }>
const originOf = async (id: string) => (await world.library.get(id)).origin as Resource
const says = (id: string, text: string) =>
  soon(async () => {
    expect((await world.library.get(id)).state).toBe('ready')
    expect((await world.library.text(id, { start: 0 })).text).toBe(text)
  })
const isKept = (id: string, upkeep: Resource['upkeep']) =>
  soon(async () => expect((await originOf(id)).upkeep).toEqual(upkeep))
const reads = () => texts.journal().filter((line) => line.startsWith('read')).length
const inAnHour = () => expect.closeTo(Date.now() + 3_600_000, -6) as number
const bySubscription = { by: 'subscription' } as const

describe.each(['legacy', 'modern'])(
  'a kept resource of a server of the %s era',
  { timeout: 30_000 },
  (mode) => {
    it('is read again when the server says so, and after the server was away', async () => {
      const flags = ['--mode', mode, ...texts.flags]
      const server = await harness.http(flags)
      harness.declare(mode, { endpoint: remote(server.url), policy: { maxRetries: 50 } })
      const id = await take(mode)
      await isKept(id, bySubscription)
      await says(id, 'First.')
      texts.put({ 'note://a': 'Second.' })
      await harness.call(mode, 'touch', { uri: 'note://a' })
      await says(id, 'Second.')
      await server.kill()
      await isKept(id, { by: 'time', everyMs: 600_000, told: false })
      texts.put({ 'note://a': 'Third.' })
      await harness.http(flags, server.port)
      await says(id, 'Third.')
      await isKept(id, bySubscription)
    })
  },
)

describe('a kept resource', { timeout: 30_000 }, () => {
  it('is read once for a thousand notices and once at their end, and indexed only when it says something else', async () => {
    harness.declare('chatty', { endpoint: harness.stdio(texts.flags) })
    const id = await take('chatty')
    await isKept(id, bySubscription)
    await says(id, 'First.')
    // Once, or twice where the server has begun to tell of changes only after it was asked.
    await soon(async () =>
      expect((await world.library.get(id)) as object).toMatchObject({ readNextAt: inAnHour() }),
    )
    const before = reads()
    const { generation, indexedAt } = (await world.library.get(id)) as {
      generation?: number
      indexedAt: unknown
    }
    await harness.call('chatty', 'touch', { uri: 'note://a', times: 1_000 })
    await soon(() => expect(reads()).toBe(before + 1))
    goOn()
    await soon(() => expect(reads()).toBe(before + 2))
    goOn()
    await harness.call('chatty', 'echo', { text: 'all is over' })
    expect(reads()).toBe(before + 2)
    expect(await world.library.get(id)).toMatchObject({ generation, indexedAt, state: 'ready' })
  })

  it('that is gone stays as it was and says why, and is itself again when it is back', async () => {
    harness.declare('gone', { endpoint: harness.stdio(texts.flags) })
    const id = await take('gone')
    await isKept(id, bySubscription)
    await says(id, 'First.')
    texts.put({ 'note://a': undefined })
    // Not told of itself: the list is another one.
    await harness.call('gone', 'relist')
    goOn()
    await soon(async () => expect((await originOf(id)).problem).toContain('Resource not found'))
    await says(id, 'First.')
    texts.put({ 'note://a': 'Back.' })
    await harness.call('gone', 'relist')
    goOn()
    await says(id, 'Back.')
    expect(await originOf(id)).not.toHaveProperty('problem')
  })

  it('is watched no more when it is not kept, or deleted', async () => {
    harness.declare('left', { endpoint: harness.stdio(texts.flags) })
    const [a, b] = [await take('left', 'note://a'), await take('left', 'note://b')]
    await isKept(a, bySubscription)
    await isKept(b, bySubscription)
    await world.library.change(a, { kept: false })
    await soon(() => expect(texts.journal()).toContain('unsubscribe note://a'))
    await world.library.remove(b)
    await soon(() => expect(texts.journal()).toContain('unsubscribe note://b'))
    expect((await originOf(a)).upkeep).toBeUndefined()
  })

  it('goes by the time that its server says, where that tells of no change', async () => {
    const server = await harness.http(['--mode', 'modern', ...texts.flags, '--mute', '--ttl', '300000'])
    harness.declare('timed', { endpoint: remote(server.url) })
    const id = await take('timed')
    await isKept(id, { by: 'time', everyMs: 300_000, told: true })
    expect((await originOf(id)).readAt).toBeDefined()
  })
})

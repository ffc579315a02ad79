import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createdDataDirectory, type DataDirectory } from '@/e2e/fixtures/data-directory'
import {
  type LibraryWorld,
  type LibraryWorldOptions,
  longMarkdown,
  startLibraryWorld,
  uploadOf,
} from '@/e2e/fixtures/library-world'
import { TestPostgres } from '@/e2e/fixtures/postgres'
import { soon } from '@/e2e/fixtures/soon'
import { StoreProcess } from '@/e2e/fixtures/store-process'
import { z } from 'zod'
import type { DocumentState } from '@/lib/domain/document'

const NEVER = AbortSignal.timeout(600_000)

interface Row {
  generation: number
  ordinal: number
}

async function passagesOf({ database }: LibraryWorld, id: string): Promise<Row[]> {
  return database.run(
    (queries) => queries.$queryRaw<Row[]>`
      SELECT generation, ordinal FROM passage WHERE document_id = ${id}::uuid ORDER BY generation, ordinal`,
  )
}

async function add(world: LibraryWorld, name: string, text: string): Promise<string> {
  const { queued } = await world.library.upload(uploadOf({ [name]: text }), NEVER)
  return queued[0]!.id
}

async function reaches({ library }: LibraryWorld, id: string, state: DocumentState): Promise<void> {
  await soon(async () => expect((await library.get(id)).state).toBe(state))
}

const all = (count: number) => Array.from({ length: count }, (_, at) => at)

describe.each(['pglite', 'postgres'] as const)('ingestion on %s', { timeout: 60_000 }, (kind) => {
  let postgres: TestPostgres | undefined
  let directory: DataDirectory
  let world: LibraryWorld
  let databaseUrl: string | undefined

  beforeAll(async () => {
    postgres = kind === 'postgres' ? await TestPostgres.start() : undefined
  })
  afterAll(async () => {
    await postgres?.stop()
  })
  beforeEach(async () => {
    directory = await createdDataDirectory()
    databaseUrl = await postgres?.createDatabase()
  })
  afterEach(async () => {
    await world.stop()
    directory[Symbol.dispose]()
  })

  async function start(options: Partial<LibraryWorldOptions> = {}): Promise<void> {
    world = await startLibraryWorld({ dataDir: directory.path, databaseUrl, ...options })
  }

  /** Holds the run of a document until it is let go. */
  function gate() {
    const reached = Promise.withResolvers<undefined>()
    const release = Promise.withResolvers<undefined>()
    return {
      reached: reached.promise,
      release: () => release.resolve(undefined),
      async hold() {
        reached.resolve(undefined)
        await release.promise
      },
    }
  }

  it('serves the old passages until all of the new ones are there', async () => {
    let held = gate()
    held.release()
    await start({ onWritten: () => held.hold() })
    const id = await add(world, 'guide.md', longMarkdown(60))
    await reaches(world, id, 'ready')
    held = gate()
    expect(await add(world, 'guide.md', `${longMarkdown(70)} changed`)).toBe(id)
    await held.reached
    const query = { limit: 1_000, cursor: undefined }
    const before = await world.library.passages(id, query)
    const { text } = await world.library.text(id, { start: 0 })
    for (const { place, text: passage } of before.items)
      expect(text.slice(place.start, place.end)).toBe(passage)
    expect([before.total, before.items.length]).toEqual([60, 60])
    held.release()
    await reaches(world, id, 'ready')
    expect((await world.library.passages(id, query)).items).toHaveLength(70)
    // Of the old ones nothing is left, nor of their original.
    expect((await passagesOf(world, id)).map(({ ordinal }) => ordinal)).toEqual(all(70))
    await soon(async () => expect(await world.database.run((queries) => queries.content.count())).toBe(1))
  })

  it('is overtaken by a newer content, and leaves nothing of the old behind', async () => {
    const held = gate()
    await start({ onWritten: () => held.hold() })
    const id = await add(world, 'guide.md', longMarkdown(120))
    await held.reached
    await add(world, 'guide.md', longMarkdown(10))
    held.release()
    await reaches(world, id, 'ready')
    expect(await passagesOf(world, id)).toEqual(all(10).map((ordinal) => ({ generation: 2, ordinal })))
  })

  it('ends when its document is deleted in the midst of it, and leaves nothing behind', async () => {
    const held = gate()
    await start({ onWritten: () => held.hold() })
    const id = await add(world, 'guide.md', longMarkdown(120))
    await held.reached
    await world.library.remove(id)
    held.release()
    await soon(async () => expect(await passagesOf(world, id)).toEqual([]))
    await soon(async () => expect(await world.database.run((queries) => queries.content.count())).toBe(0))
    await expect(world.library.get(id)).rejects.toMatchObject({ code: 'not-found' })
    const kinds = world.events.filter((event) => 'document' in event && event.document === id)
    expect(kinds.at(-1)).toMatchObject({ kind: 'document-removed' })
  })

  it('ends when it is cancelled, and begins anew when it is asked for again', async () => {
    let held = gate()
    await start({ onWritten: () => held.hold() })
    const id = await add(world, 'guide.md', longMarkdown(120))
    await held.reached
    await world.library.act({ action: 'cancel', tags: [], ids: [id] })
    expect((await world.library.get(id)).state).toBe('cancelled')
    held.release()
    await soon(async () => expect(await passagesOf(world, id)).toEqual([]))
    held = gate()
    held.release()
    await world.library.act({ action: 'reindex', tags: [], ids: [id] })
    await reaches(world, id, 'ready')
    expect(await passagesOf(world, id)).toEqual(all(120).map((ordinal) => ({ generation: 2, ordinal })))
  })

  it('is found by words at once when vectors can’t be made, and finished when they can', async () => {
    let isDown = true
    await start({
      clock: fastClock(),
      embedDocument: () => Promise.resolve({ notice: isDown ? 'No answer from the model' : null }),
    })
    const ids = [await add(world, 'one.md', '# One\n\nWords.'), await add(world, 'two.md', '# Two\n\nWords.')]
    for (const id of ids) {
      await soon(async () =>
        expect(await world.library.get(id)).toMatchObject({
          ...{ state: 'embedding', passages: 1 },
          error: { code: 'unreachable', message: 'No answer from the model' },
        }),
      )
    }
    isDown = false
    for (const id of ids) await reaches(world, id, 'ready')
    expect((await world.library.get(ids[0]!)).error).toBeNull()
  })

  it('reads resources again in their time, and keeps what it has when the server is away', async () => {
    const resources = new Map([['note://a', '# Note\n\nFirst.']])
    const time = { ahead: 0 }
    const clock = { now: () => Date.now() + time.ahead, after: fastClock().after }
    await start({ clock, resources })
    const body = { server: 'notes', uris: ['note://a'], tags: [], keep: true, collection: undefined }
    const { queued } = await world.library.addResources(body)
    const id = queued[0]!.id
    await reaches(world, id, 'ready')
    const textIs = async (text: string) =>
      expect((await world.library.text(id, { start: 0 })).text).toBe(text)
    resources.set('note://a', '# Note\n\nSecond.')
    await world.jobs.send(READING, {})
    await textIs('# Note\n\nFirst.')
    time.ahead += 11 * 60_000
    await world.jobs.send(READING, {})
    await soon(() => textIs('# Note\n\nSecond.'))
    await reaches(world, id, 'ready')
    resources.clear()
    time.ahead += 11 * 60_000
    await world.jobs.send(READING, {})
    await soon(async () =>
      expect(await world.library.get(id)).toMatchObject({
        state: 'ready',
        origin: { problem: 'No answer from notes' },
      }),
    )
    await textIs('# Note\n\nSecond.')
    resources.set('note://a', '# Note\n\nSecond.')
    time.ahead += 6 * 60_000
    await world.jobs.send(READING, {})
    await soon(async () => expect((await world.library.get(id)).origin).not.toHaveProperty('problem'))
  })

  it('takes many in, each once, tells of each at most once a second, and of its end', async () => {
    await start()
    const files = Object.fromEntries(
      all(40).map((at) => [`folder/${at}.md`, `# File ${at}\n\nWords of ${at}.`]),
    )
    const [one, two] = await Promise.all([
      world.library.upload(uploadOf(files), NEVER),
      world.library.upload(uploadOf(files), NEVER),
    ])
    expect([one.queued.length + two.queued.length, one.known.length + two.known.length]).toEqual([40, 40])
    const list = { sort: 'name', limit: 100, cursor: undefined } as const
    await soon(async () => expect((await world.library.list({ ...list, state: ['ready'] })).total).toBe(40))
    expect((await world.library.collections())[0]).toMatchObject({ documents: 40, passages: 40 })
    await soon(() => {
      const ends = world.events.filter(
        (event) => event.kind === 'document-changed' && event.state === 'ready',
      )
      expect(ends).toHaveLength(40)
    })
    const told = world.events.filter((event) => event.kind === 'document-changed').length
    expect(told).toBeLessThanOrEqual(40 * 3)
  })
})

const READING = { name: 'resource-reading', data: z.object({}), limitSeconds: 600, retries: 0 }

/** Long waits are over soon. */
function fastClock() {
  return {
    now: () => Date.now(),
    after(delayMs: number, task: () => void) {
      const timer = setTimeout(task, Math.min(delayMs, 200))
      timer.unref()
      return () => clearTimeout(timer)
    },
  }
}

describe('kill -9 in the midst of ingestion', { timeout: 120_000 }, () => {
  it.each([
    ['while passages are written', 'die-writing', 'written 3'],
    ['after they are served, before they have vectors', 'die-embedding', 'embedding'],
  ])('goes on where it was, and doubles nothing: %s', async (_, what, moment) => {
    using directory = await createdDataDirectory()
    const child = new StoreProcess(what, directory.path, 'library-child')
    await child.says(moment)
    const id = (await child.says('queued ')).slice('queued '.length)
    await child.kill()
    let pieces = 0
    const world = await startLibraryWorld({
      dataDir: directory.path,
      onWritten: () => Promise.resolve(void (pieces += 1)),
    })
    try {
      await reaches(world, id, 'ready')
      expect(await passagesOf(world, id)).toEqual(all(400).map((ordinal) => ({ generation: 1, ordinal })))
      expect((await world.library.get(id)).passages).toBe(400)
      // Of eight pieces, what was written before is not written again.
      expect(pieces).toBeLessThanOrEqual(5)
      expect(await world.database.run((queries) => queries.reading.count())).toBe(1)
    } finally {
      await world.stop()
    }
  })
})

import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createdDataDirectory, type DataDirectory } from '@/e2e/fixtures/data-directory'
import { type LibraryWorld, longMarkdown, startLibraryWorld, uploadOf } from '@/e2e/fixtures/library-world'
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

/** What the embedder, the servers and the clock do, for one test after the other. */
interface Hooks {
  onWritten: () => Promise<void>
  notice: string | null
  resources: Map<string, string>
  aheadMs: number
}

const quiet = (): Hooks => ({
  onWritten: () => Promise.resolve(),
  notice: null,
  resources: new Map(),
  aheadMs: 0,
})

describe.each(['pglite', 'postgres'] as const)('ingestion on %s', { timeout: 60_000 }, (kind) => {
  let postgres: TestPostgres | undefined
  let directory: DataDirectory
  let world: LibraryWorld
  let hooks = quiet()

  beforeAll(async () => {
    postgres = kind === 'postgres' ? await TestPostgres.start() : undefined
    directory = await createdDataDirectory()
    world = await startLibraryWorld({
      ...{ dataDir: directory.path, databaseUrl: await postgres?.createDatabase() },
      clock: { now: () => Date.now() + hooks.aheadMs, after: soonAfter },
      readResource: (uri) => hooks.resources.get(uri),
      embedDocument: () => Promise.resolve({ notice: hooks.notice }),
      onWritten: () => hooks.onWritten(),
    })
  })
  afterAll(async () => {
    await world.stop()
    await postgres?.stop()
    directory[Symbol.dispose]()
  })
  beforeEach(() => {
    hooks = quiet()
  })

  /** Holds the run of a document until it is let go. */
  function gate() {
    const reached = Promise.withResolvers<undefined>()
    const release = Promise.withResolvers<undefined>()
    hooks.onWritten = async () => {
      reached.resolve(undefined)
      await release.promise
    }
    return { reached: reached.promise, release: () => release.resolve(undefined) }
  }

  const contents = (hash: string) =>
    world.database.run((queries) => queries.content.count({ where: { hash } }))

  it('serves the old passages until all of the new ones are there', async () => {
    const id = await add(world, 'served.md', longMarkdown(60))
    await reaches(world, id, 'ready')
    const { hash } = await world.library.get(id)
    const held = gate()
    expect(await add(world, 'served.md', `${longMarkdown(70)} changed`)).toBe(id)
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
    await soon(async () => expect(await contents(hash)).toBe(0))
  })

  it('is overtaken by a newer content, and leaves nothing of the old behind', async () => {
    const held = gate()
    const id = await add(world, 'overtaken.md', longMarkdown(121))
    await held.reached
    await add(world, 'overtaken.md', longMarkdown(10))
    held.release()
    await reaches(world, id, 'ready')
    expect(await passagesOf(world, id)).toEqual(all(10).map((ordinal) => ({ generation: 2, ordinal })))
  })

  it('ends when its document is deleted in the midst of it, and leaves nothing behind', async () => {
    const held = gate()
    const id = await add(world, 'deleted.md', longMarkdown(122))
    const { hash } = await world.library.get(id)
    await held.reached
    await world.library.remove(id)
    held.release()
    await soon(async () => expect(await passagesOf(world, id)).toEqual([]))
    await soon(async () => expect(await contents(hash)).toBe(0))
    await expect(world.library.get(id)).rejects.toMatchObject({ code: 'not-found' })
    const kinds = world.events.filter((event) => 'document' in event && event.document === id)
    expect(kinds.at(-1)).toMatchObject({ kind: 'document-removed' })
  })

  it('ends when it is cancelled, and begins anew when it is asked for again', async () => {
    const held = gate()
    const id = await add(world, 'cancelled.md', longMarkdown(123))
    await held.reached
    await world.library.act({ action: 'cancel', tags: [], ids: [id] })
    expect((await world.library.get(id)).state).toBe('cancelled')
    held.release()
    await soon(async () => expect(await passagesOf(world, id)).toEqual([]))
    await world.library.act({ action: 'reindex', tags: [], ids: [id] })
    await reaches(world, id, 'ready')
    expect(await passagesOf(world, id)).toEqual(all(123).map((ordinal) => ({ generation: 2, ordinal })))
  })

  it('is found by words at once when vectors can’t be made, and finished when they can', async () => {
    hooks.notice = 'No answer from the model'
    const ids = [await add(world, 'one.md', '# One\n\nWords.'), await add(world, 'two.md', '# Two\n\nWords.')]
    for (const id of ids) {
      await soon(async () =>
        expect(await world.library.get(id)).toMatchObject({
          ...{ state: 'embedding', passages: 1 },
          error: { code: 'unreachable', message: 'No answer from the model' },
        }),
      )
    }
    hooks.notice = null
    for (const id of ids) await reaches(world, id, 'ready')
    expect((await world.library.get(ids[0]!)).error).toBeNull()
  })

  it('reads resources again in their time, and keeps what it has when the server is away', async () => {
    const { resources } = hooks
    resources.set('note://a', '# Note\n\nFirst.')
    const body = { server: 'notes', uris: ['note://a'], tags: [], keep: true, collection: undefined }
    const { queued } = await world.library.addResources(body)
    const id = queued[0]!.id
    await reaches(world, id, 'ready')
    const textIs = async (text: string) =>
      expect((await world.library.text(id, { start: 0 })).text).toBe(text)
    resources.set('note://a', '# Note\n\nSecond.')
    await world.jobs.send(READING, {})
    await textIs('# Note\n\nFirst.')
    hooks.aheadMs += 11 * 60_000
    await world.jobs.send(READING, {})
    await soon(() => textIs('# Note\n\nSecond.'))
    await reaches(world, id, 'ready')
    resources.clear()
    hooks.aheadMs += 11 * 60_000
    await world.jobs.send(READING, {})
    await soon(async () =>
      expect(await world.library.get(id)).toMatchObject({
        state: 'ready',
        origin: { problem: 'No answer from notes' },
      }),
    )
    await textIs('# Note\n\nSecond.')
    resources.set('note://a', '# Note\n\nSecond.')
    hooks.aheadMs += 6 * 60_000
    await world.jobs.send(READING, {})
    await soon(async () => expect((await world.library.get(id)).origin).not.toHaveProperty('problem'))
  })

  it('takes many in, each once, and tells of the end of each', async () => {
    const fields = { collection: 'Many' }
    const files = Object.fromEntries(
      all(12).map((at) => [`folder/${at}.md`, `# File ${at}\n\nWords of ${at}.`]),
    )
    const [one, two] = await Promise.all([
      world.library.upload(uploadOf(files, fields), NEVER),
      world.library.upload(uploadOf(files, fields), NEVER),
    ])
    expect([one.queued.length + two.queued.length, one.known.length + two.known.length]).toEqual([12, 12])
    const { id: collection } = await world.library.collection('Many')
    const list = { sort: 'name', limit: 100, cursor: undefined, collection } as const
    await soon(async () => expect((await world.library.list({ ...list, state: ['ready'] })).total).toBe(12))
    expect(await world.library.collection('Many')).toMatchObject({ documents: 12, passages: 12 })
    const events = () =>
      world.events.filter((event) => event.kind === 'document-changed' && event.collection === collection)
    await soon(() => {
      const ends = events().filter((event) => event.kind === 'document-changed' && event.state === 'ready')
      expect(ends).toHaveLength(12)
    })
  })

  // The last one: what waits still when it is over ends with the world.
  it('lets a few go before thousands that wait, works on two at a time, and drops them all when they are cancelled', async () => {
    const id = await add(world, 'one.md', '# One\n\nWords of one.')
    await reaches(world, id, 'ready')
    const { collection } = await world.library.get(id)
    const ids = await world.database.run(
      (queries) => queries.$queryRaw<{ id: string }[]>`
        INSERT INTO document (id, collection_id, name, kind, media_type, content_id, size, hash, origin, state,
          created_at, updated_at)
        SELECT gen_random_uuid(), collection_id, 'many/' || n || '.md', kind, media_type, content_id, size, hash,
          origin, 'queued', now(), now()
        FROM document, generate_series(1, 3000) AS n WHERE id = ${id}::uuid RETURNING id`,
    )
    let [running, most] = [0, 0]
    hooks.onWritten = async () => {
      most = Math.max(most, (running += 1))
      await new Promise(setImmediate)
      running -= 1
    }
    await world.jobs.sendMany(
      INGESTION,
      ids.map(({ id: document }) => ({ data: { document }, key: document })),
    )
    const { queued } = await world.library.upload(
      uploadOf({ 'few.md': '# Few' }, { collection: 'Few' }),
      NEVER,
    )
    await reaches(world, queued[0]!.id, 'ready')
    const query = { sort: 'name', limit: 1, cursor: undefined, collection } as const
    const { total: waiting } = await world.library.list({ ...query, state: ['queued'] })
    expect(waiting).toBeGreaterThan(2_000)
    expect(most).toBeLessThanOrEqual(2)
    await world.library.act({ action: 'cancel', tags: [], filter: { collection, state: ['queued'] } })
    const { total: left } = await world.library.list({ ...query, state: ['queued'] })
    expect(left).toBe(0)
  })
})

const INGESTION = {
  name: 'document-ingestion',
  data: z.object({ document: z.uuid() }),
  limitSeconds: 600,
  retries: 0,
}
const READING = { name: 'resource-reading', data: z.object({}), limitSeconds: 600, retries: 0 }

/** Long waits are over soon. */
function soonAfter(delayMs: number, task: () => void): () => void {
  const timer = setTimeout(task, Math.min(delayMs, 200))
  timer.unref()
  return () => clearTimeout(timer)
}

describe('kill -9 in the midst of ingestion', { timeout: 120_000 }, () => {
  it('goes on where it was, and doubles nothing', async () => {
    using directory = await createdDataDirectory()
    const child = new StoreProcess('upload', directory.path, 'library-child')
    await child.says('written 3')
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

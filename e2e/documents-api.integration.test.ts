import { mkdirSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import type { DocumentPage, DocumentPreview, QueuedDocuments } from '@/lib/domain/api/documents'
import type { ChunkSettings, Collection, Document, Passage } from '@/lib/domain/document'
import type { Resource } from '@/lib/domain/capability'
import type { GoldSet } from '@/lib/domain/evaluation'
import { type DataDirectory, emptyDataDirectory } from './fixtures/data-directory'
import { type InProcessApp, startInProcess } from './fixtures/in-process'
import { startHttpServer } from './servers/spawn-server'

let app: InProcessApp
let web: Server
let site: string
let demo: DataDirectory

beforeAll(async () => {
  web = createServer((request, response) => {
    if (request.url !== '/guide') return void response.writeHead(404).end()
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' })
    response.end('<title>Harbours</title><h1>Harbours</h1><p>Ask the pilot.</p><script>alert(1)</script>')
  })
  await new Promise<void>((resolve) => web.listen(0, '127.0.0.1', resolve))
  site = `http://127.0.0.1:${(web.address() as AddressInfo).port}`
  demo = emptyDataDirectory()
  mkdirSync(path.join(demo.path, 'docs/guides'), { recursive: true })
  mkdirSync(path.join(demo.path, 'docs/gold'))
  writeFileSync(path.join(demo.path, 'README.md'), '# Readme\n\nWhat it is.')
  writeFileSync(path.join(demo.path, 'docs/guides/pilots.md'), '# Pilots\n\nWho leads ships in.')
  writeFileSync(path.join(demo.path, 'docs/picture.png'), 'no document')
  const asked = { question: 'Who leads ships in?', passages: [{ document: 'docs/guides/pilots.md' }] }
  writeFileSync(path.join(demo.path, 'docs/gold/harbour.jsonl'), JSON.stringify(asked))
  app = await startInProcess({
    PORTOLAN_PRIVATE_ADDRESSES: '127.0.0.1',
    PORTOLAN_UPLOAD_LIMIT: '1MB',
    PORTOLAN_DEMO_DOCUMENTS: demo.path,
  })
})
afterAll(async () => {
  web.close()
  await app[Symbol.asyncDispose]()
  demo[Symbol.dispose]()
})

type Sent = [name: string, content: string | Uint8Array<ArrayBuffer>]

function form(files: Sent[], fields: Record<string, string> = {}): FormData {
  const body = new FormData()
  for (const [name, value] of Object.entries(fields)) body.append(name, value)
  for (const [name, content] of files) body.append('file', new Blob([content]), name)
  return body
}

// eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- whoever asks knows what is answered
async function call<T>(method: string, url: string, body?: unknown): Promise<{ status: number; body: T }> {
  const isForm = body instanceof FormData
  const response = await app.send(url, {
    method,
    ...(body !== undefined && { body: isForm ? body : JSON.stringify(body) }),
    ...(body !== undefined && !isForm && { headers: { 'content-type': 'application/json' } }),
  })
  const text = await response.text()
  return { status: response.status, body: (text === '' ? undefined : JSON.parse(text)) as T }
}

async function get<T>(url: string): Promise<T> {
  return (await call<T>('GET', url)).body
}

async function upload(files: Sent[], fields: Record<string, string> = {}): Promise<QueuedDocuments> {
  const { status, body } = await call<QueuedDocuments>('POST', '/api/documents', form(files, fields))
  expect(status).toBe(202)
  return body
}

async function ended(id: string | undefined): Promise<Document> {
  const read = () => get<Document>(`/api/documents/${id}`)
  await expect
    .poll(async () => (await read()).state, { timeout: 20_000 })
    .toMatch(/^(ready|failed|cancelled)$/)
  return read()
}

/** Uploads one file and waits until it is indexed. */
async function indexed(
  name: string,
  content: string,
  fields: Record<string, string> = {},
): Promise<Document> {
  const { queued } = await upload([[name, content]], fields)
  return ended(queued[0]?.id)
}

const passagesOf = async (id: string) =>
  (await get<{ items: Passage[] }>(`/api/documents/${id}/passages`)).items.map(({ text }) => text).join('\n')

const chunksOf = (id: string) =>
  get<{ items: Passage[]; nextCursor: string | null; total: number }>(`/api/documents/${id}/passages?limit=2`)

describe('documents', { timeout: 60_000 }, () => {
  it('are taken from folders under harmless names, and one that is refused harms no other', async () => {
    const { queued, refused } = await upload(
      [
        ['guides/über uns.md', '# Über uns\n\nWir fahren zur See.'],
        ['empty.txt', ''],
        ['large.txt', new Uint8Array(1_100_000).fill(65)],
        ['../../etc/passwd', 'root is nobody'],
        ['/etc/passwd', 'nor anybody else: it would take the other’s place'],
        ['broken.pdf', '%PDF-1.7 and then nothing'],
      ],
      { collection: 'Ships', tags: 'sea, sea , old' },
    )
    expect(queued.map(({ name, tags }) => [name, tags])).toEqual([
      ['guides/über uns.md', ['sea', 'old']],
      ['etc/passwd', ['sea', 'old']],
      ['broken.pdf', ['sea', 'old']],
    ])
    expect(refused).toEqual([
      { name: 'empty.txt', code: 'bad-input', message: expect.stringContaining('empty') as string },
      { name: 'large.txt', code: 'too-large', message: expect.stringContaining('1 MB') as string },
      { name: 'etc/passwd', code: 'already-exists', message: expect.stringContaining('folder') as string },
    ])
    const [markdown, text, broken] = await Promise.all(queued.map(({ id }) => ended(id)))
    expect(markdown).toMatchObject({ state: 'ready', kind: 'markdown', title: 'Über uns', passages: 1 })
    expect(text).toMatchObject({ state: 'ready', kind: 'text' })
    expect(broken).toMatchObject({ state: 'failed', error: { code: 'bad-input' }, passages: 0 })
    expect(broken?.error?.message).toMatch(/\w+ .*\w+/)
  })

  it('are known by content and name, and replaced under the same name, while the old one serves', async () => {
    const first = await indexed('known.md', '# One\n\nThe first words.', { collection: 'Known' })
    const again = await upload([['known.md', '# One\n\nThe first words.']], { collection: 'Known' })
    expect(again).toMatchObject({ queued: [], known: [{ id: first.id, state: 'ready' }] })
    const { queued } = await upload([['known.md', '# Two\n\nOther words.']], { collection: 'Known' })
    expect(queued).toMatchObject([{ id: first.id, state: 'queued' }])
    expect(await ended(first.id)).toMatchObject({ state: 'ready', title: 'Two', passages: 1 })
    expect(await passagesOf(first.id)).toBe('Other words.')
    expect(await get<object>(`/api/documents/${first.id}/text`)).toMatchObject({
      text: '# Two\n\nOther words.',
    })
    const search = { query: 'first words', collections: ['Known'] }
    const { body } = await call<{ passages: { text: string }[] }>('POST', '/api/search', search)
    expect(body.passages.map(({ text }) => text)).toEqual(['Other words.'])
  })

  it('are stored once for the same content, and the content goes with the last of them', async () => {
    const content = 'The same content twice.'
    const one = await indexed('one.txt', content, { collection: 'Once' })
    const two = await indexed('two.txt', content, { collection: 'Twice' })
    const stored = () =>
      app.runtime.database.run((queries) => queries.content.count({ where: { hash: one.hash } }))
    expect([one.hash, await stored()]).toEqual([two.hash, 1])
    await call('DELETE', `/api/documents/${one.id}`)
    expect(await (await app.send(`/api/documents/${two.id}/original`)).text()).toBe(content)
    await call('DELETE', `/api/documents/${two.id}`)
    await expect.poll(stored).toBe(0)
    expect((await call('GET', `/api/documents/${two.id}`)).status).toBe(404)
    expect((await call('DELETE', `/api/documents/${two.id}`)).status).toBe(404)
  })

  it('come back as they came, as a file that no browser runs', async () => {
    const html = '<script>alert(1)</script><h1>Hello</h1>'
    const { id } = await indexed('pages/“Hällo”.html', html)
    const response = await app.send(`/api/documents/${id}/original`)
    expect(await response.text()).toBe(html)
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'content-type': 'application/octet-stream',
      'content-disposition': `attachment; filename="_H_llo_.html"; filename*=UTF-8''%E2%80%9CH%C3%A4llo%E2%80%9D.html`,
      'content-security-policy': "sandbox; default-src 'none'",
      'x-content-type-options': 'nosniff',
    })
  })

  it('are read in parts: of the text by place, of the passages by cursor', async () => {
    const sections = ['Alpha', 'Beta', 'Gamma', 'Delta', 'Epsilon']
    const text = sections.map((name) => `# ${name}\n\n${`The words of ${name}. `.repeat(60)}`).join('\n\n')
    const { id } = await indexed('long 😀.md', text)
    const part = await get<{ text: string; total: number }>(`/api/documents/${id}/text?start=3&end=10`)
    const whole = await get<{ text: string }>(`/api/documents/${id}/text`)
    expect(part).toMatchObject({ text: whole.text.slice(3, 10), start: 3, end: 10, total: whole.text.length })
    expect(await get<object>(`/api/documents/${id}/text?start=999999`)).toMatchObject({ text: '' })
    const first = await chunksOf(id)
    expect(first.items.map(({ ordinal }) => ordinal)).toEqual([0, 1])
    expect(first.total).toBeGreaterThan(2)
    const next = `/api/documents/${id}/passages?limit=2&cursor=${first.nextCursor}`
    expect((await get<{ items: Passage[] }>(next)).items[0]?.ordinal).toBe(2)
    for (const { place, text: passage } of first.items)
      expect(whole.text.slice(place.start, place.end)).toBe(passage)
    expect((await call('GET', `/api/documents/${id}/passages?cursor=x`)).status).toBe(400)
  })

  it('are listed by what they are, in every order, page by page', async () => {
    const files: Sent[] = [
      ['b.md', '# Bravo\n\nWords and more words.'],
      ['a.txt', 'A'.repeat(50)],
      ['100%_c.csv', 'name,port\nfiles,1\n'],
    ]
    const { queued } = await upload(files, { collection: 'Listed', tags: 'listed' })
    await Promise.all(queued.map(({ id }) => ended(id)))
    const names = async (query: string) =>
      (await get<DocumentPage>(`/api/documents?${query}`)).items.map(({ name }) => name)
    const { id: collection } = (await get<{ items: Collection[] }>('/api/collections')).items.find(
      ({ name }) => name === 'Listed',
    )!
    const inIt = `collection=${collection}`
    expect(await names(`${inIt}&sort=name`)).toEqual(['100%_c.csv', 'a.txt', 'b.md'])
    expect((await names(`${inIt}&sort=size`))[0]).toBe('a.txt')
    expect(await names(`tag=listed&kind=csv`)).toEqual(['100%_c.csv'])
    expect(await names(`${inIt}&q=brav`)).toEqual(['b.md'])
    expect(await names(`${inIt}&q=${encodeURIComponent('0%_')}`)).toEqual(['100%_c.csv'])
    expect(await names(`${inIt}&state=failed`)).toEqual([])
    for (const sort of ['updated', 'name', 'size', 'passages']) {
      const seen: string[] = []
      let cursor: string | null = ''
      while (cursor !== null) {
        const page: DocumentPage = await get(
          `/api/documents?${inIt}&sort=${sort}&limit=1${cursor && `&cursor=${cursor}`}`,
        )
        expect(page.total).toBe(3)
        seen.push(...page.items.map(({ name }) => name))
        cursor = page.nextCursor
      }
      expect(seen, sort).toEqual(await names(`${inIt}&sort=${sort}`))
    }
    expect((await call('GET', `/api/documents?cursor=rubbish`)).status).toBe(400)
  })

  it('are refused as anything but files, and from the pages of others', async () => {
    expect((await call('POST', '/api/documents', { file: 'x' })).status).toBe(415)
    expect((await call('POST', '/api/documents', form([], { collection: 'Nothing' }))).status).toBe(400)
    const unknown = { collection: '6f0b1a5c-0000-4000-8000-000000000000' }
    expect((await call('POST', '/api/documents', form([['a.md', 'a']], unknown))).body).toMatchObject({
      code: 'not-found',
    })
    const foreign = await app.send('/api/documents', {
      method: 'POST',
      body: form([['evil.md', '# Evil']]),
      headers: { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' },
    })
    expect(foreign.status).toBe(403)
  })
})

describe('documents from elsewhere', { timeout: 60_000 }, () => {
  it('are fetched from addresses, which fail each for itself', async () => {
    const urls = [`${site}/guide`, `${site}/missing`, `${site.replace('http://', 'http://user:pass@')}/guide`]
    const { body } = await call<QueuedDocuments>('POST', '/api/documents/urls', { urls, collection: 'Web' })
    expect(body.refused).toMatchObject([{ name: `${site}/guide`, code: 'bad-input' }])
    const [guide, missing] = await Promise.all(body.queued.map(({ id }) => ended(id)))
    expect(guide).toMatchObject({
      ...{ state: 'ready', title: 'Harbours', kind: 'html', name: '127.0.0.1/guide' },
      origin: { kind: 'url', url: `${site}/guide` },
    })
    expect(await passagesOf(guide!.id)).toBe('Ask the pilot.')
    expect(missing).toMatchObject({ state: 'failed', error: { code: 'not-found' } })
    const again = await call<QueuedDocuments>('POST', '/api/documents/urls', {
      urls: [urls[0]],
      collection: 'Web',
    })
    expect(again.body.queued).toMatchObject([{ id: guide!.id }])
    expect(await ended(guide!.id)).toMatchObject({ state: 'ready', passages: 1 })
  })

  it('are read from servers', async () => {
    const server = await startHttpServer()
    onTestFinished(() => server.kill())
    await call('POST', '/api/servers', { name: 'docks', url: server.url })
    const { body } = await call<{ items: Resource[] }>('GET', '/api/servers/docks/resources')
    const [{ uri }] = body.items as [Resource]
    const taken = await call<QueuedDocuments>('POST', '/api/documents/resources', {
      ...{ server: 'docks', uris: [uri], collection: 'Resources' },
    })
    const document = await ended(taken.body.queued[0]?.id)
    expect(document).toMatchObject({
      ...{ state: 'ready', name: 'docks/one' },
      origin: { kind: 'resource', server: 'docks', uri, kept: true, readAt: expect.any(String) as string },
    })
    expect(await passagesOf(document.id)).toBe('The one resource.')
    const nobody = { server: 'nobody', uris: ['a://b'] }
    expect((await call('POST', '/api/documents/resources', nobody)).status).toBe(404)
  })
})

describe('collections', { timeout: 60_000 }, () => {
  const fine: Partial<ChunkSettings> = { targetTokens: 32, maxTokens: 64, overlapTokens: 0 }

  it('are made, renamed, cut otherwise and deleted with their documents', async () => {
    const made = await call<Collection>('POST', '/api/collections', { name: 'Guides', tags: ['a'] })
    expect(made).toMatchObject({ status: 201, body: { name: 'Guides', documents: 0, passages: 0, bytes: 0 } })
    const { id } = made.body
    expect((await call('POST', '/api/collections', { name: 'Guides' })).status).toBe(409)
    const text = Array.from({ length: 30 }, (_, at) => `Sentence ${at} is about harbour ${at}.`).join('\n\n')
    const document = await indexed('long.txt', text, { collection: id })
    expect(document.collection).toBe(id)
    const changed = await call('PATCH', `/api/collections/${id}`, { name: 'Handbooks', chunking: fine })
    expect(changed).toMatchObject({ status: 200, body: { name: 'Handbooks', tags: ['a'], documents: 1 } })
    await expect
      .poll(async () => (await get<Document>(`/api/documents/${document.id}`)).passages)
      .toBeGreaterThan(document.passages)
    expect((await call('PATCH', `/api/collections/${id}`, { name: 'Documents' })).status).toBe(409)
    expect((await call('DELETE', `/api/collections/${id}`)).status).toBe(204)
    expect((await call('GET', `/api/documents/${document.id}`)).status).toBe(404)
    expect((await call('DELETE', `/api/collections/${id}`)).status).toBe(404)
  })

  it('show before how they would cut a file or a document', async () => {
    const text = `# Title\n\n${'One sentence about the sea. '.repeat(60)}`
    const before = form([['sea.md', text]], { chunking: JSON.stringify(fine) })
    const file = (await call<DocumentPreview>('POST', '/api/documents/preview', before)).body
    expect(file).toMatchObject({
      name: 'sea.md',
      kind: 'markdown',
      title: 'Title',
      total: text.length,
    })
    expect(file.blocks.map(({ kind }) => kind)).toEqual(['heading', 'prose'])
    const document = await indexed('sea.md', text)
    const preview = { chunking: { targetTokens: 2_000, maxTokens: 4_000 } }
    const url = `/api/documents/${document.id}/preview`
    const stored = (await call<DocumentPreview>('POST', url, preview)).body
    expect(stored.passages.length).toBe(1)
    expect(file.passages.length).toBeGreaterThan(3)
    const wrong = form([['sea.md', text]], { chunking: '{"targetTokens":1}' })
    expect((await call('POST', '/api/documents/preview', wrong)).status).toBe(400)
  })
})

describe('many documents at once', { timeout: 60_000 }, () => {
  it('are tagged, indexed again, moved and deleted by filter or name', async () => {
    const files: Sent[] = ['1', '2', '3'].map((name) => [`${name}.txt`, `Words of number ${name}.`])
    const { queued } = await upload(files, { collection: 'Bulk', tags: 'bulk' })
    const ids = queued.map(({ id }) => id)
    await Promise.all(ids.map(ended))
    const act = (body: object) =>
      call<{ done: number; refused: unknown[] }>('POST', '/api/documents/bulk', body)
    expect((await act({ action: 'remove' })).status).toBe(400)
    const filter = { tag: 'bulk' }
    expect((await act({ action: 'tag', tags: ['new', 'bulk'], filter })).body.done).toBe(3)
    expect((await act({ action: 'untag', tags: ['bulk'], ids: [ids[0]] })).body.done).toBe(1)
    expect(await get<Document>(`/api/documents/${ids[0]}`)).toMatchObject({ tags: ['new'] })
    const before = await get<Document>(`/api/documents/${ids[1]}`)
    expect((await act({ action: 'reindex', filter: { tag: 'new' } })).body.done).toBe(3)
    await Promise.all(ids.map(ended))
    const after = await get<Document>(`/api/documents/${ids[1]}`)
    expect(after).toMatchObject({ state: 'ready', passages: 1, updatedAt: before.updatedAt })
    expect(Date.parse(after.indexedAt!)).toBeGreaterThan(Date.parse(before.indexedAt!))
    const other = await call<Collection>('POST', '/api/collections', { name: 'Elsewhere' })
    await indexed('2.txt', 'Another two.', { collection: 'Elsewhere' })
    const move = { collection: other.body.id }
    expect((await call('PATCH', `/api/documents/${ids[1]}`, move)).status).toBe(409)
    expect((await call('PATCH', `/api/documents/${ids[2]}`, move)).body).toMatchObject(move)
    expect((await call('PATCH', `/api/documents/${ids[2]}`, { kept: true })).status).toBe(400)
    const gone = '6f0b1a5c-0000-4000-8000-000000000000'
    const removed = await act({ action: 'remove', ids: [...ids, gone] })
    expect(removed.body).toMatchObject({ done: 3, refused: [{ name: gone, code: 'not-found' }] })
    expect((await get<DocumentPage>('/api/documents?tag=new')).total).toBe(0)
  })
})

describe('the demo', { timeout: 60_000 }, () => {
  it('brings its documents and its questions once, and not again to whoever has deleted them', async () => {
    const named = async () =>
      (await get<{ items: Collection[] }>('/api/collections')).items.find(({ tags }) => tags.includes('demo'))
    await expect.poll(async () => (await named())?.passages).toBe(2)
    const demo = await named()
    const { items } = await get<DocumentPage>(`/api/documents?collection=${demo?.id}&sort=name`)
    expect(items.map(({ name }) => name)).toEqual(['docs/guides/pilots.md', 'README.md'].sort())
    const sets = async () => (await get<{ items: GoldSet[] }>('/api/evaluation/sets')).items
    await expect
      .poll(sets)
      .toMatchObject([{ name: 'Portolan’s documentation', collections: [demo?.id], questions: 1 }])
    await call('DELETE', `/api/evaluation/sets/${(await sets())[0]?.id}`)
    await call('DELETE', `/api/collections/${demo?.id}`)
    await app.restart()
    await expect.poll(async () => (await get<DocumentPage>('/api/documents?state=queued')).total).toBe(0)
    expect(await named()).toBeUndefined()
    expect(await sets()).toEqual([])
  })
})

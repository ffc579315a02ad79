import { describe, expect, it } from 'vitest'
import { type FilePart, readMultipart } from './multipart'

const URL_ = 'http://127.0.0.1/api/documents'

function form(
  ...parts: [name: string, content: string | Uint8Array<ArrayBuffer>, fileName?: string][]
): FormData {
  const data = new FormData()
  for (const [name, content, fileName] of parts) {
    if (fileName === undefined) data.append(name, content as string)
    else data.append(name, new Blob([content]), fileName)
  }
  return data
}

async function textOf(bytes: AsyncIterable<Uint8Array>): Promise<string> {
  const pieces: Uint8Array[] = []
  for await (const piece of bytes) pieces.push(piece)
  return Buffer.concat(pieces).toString()
}

interface Seen {
  fields: [string, string][]
  files: { name: string; text: string }[]
}

async function read(
  request: Request,
  {
    maxBytes = 1_000,
    maxFiles = 100,
    signal = AbortSignal.timeout(5_000),
    onFile,
  }: {
    maxBytes?: number
    maxFiles?: number
    signal?: AbortSignal
    onFile?: (file: FilePart) => Promise<void>
  } = {},
): Promise<Seen> {
  const seen: Seen = { fields: [], files: [] }
  await readMultipart(request, {
    ...{ maxBytes, maxFiles, signal },
    onField: (name, value) => void seen.fields.push([name, value]),
    onFile: onFile ?? (async ({ name, bytes }) => void seen.files.push({ name, text: await textOf(bytes) })),
  })
  return seen
}

const post = (body: RequestInit['body'], headers?: Record<string, string>) =>
  new Request(URL_, {
    method: 'POST',
    body: body ?? null,
    ...(headers && { headers }),
    duplex: 'half',
  } as RequestInit)

describe('readMultipart', () => {
  it('hands over fields and files in their order, names with their folders', async () => {
    const body = form(
      ['collection', 'Guides'],
      ['file', '# One', 'guides/über uns.md'],
      ['file', '', 'empty.txt'],
      ['file', 'two', '5" "two"\n.txt'],
    )
    expect(await read(post(body))).toEqual({
      fields: [['collection', 'Guides']],
      files: [
        { name: 'guides/über uns.md', text: '# One' },
        { name: 'empty.txt', text: '' },
        { name: '5" "two" .txt', text: 'two' },
      ],
    })
  })

  it('goes on with the next file when one is left half-read or is too large', async () => {
    const large = new Uint8Array(400_000).fill(65)
    const body = form(
      ['file', large, 'large.txt'],
      ['file', large, 'left.txt'],
      ['file', 'small', 'small.txt'],
    )
    const outcomes: string[] = []
    await read(post(body), {
      maxBytes: 100_000,
      async onFile({ name, bytes }) {
        if (name === 'left.txt') return void outcomes.push('left')
        outcomes.push(await textOf(bytes).catch((error: unknown) => (error as { code: string }).code))
      },
    })
    expect(outcomes).toEqual(['too-large', 'left', 'small'])
  })

  it('takes a file of just the limit', async () => {
    const body = form(['file', new Uint8Array(1_000).fill(65), 'a.txt'])
    expect((await read(post(body), { maxBytes: 1_000 })).files[0]?.text).toHaveLength(1_000)
  })

  it('says that a body which is cut off broke off, after the whole files before', async () => {
    const whole = new Response(form(['file', 'one', 'one.txt'], ['file', 'x'.repeat(5_000), 'two.txt']))
    const bytes = new Uint8Array(await whole.arrayBuffer())
    const type = whole.headers.get('content-type') ?? ''
    const names: string[] = []
    const cut = read(post(bytes.slice(0, -3_000), { 'content-type': type }), {
      maxBytes: 100_000,
      async onFile({ name, bytes: file }) {
        await textOf(file)
        names.push(name)
      },
    })
    await expect(cut).rejects.toMatchObject({
      code: 'bad-input',
      message: expect.stringContaining('broke off') as string,
    })
    expect(names).toEqual(['one.txt'])
  })

  it('ends when the caller goes away in the middle of a file', async () => {
    const caller = new AbortController()
    const boundary = 'b'
    const head = `--${boundary}\r\ncontent-disposition: form-data; name="file"; filename="a.txt"\r\n\r\nbeginning`
    const body = new ReadableStream<Uint8Array>({
      start: (controller) => controller.enqueue(Buffer.from(head)),
    })
    const reading = read(post(body, { 'content-type': `multipart/form-data; boundary=${boundary}` }), {
      signal: caller.signal,
      async onFile({ bytes }) {
        queueMicrotask(() => caller.abort(new Error('gone')))
        await textOf(bytes)
      },
    })
    await expect(reading).rejects.toThrow('gone')
  })

  it.each([
    ['JSON', '{}', 'application/json'],
    ['a form without files', 'a=b', 'application/x-www-form-urlencoded'],
    ['no type at all', 'x', ''],
  ])('refuses %s', async (_, body, type) => {
    await expect(read(post(body, { 'content-type': type }))).rejects.toMatchObject({
      code: 'unsupported-media-type',
    })
  })

  it.each(['multipart/form-data; x=y', 'multipart/form-data; boundary='])('refuses %s', async (type) => {
    await expect(read(post('--x--', { 'content-type': type }))).rejects.toMatchObject({ code: 'bad-input' })
  })

  it('ends with what a field is refused for', async () => {
    const reading = readMultipart(post(form(['chunking', 'rubbish'], ['file', 'x', 'a.txt'])), {
      ...{ maxBytes: 10, maxFiles: 1, signal: AbortSignal.timeout(5_000) },
      onField() {
        throw new Error('not like this')
      },
      async onFile({ bytes }) {
        await textOf(bytes)
      },
    })
    await expect(reading).rejects.toThrow('not like this')
  })

  it('refuses more files than go in one request', async () => {
    const body = form(['file', '1', '1'], ['file', '2', '2'], ['file', '3', '3'])
    await expect(read(post(body), { maxFiles: 2 })).rejects.toMatchObject({ code: 'too-large' })
  })
})

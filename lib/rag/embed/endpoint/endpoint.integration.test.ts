import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { systemClock } from '@/lib/kit/clock'
import { silentLogger } from '@/lib/kit/logger'
import { dot } from '../vector'
import { EndpointEmbedder } from './endpoint-embedder'

interface Answer {
  status?: number
  headers?: Record<string, string>
  body: unknown
}
type Answering = (input: string[], at: number, headers: Record<string, unknown>) => Answer

const { signal } = new AbortController()
let server: Server | undefined
afterEach(() => {
  server?.closeAllConnections()
  server?.close()
})

/** An embedder of a service that answers as told, and what it was asked. */
async function serving(answer: Answering, settings = {}) {
  const asked: string[][] = []
  server = createServer((request, response) => {
    const pieces: Buffer[] = []
    request.on('data', (piece: Buffer) => pieces.push(piece))
    request.on('end', () => {
      const { input } = JSON.parse(Buffer.concat(pieces).toString()) as { input: string[] }
      asked.push(input)
      const { status = 200, headers = {}, body } = answer(input, asked.length, request.headers)
      response.writeHead(status, headers).end(typeof body === 'string' ? body : JSON.stringify(body))
    })
  })
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve))
  const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1/`
  const embedder = new EndpointEmbedder(
    { provider: 'openai-compatible', baseUrl, model: 'm', queryPrefix: '', passagePrefix: '', ...settings },
    { clock: systemClock, random: () => 0, logger: silentLogger },
  )
  return { embedder, asked }
}
const vectors = (input: string[], of = (text: string) => [text.length, 1]): Answer => ({
  body: { data: input.map((text, index) => ({ index, embedding: of(text) })) },
})

describe('a service of embeddings', () => {
  it('is asked in batches, and its vectors come back in order and of length 1', async () => {
    const { embedder, asked } = await serving((input) => {
      const { body } = vectors(input) as { body: { data: unknown[] } }
      return { body: { data: body.data.reverse() } }
    })
    const texts = Array.from({ length: 70 }, (_, at) => 'x'.repeat(at + 1))
    const made = await embedder.embed(texts, 'passage', signal)
    expect(asked.map((batch) => batch.length)).toEqual([32, 32, 6])
    expect(made[69]![0]! / made[69]![1]!).toBeCloseTo(70)
    for (const vector of made) expect(dot(vector, vector)).toBeCloseTo(1)
  })

  it('is sent the prefix that the model wants, and the dimension and key where they are set', async () => {
    let body: unknown
    const { embedder, asked } = await serving(
      (input, _, headers) => {
        body = headers['authorization']
        return vectors(input)
      },
      { queryPrefix: 'query: ', apiKey: 'sk-1' },
    )
    await embedder.embed(['ships'], 'query', signal)
    await embedder.embed(['ships'], 'passage', signal)
    expect(asked).toEqual([['query: ships'], ['ships']])
    expect(body).toBe('Bearer sk-1')
  })

  it('takes vectors in base64, which some send unasked', async () => {
    const { embedder } = await serving(() => ({
      body: { data: [{ embedding: Buffer.from(Float32Array.of(3, 4).buffer).toString('base64') }] },
    }))
    const [vector] = await embedder.embed(['x'], 'query', signal)
    expect([...vector!]).toEqual([expect.closeTo(0.6), expect.closeTo(0.8)])
  })

  it.each([429, 500, 503])('is asked again when it answers %i', async (status) => {
    const { embedder, asked } = await serving((input, at) =>
      at === 1 ? { status, headers: { 'retry-after': '0' }, body: {} } : vectors(input),
    )
    expect(await embedder.embed(['x'], 'passage', signal)).toHaveLength(1)
    expect(asked).toHaveLength(2)
  })

  it.each([
    [
      401,
      { error: { message: 'Incorrect API key provided: sk-secret-1' } },
      'needs-auth',
      /refused the API key/,
    ],
    [
      404,
      { error: 'model "m" not found, try pulling it first' },
      'not-found',
      /base URL.*not found, try pulling/,
    ],
    [418, '<html>teapot</html>', 'call-failed', /answered 418\.$/],
  ])('says what an answer of %i means, without the key', async (status, body, code, message) => {
    const { embedder, asked } = await serving(() => ({ status, body }), { apiKey: 'sk-secret-1' })
    const failure = await embedder.embed(['x'], 'passage', signal).catch((error: unknown) => error)
    expect(failure).toMatchObject({ code, message: expect.stringMatching(message) as string })
    expect(JSON.stringify(failure) + String(failure)).not.toContain('sk-secret')
    expect(asked).toHaveLength(1)
  })

  it('embeds the beginning of a text that is too long, and harms no other of its batch', async () => {
    const { embedder } = await serving((input) =>
      input.some((text) => text.length > 100)
        ? { status: 400, body: { error: { message: 'maximum context length is 100' } } }
        : vectors(input),
    )
    const made = await embedder.embed(['short', 'x'.repeat(160), 'also short'], 'passage', signal)
    expect(made[1]![0]! / made[1]![1]!).toBeCloseTo(90)
  })

  it('gives up a text that it does not take at all, and no other', async () => {
    const { embedder } = await serving((input) =>
      input.some((text) => text.startsWith('bad'))
        ? { status: 400, body: { error: { message: 'no' } } }
        : vectors(input),
    )
    const [good, bad] = await embedder.embed(['good', 'bad one, however short it is cut'], 'passage', signal)
    expect([...bad!]).toEqual([0, 0])
    expect(dot(good!, good!)).toBeCloseTo(1)
  })

  it('is not taken at its word where that makes no sense', async () => {
    const answers: unknown[] = [
      'no JSON',
      { data: [] },
      { choices: [] },
      { data: [{ index: 1, embedding: [1] }] },
      { data: [{ embedding: [] }] },
      { data: [{ embedding: [1, null] }] },
    ]
    for (const body of answers) {
      const { embedder } = await serving(() => ({ body }))
      await expect(embedder.embed(['x'], 'query', signal)).rejects.toMatchObject({ code: 'protocol-error' })
      server?.close()
    }
  })

  it('is never asked at a link-local address', async () => {
    const embedder = new EndpointEmbedder(
      {
        ...{ provider: 'openai-compatible', model: 'm', queryPrefix: '', passagePrefix: '' },
        baseUrl: 'http://169.254.169.254/v1',
      },
      { clock: systemClock, random: () => 0, logger: silentLogger },
    )
    await expect(embedder.embed(['x'], 'query', signal)).rejects.toMatchObject({ code: 'forbidden' })
  })
})

import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { boundedFetch } from './bounded-fetch'

let server: Server
let origin: string

/** `/stream?events=N&size=M&cut=C` sends events in pieces of C bytes; `/body?size=M` a body without a declared length. */
beforeAll(async () => {
  server = createServer((request, response) => {
    const url = new URL(request.url ?? '', 'http://h')
    const number = (name: string) => Number(url.searchParams.get(name) ?? 0)
    if (url.pathname === '/body') {
      response.writeHead(200, { 'content-type': 'application/json' })
      for (let left = number('size'); left > 0; left -= 1_000)
        response.write('x'.repeat(Math.min(left, 1_000)))
      response.end()
      return
    }
    const end = url.searchParams.get('end') ?? '\n'
    const event = `data: ${'x'.repeat(number('size'))}${end}${end}`
    const text = event.repeat(number('events'))
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    for (let at = 0; at < text.length; at += number('cut')) response.write(text.slice(at, at + number('cut')))
    response.end()
  }).listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterAll(() => {
  server.closeAllConnections()
  server.close()
})

const read = async (path: string, limit: number) => {
  const heard: string[] = []
  const response = await boundedFetch(limit, (error) => heard.push(error.message))(`${origin}${path}`)
  return response.text().finally(() => expect(heard.length).toBeLessThanOrEqual(1))
}

describe('boundedFetch', () => {
  for (const end of ['\n', '\r\n', '\r']) {
    for (const cut of [7, 100, 5_000]) {
      it(`counts each event of a stream for itself (${JSON.stringify(end)}, in pieces of ${cut})`, async () => {
        const query = `events=50&size=900&cut=${cut}&end=${encodeURIComponent(end)}`
        expect((await read(`/stream?${query}`, 6_000)).length).toBeGreaterThan(45_000)
      })
    }
  }

  it('ends a stream whose one event is over the limit', async () => {
    await expect(read('/stream?events=1&size=50000&cut=1000', 6_000)).rejects.toMatchObject({
      code: 'too-large',
    })
  })

  it('ends a body over the limit, though it did not declare its length', async () => {
    await expect(read('/body?size=50000', 6_000)).rejects.toMatchObject({ code: 'too-large' })
    expect(await read('/body?size=5000', 6_000)).toHaveLength(5_000)
  })
})

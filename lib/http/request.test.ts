import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { callTool, openConnection } from '@/lib/domain/api/capabilities'
import { runSource } from '@/lib/domain/api/discovery'
import { listServersQuerySchema } from '@/lib/domain/api/servers'
import { MAX_BODY_BYTES, readBody, readParams, readQuery } from './request'

const at = (path: string) => new URL(path, 'http://127.0.0.1:8080')

describe('readParams', () => {
  it('reads the values of the path, decoded', () => {
    const url = at('/api/servers/files/tools/read%2Ffile%20%C3%BC/call')
    expect(readParams(callTool, url)).toEqual({ name: 'files', tool: 'read/file ü' })
  })

  it('refuses a name that no server can have', () => {
    expect(() => readParams(openConnection, at('/api/servers/a%20b/connection'))).toThrow(/Path "name"/)
    expect(() => readParams(openConnection, at('/api/servers/%ZZ/connection'))).toThrow(/percent-encoding/)
  })
})

describe('readQuery', () => {
  it('takes a list repeated, with commas, or as one value', () => {
    for (const query of ['?tag=a&tag=b', '?tag=a,b']) {
      expect(readQuery(listServersQuerySchema, at(`/api/servers${query}`)).tag).toEqual(['a', 'b'])
    }
    expect(readQuery(listServersQuerySchema, at('/api/servers?tag=a')).tag).toEqual(['a'])
  })

  it('takes a flag by its name alone', () => {
    const read = (query: string) =>
      readQuery(runSource.query, at(`/api/discovery/sources/http/runs${query}`)).dryRun
    expect(['', '?dryRun', '?dryRun=true', '?dryRun=false'].map(read)).toEqual([false, true, true, false])
    expect(() => read('?dryRun=perhaps')).toThrow(/^Query "/)
  })

  it('fills defaults, and reads numbers and flags from text', () => {
    const query = readQuery(listServersQuerySchema, at('/api/servers?limit=7&enabled=false'))
    expect(query).toMatchObject({ limit: 7, enabled: false, sort: 'name', order: 'asc' })
  })

  it.each(['?limit=0', '?limit=many', '?state=broken', '?sort=size', '?enabled=maybe'])(
    'refuses %s',
    (query) => {
      expect(() => readQuery(listServersQuerySchema, at(`/api/servers${query}`))).toThrow(/^Query "/)
    },
  )
})

describe('readBody', () => {
  const schema = z.object({ name: z.string() })
  const post = (body: BodyInit | null, contentType = 'application/json') =>
    new Request('http://x/', { method: 'POST', body, headers: { 'content-type': contentType } })

  it('reads JSON, also with a charset', async () => {
    const body = JSON.stringify({ name: 'ü😀' })
    expect(await readBody(schema, post(body, 'application/json; charset=utf-8'))).toEqual({ name: 'ü😀' })
  })

  it('reads a character that is cut in two by the network', async () => {
    const bytes = new TextEncoder().encode(JSON.stringify({ name: '😀' }))
    const stream = new ReadableStream<Uint8Array>({
      start(controller) {
        for (const byte of bytes) controller.enqueue(Uint8Array.of(byte))
        controller.close()
      },
    })
    const request = new Request('http://x/', {
      method: 'POST',
      body: stream,
      headers: { 'content-type': 'application/json' },
      duplex: 'half',
    } as RequestInit)
    expect(await readBody(schema, request)).toEqual({ name: '😀' })
  })

  it.each(['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x', ''])(
    'refuses what a foreign form could send (%s)',
    async (contentType) => {
      await expect(readBody(schema, post('{"name":"a"}', contentType))).rejects.toMatchObject({
        code: 'unsupported-media-type',
      })
    },
  )

  it('refuses what is not JSON, and what the schema does not take', async () => {
    await expect(readBody(schema, post('{'))).rejects.toMatchObject({ code: 'bad-input' })
    await expect(readBody(schema, post('{"name":1}'))).rejects.toThrow(/Body "name"/)
    await expect(readBody(schema, post(null))).rejects.toMatchObject({ code: 'bad-input' })
  })

  it('takes no body where it is optional, and reads none where none is declared', async () => {
    expect(await readBody(schema.optional(), post(null))).toBeUndefined()
    await expect(readBody(z.undefined(), post('anything', 'text/plain'))).resolves.toBeUndefined()
  })

  it('stops reading at the limit, whatever the length was said to be', async () => {
    let sent = 0
    const endless = new ReadableStream<Uint8Array>({
      pull(controller) {
        sent += 1_048_576
        controller.enqueue(new Uint8Array(1_048_576).fill(32))
      },
    })
    const request = new Request('http://x/', { method: 'POST', body: endless, duplex: 'half' } as RequestInit)
    await expect(readBody(schema, request)).rejects.toMatchObject({ code: 'too-large' })
    expect(sent).toBeLessThan(MAX_BODY_BYTES + 4 * 1_048_576)
  })
})

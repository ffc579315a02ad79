import { spawnSync } from 'node:child_process'
import { deflateSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { makePdf } from '@/e2e/fixtures/documents/make/make-pdf'
import { extract, EXTRACT_LIMITS } from '../extract/extract'
import { WorkerThread } from './worker-thread'

const bytesOf = (text: string) => new TextEncoder().encode(text)
const input = (bytes: Uint8Array, name: string) => ({ bytes, name, limits: EXTRACT_LIMITS })
const table = (rows: number) => bytesOf('name,place,tonnes\n'.padEnd(rows * 20, 'Anna,Elbe,one two\n'))

describe('a document read on a thread of its own', () => {
  // Makes what `npm run generate` makes: a test of what was bundled before would say nothing of today's code.
  spawnSync(process.execPath, ['deploy/build-workers.mjs'])

  it('is read, and its bytes are moved there instead of copied', async () => {
    const bytes = bytesOf('# Tides\n\nHigh at four.')
    await expect(extract({ bytes, name: 'tides.md' })).resolves.toMatchObject({
      kind: 'markdown',
      title: 'Tides',
    })
    expect(bytes.byteLength).toBe(0)
  })

  it('is refused with the reason that the reader gave', async () => {
    await expect(extract({ bytes: bytesOf('%PDF-1.7 nothing'), name: 'a.pdf' })).rejects.toMatchObject({
      code: 'bad-input',
      message: expect.stringContaining('damaged') as string,
    })
    await expect(extract({ bytes: new Uint8Array(), name: 'a.txt' })).rejects.toMatchObject({
      code: 'bad-input',
      message: expect.stringContaining('empty') as string,
    })
    await expect(
      extract({ bytes: bytesOf('xx'), name: 'a' }, undefined, { ...EXTRACT_LIMITS, maxBytes: 1 }),
    ).rejects.toMatchObject({ code: 'too-large' })
  })

  it('dies alone when it takes too long, and leaves the next one its turn', async () => {
    const slow = extract({ bytes: table(200_000), name: 'a.csv' }, undefined, {
      ...EXTRACT_LIMITS,
      limitMs: 20,
    })
    const next = extract({ bytes: bytesOf('still here'), name: 'a.txt' })
    await expect(slow).rejects.toMatchObject({
      code: 'timed-out',
      message: expect.stringContaining('longer than') as string,
    })
    await expect(next).resolves.toMatchObject({ text: 'still here' })
  })

  it('dies alone when it takes too much memory, of objects or of unpacked bytes', async () => {
    const limits = { ...EXTRACT_LIMITS, maxMb: 48 }
    await expect(
      extract({ bytes: table(1_000_000), name: 'a.csv' }, undefined, limits),
    ).rejects.toMatchObject({
      code: 'too-large',
      message: expect.stringContaining('48 MB of memory') as string,
    })
    await expect(extract({ bytes: bombPdf(), name: 'a.pdf' }, undefined, limits)).rejects.toMatchObject({
      code: 'too-large',
    })
    await expect(
      extract({ bytes: bytesOf('still here'), name: 'a.txt' }, undefined, limits),
    ).resolves.toMatchObject({ text: 'still here' })
  })

  it('ends when nobody wants it any more', async () => {
    const controller = new AbortController()
    const read = extract({ bytes: table(200_000), name: 'a.csv' }, controller.signal)
    controller.abort()
    await expect(read).rejects.toMatchObject({ code: 'cancelled' })
  })

  it('is read with 2,000 pages', async () => {
    const pages = Array.from({ length: 2_000 }, (_, at) => [
      'Log of the harbour',
      `On day ${at + 1} the ferry was late.`,
      String(at + 1),
    ])
    const found = await extract({ bytes: makePdf(pages), name: 'log.pdf' })
    expect(found.pages).toBe(2_000)
    expect(found.text).toContain('On day 2000 the ferry was late.')
    // It stands at the head of every page.
    expect(found.text).not.toContain('Log of the harbour')
  })
})

describe('a thread that stays', () => {
  it('answers several at once, and refuses more once closed', async () => {
    const thread = new WorkerThread('extract', { maxMb: 256 })
    const texts = ['one', 'two', 'three']
    const found = await Promise.all(
      texts.map((text) => thread.request(input(bytesOf(text), 'a.txt'), { limitMs: 10_000 })),
    )
    expect(found.map(({ text }) => text)).toEqual(texts)
    const late = thread.request(input(table(200_000), 'a.csv'), { limitMs: 10_000 })
    await Promise.all([expect(late).rejects.toMatchObject({ code: 'cancelled' }), thread.close()])
    expect(thread.alive).toBe(false)
    await expect(thread.request(input(bytesOf('x'), 'a.txt'), { limitMs: 1_000 })).rejects.toMatchObject({
      code: 'cancelled',
    })
  })
})

/** 300 MB of blanks between two operators, in 300 kB. */
function bombPdf(): Uint8Array<ArrayBuffer> {
  const content = deflateSync(Buffer.concat([Buffer.alloc(300 * 2 ** 20, ' '), Buffer.from('BT (x) Tj ET')]))
  const plain = Buffer.from(makePdf([['MARK']])).toString('latin1')
  const start = plain.indexOf('<< /Length')
  const end = plain.indexOf('endstream')
  const head = `<< /Filter /FlateDecode /Length ${content.length} >>\nstream\n`
  return new Uint8Array(
    Buffer.concat([
      Buffer.from(plain.slice(0, start) + head, 'latin1'),
      content,
      Buffer.from(`\n${plain.slice(end)}`, 'latin1'),
    ]),
  )
}

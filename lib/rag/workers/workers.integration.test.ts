import { spawnSync } from 'node:child_process'
import { deflateSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { makePdf } from '@/e2e/fixtures/documents/make/make-pdf'
import { chunkSettingsSchema } from '@/lib/domain/document'
import { AppError } from '@/lib/kit/app-error'
import { cutAgain, extract, EXTRACT_LIMITS, type ReadAndCut } from '../extract/extract'
import type { Cutting } from '../extract/extract-work'
import { joined } from '../extract/stretch'
import { WorkerThread } from './worker-thread'

const bytesOf = (text: string) => new TextEncoder().encode(text)
const cutting: Cutting = { settings: chunkSettingsSchema.parse({}), counting: { kind: 'estimate' } }
const textOf = ({ stretches }: ReadAndCut) => joined(stretches).text
const table = (rows: number) => bytesOf('name,place,tonnes\n'.padEnd(rows * 20, 'Anna,Elbe,one two\n'))

describe('a document read on a thread of its own', () => {
  // Makes what `npm run generate` makes: a test of what was bundled before would say nothing of today's code.
  spawnSync(process.execPath, ['deploy/build-workers.mjs'])

  it('is read, and its bytes are moved there instead of copied', async () => {
    const bytes = bytesOf('# Tides\n\nHigh at four.')
    await expect(extract({ bytes, name: 'tides.md' }, { cutting })).resolves.toMatchObject({
      facts: { kind: 'markdown', title: 'Tides' },
      chunks: [{ text: 'High at four.', heading: ['Tides'] }],
    })
    expect(bytes.byteLength).toBe(0)
  })

  it('is refused with the reason that the reader gave', async () => {
    await expect(
      extract({ bytes: bytesOf('%PDF-1.7 nothing'), name: 'a.pdf' }, { cutting }),
    ).rejects.toMatchObject({
      code: 'bad-input',
      message: expect.stringContaining('damaged') as string,
    })
    await expect(extract({ bytes: new Uint8Array(), name: 'a.txt' }, { cutting })).rejects.toMatchObject({
      code: 'bad-input',
      message: expect.stringContaining('empty') as string,
    })
    await expect(
      extract({ bytes: bytesOf('xx'), name: 'a' }, { cutting, limits: { ...EXTRACT_LIMITS, maxBytes: 1 } }),
    ).rejects.toMatchObject({ code: 'too-large' })
  })

  it('dies alone when it takes too long, and leaves the next one its turn', async () => {
    const slow = extract(
      { bytes: table(200_000), name: 'a.csv' },
      { cutting, limits: { ...EXTRACT_LIMITS, limitMs: 20 } },
    )
    const next = extract({ bytes: bytesOf('still here'), name: 'a.txt' }, { cutting })
    await expect(slow).rejects.toMatchObject({
      code: 'timed-out',
      message: expect.stringContaining('longer than') as string,
    })
    expect(textOf(await next)).toBe('still here')
  })

  it('dies alone when it takes too much memory, of objects or of unpacked bytes', async () => {
    const limits = { ...EXTRACT_LIMITS, maxMb: 48 }
    await expect(
      extract({ bytes: table(1_000_000), name: 'a.csv' }, { cutting, limits }),
    ).rejects.toMatchObject({
      code: 'too-large',
      message: expect.stringContaining('48 MB of memory') as string,
    })
    await expect(extract({ bytes: bombPdf(), name: 'a.pdf' }, { cutting, limits })).rejects.toMatchObject({
      code: 'too-large',
    })
    const next = await extract({ bytes: bytesOf('still here'), name: 'a.txt' }, { cutting, limits })
    expect(textOf(next)).toBe('still here')
  })

  it('ends when nobody wants it any more', async () => {
    const controller = new AbortController()
    const read = extract({ bytes: table(200_000), name: 'a.csv' }, { cutting, signal: controller.signal })
    controller.abort()
    await expect(read).rejects.toMatchObject({ code: 'cancelled' })
  })

  it('is read with 2,000 pages', async () => {
    const pages = Array.from({ length: 2_000 }, (_, at) => [
      'Log of the harbour',
      `On day ${at + 1} the ferry was late.`,
      String(at + 1),
    ])
    const found = await extract({ bytes: makePdf(pages), name: 'log.pdf' }, { cutting })
    expect(found.facts.pages).toBe(2_000)
    expect(textOf(found)).toContain('On day 2000 the ferry was late.')
    // It stands at the head of every page.
    expect(textOf(found)).not.toContain('Log of the harbour')
  })
})

describe('a large document', () => {
  const long = Array.from({ length: 8_000 }, (_, at) => `## Day ${at}\n\nThe ferry 🛳 was late.`).join('\n\n')
  const read = (extra: object = {}) =>
    extract({ bytes: bytesOf(long), name: 'log.md' }, { cutting, ...extra })

  it('comes in parts that are whole together, and its passages with it', async () => {
    const { facts, stretches, chunks } = await read()
    expect(stretches.length).toBeGreaterThan(1)
    const { text, blocks } = joined(stretches)
    expect([text, facts.length, blocks.length]).toEqual([long, long.length, 16_000])
    expect(chunks.map(({ ordinal }) => ordinal)).toEqual(chunks.map((_, at) => at))
    for (const { place, text: passage } of chunks) expect(long.slice(place.start, place.end)).toBe(passage)
  })

  it('is cut again out of its parts as it was cut first', async () => {
    const { facts, stretches, chunks } = await read()
    const partAt = (start: number) => Promise.resolve(stretches.find((each) => each.start === start)!)
    expect(await cutAgain(facts, partAt, { cutting })).toEqual(chunks)
  })

  it('fails with the reason for which a part of it could not be had', async () => {
    const { facts } = await read({ end: 0 })
    const reason = new AppError('not-found', 'It was deleted')
    await expect(cutAgain(facts, () => Promise.reject(reason), { cutting })).rejects.toBe(reason)
    // The next one finds a thread.
    expect((await read({ end: 10 })).stretches).toHaveLength(1)
  })

  it('is read by its end, of which no more is told than was asked for', async () => {
    const { facts, stretches, chunks } = await read({ end: 1_000 })
    expect([facts.length, stretches.length]).toEqual([long.length, 1])
    expect(chunks.at(-1)!.place.start).toBeLessThan(1_000)
  })
})

describe('a thread that stays', () => {
  it('answers several at once, and refuses more once closed', async () => {
    const thread = new WorkerThread('extract', { maxMb: 256 })
    const ask = async (bytes: Uint8Array, name: string) => {
      let text = ''
      await thread.request(
        { kind: 'file', input: { bytes, name }, limits: EXTRACT_LIMITS, cutting, end: Infinity },
        {
          limitMs: 10_000,
          answer(told) {
            if (told.kind === 'stretch') text += told.stretch.text
            return null
          },
        },
      )
      return text
    }
    const texts = ['one', 'two', 'three']
    expect(await Promise.all(texts.map((text) => ask(bytesOf(text), 'a.txt')))).toEqual(texts)
    const late = ask(table(200_000), 'a.csv')
    await Promise.all([expect(late).rejects.toMatchObject({ code: 'cancelled' }), thread.close()])
    expect(thread.alive).toBe(false)
    await expect(ask(bytesOf('x'), 'a.txt')).rejects.toMatchObject({ code: 'cancelled' })
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

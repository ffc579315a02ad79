import { readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { makePdf } from '@/e2e/fixtures/documents/make/make-pdf'
import { makeZip } from '@/e2e/fixtures/documents/make/make-zip'
import { EXTRACT_LIMITS } from './extract'
import { readDocument } from './read-document'

const fixture = (name: string) => new Uint8Array(readFileSync(path.resolve('e2e/fixtures/documents', name)))
const read = (bytes: Uint8Array | string, name: string, limits = {}) =>
  readDocument(
    { bytes: typeof bytes === 'string' ? new TextEncoder().encode(bytes) : bytes, name },
    { ...EXTRACT_LIMITS, ...limits },
    new AbortController().signal,
  )
const refused = (code: string, words: RegExp) => ({ code, message: expect.stringMatching(words) as string })

// Bombs take a busy machine a while to make.
describe('a document that can not be read', { timeout: 60_000 }, () => {
  it.each([
    ['an encrypted PDF', 'locked.pdf', refused('bad-input', /password/)],
    ['a scan', 'scan.pdf', refused('bad-input', /no text on its 2 pages.*scan.*ocrmypdf/i)],
  ])('says why: %s', async (_, name, error) => {
    await expect(read(fixture(name), name)).rejects.toMatchObject(error)
  })

  it('says that a PDF is damaged', async () => {
    const rubbish = Buffer.concat([Buffer.from('%PDF-1.7\n'), Buffer.alloc(4_000, 'x y ')])
    await expect(read(new Uint8Array(rubbish), 'a.pdf')).rejects.toMatchObject(
      refused('bad-input', /damaged|not complete/),
    )
  })

  it('reads what is there of a PDF that ends too early, or says that it is damaged', async () => {
    const whole = makePdf(Array.from({ length: 20 }, (_, at) => [`Page ${at + 1} of the log`]))
    const found = await read(whole.slice(0, Math.floor(whole.length * 0.7)), 'log.pdf').catch(
      (error: unknown) => error,
    )
    if (found instanceof Error) expect(found).toMatchObject(refused('bad-input', /damaged|not complete/))
    else expect(found).toMatchObject({ text: expect.stringContaining('Page 1 of the log') as string })
  })

  it('refuses a PDF with too many pages', async () => {
    const pages = Array.from({ length: 12 }, () => ['x'])
    await expect(read(makePdf(pages), 'a.pdf', { maxPages: 10 })).rejects.toMatchObject(
      refused('too-large', /12 pages.*10/),
    )
  })

  it.each(['docx', 'pptx', 'xlsx'])(
    'stops unpacking a bomb in a %s, whatever it says of its size',
    async (kind) => {
      const main = { docx: 'word/document.xml', pptx: 'ppt/presentation.xml', xlsx: 'xl/workbook.xml' }[kind]!
      const bomb = makeZip(
        { '[Content_Types].xml': '<Types/>', [main]: Buffer.alloc(33 * 2 ** 20, ' ') },
        { claimedSize: 100 },
      )
      expect(bomb.byteLength).toBeLessThan(200_000)
      await expect(read(bomb, `a.${kind}`)).rejects.toMatchObject(
        refused('too-large', /unpacks to more than 32 MB/),
      )
    },
  )

  it('counts all parts of a bomb together', async () => {
    const parts = Object.fromEntries(
      Array.from({ length: 40 }, (_, at) => [`word/part${at}.xml`, Buffer.alloc(2 ** 20, 'x')]),
    )
    const bomb = makeZip({ '[Content_Types].xml': '<Types/>', 'word/document.xml': '<w/>', ...parts })
    await expect(read(bomb, 'a.docx')).rejects.toMatchObject(refused('too-large', /unpacks/))
  })

  it.each(['manual.docx', 'briefing.pptx', 'tides.xlsx'])('says that %s is not complete', async (name) => {
    const whole = fixture(name)
    await expect(read(whole.slice(0, Math.floor(whole.length * 0.6)), name)).rejects.toMatchObject(
      refused('bad-input', /damaged or not complete/),
    )
  })

  it('says that a document which is none has another form', async () => {
    const fake = makeZip({ '[Content_Types].xml': '<Types/>', 'word/document.xml': 'no XML <<<' })
    await expect(read(fake, 'a.docx')).rejects.toMatchObject(refused('bad-input', /damaged/))
  })

  it('asks to unpack an archive', async () => {
    await expect(read(makeZip({ 'a.txt': 'x' }), 'a.zip')).rejects.toMatchObject(
      refused('unsupported-media-type', /Unpack/),
    )
  })

  it('asks for a newer form of an old one, and for one without password', async () => {
    const old = new Uint8Array(4_096)
    old.set([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1])
    await expect(read(old, 'a.doc')).rejects.toMatchObject(
      refused('unsupported-media-type', /before 2007.*DOCX/),
    )
    const encrypted = new Uint8Array(old)
    encrypted.set(Buffer.from('EncryptedPackage', 'utf16le'), 2_000)
    await expect(read(encrypted, 'a.docx')).rejects.toMatchObject(refused('bad-input', /password/))
  })

  it('names what it is, if it is a picture', async () => {
    const png = new Uint8Array([
      0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 0x0d, 0x49, 0x48, 0x44, 0x52, 0, 0, 0, 1, 0, 0,
      0, 1, 8, 6, 0, 0, 0,
    ])
    await expect(read(png, 'notes.md')).rejects.toMatchObject(
      refused('unsupported-media-type', /PNG.*Markdown, text/),
    )
    await expect(
      read(
        new Uint8Array(5_000).map((_, at) => (at * 7_919) % 256),
        'a.txt',
      ),
    ).rejects.toMatchObject(refused('unsupported-media-type', /no text/))
  })

  it.each(['\n \n', '<html><body><script>alert(1)</script></body></html>'])(
    'says that there is nothing in it',
    async (text) => {
      await expect(read(text, text.startsWith('<') ? 'a.html' : 'a.txt')).rejects.toMatchObject(
        refused('bad-input', /no text/i),
      )
    },
  )

  it('refuses more text than a document may have, before it is decoded', async () => {
    await expect(read('word '.repeat(1_000), 'a.txt', { maxCharacters: 1_000 })).rejects.toMatchObject(
      refused('too-large', /more text/),
    )
    await expect(read('a,b\n'.repeat(1_000), 'a.csv', { maxCharacters: 3_000 })).rejects.toMatchObject(
      refused('too-large', /more text/),
    )
    await expect(read('<p>word</p>'.repeat(1_000), 'a.html', { maxCharacters: 3_000 })).rejects.toMatchObject(
      refused('too-large', /more text/),
    )
  })

  it('refuses elements that are nested without end', async () => {
    const deep = `${'<div>'.repeat(100_000)}x${'</div>'.repeat(100_000)}`
    await expect(read(deep, 'a.html')).rejects.toMatchObject({ code: 'bad-input' })
  })
})

describe('what a reader of a page would not see', () => {
  it('is left out of HTML', async () => {
    const { text } = await read(fixture('handbook.html'), 'handbook.html')
    expect(text).not.toMatch(/Stolen|color|Ignore all|Also hidden|News|Imprint|Turn scripts/)
  })

  it.each([
    '<p style="visibility:hidden">secret</p>',
    '<p style="font-size:0">secret</p>',
    '<p style="opacity: 0;">secret</p>',
    '<p style="position:absolute;left:-9999px">secret</p>',
    '<p aria-hidden="true">secret</p>',
    '<template>secret</template>',
    '<!-- secret -->',
    '<svg><text>secret</text></svg>',
    '<button>secret</button>',
  ])('however it is hidden: %s', async (hidden) => {
    const { text } = await read(`<html><body><p>seen</p>${hidden}<p>end</p></body></html>`, 'a.html')
    expect(text).toBe('seen\n\nend')
  })

  it('is left out of Markdown without moving a line', async () => {
    const { text, blocks } = await read(
      '# A\n\n<!-- one\ntwo -->\n\n![x](data:image/png;base64,AAAA)\n\n```html\n<!-- kept -->\n```\n\nEnd',
      'a.md',
    )
    expect(text).not.toMatch(/one|AAAA/)
    expect(text).toContain('<!-- kept -->')
    expect(text.split('\n')[11]).toBe('End')
    expect(blocks).toHaveLength(4)
  })
})

describe('text of any encoding', () => {
  const latin = (text: string) => new Uint8Array(Buffer.from(text, 'latin1'))
  const wide = (text: string) => new Uint8Array(Buffer.from(text, 'utf16le'))
  it.each([
    ['UTF-8 with a mark', new TextEncoder().encode('\uFEFFGrüße'), 'Grüße'],
    [
      'Latin-1',
      latin('Fünf Häfen, große Schiffe, schöne Grüße aus Lübeck'),
      'Fünf Häfen, große Schiffe, schöne Grüße aus Lübeck',
    ],
    ['UTF-16 with a mark', wide('\uFEFFGrüße'), 'Grüße'],
    ['UTF-16 without one', wide('Grüße aus dem Hafen'), 'Grüße aus dem Hafen'],
    ['UTF-16 the other way round', new Uint8Array(Buffer.from(wide('\uFEFFGrüße')).swap16()), 'Grüße'],
    [
      'UTF-32',
      new Uint8Array(Uint32Array.from(Array.from('\uFEFFGrüße').map((one) => one.codePointAt(0)!)).buffer),
      'Grüße',
    ],
    ['lines of Windows', new TextEncoder().encode('a\r\nb\rc'), 'a\nb\nc'],
    ['broken pairs and NUL', wide('\uFEFFa\uD800b\u0000c'), 'a\uFFFDbc'],
  ])('is read: %s', async (_, bytes, text) => {
    expect((await read(bytes, 'a.txt')).text).toBe(text)
  })

  it('is what the page declares', async () => {
    const bytes = latin(
      '<html><head><meta charset="windows-1251"></head><body><p>\xcf\xee\xf0\xf2</p></body></html>',
    )
    expect((await read(bytes, 'a.html')).text).toBe('Порт')
  })
})

describe('the kind of a document', () => {
  it.each([
    ['<!doctype html><p>x</p>', 'page', 'html'],
    ['{"a": 1}', 'data', 'json'],
    ['# Title\n\ntext', 'README', 'markdown'],
    ['#!/bin/sh\necho hello', 'run', 'code'],
    ['Just words.', 'notes', 'text'],
    ['FROM node:24\nRUN true', 'Dockerfile', 'code'],
    ['const a = 1', 'src/a.ts', 'code'],
    ['a\tb\n1\t2', 'x.tsv', 'csv'],
    ['{"a":1}\n{"a":2}', 'x.jsonl', 'json'],
  ])('is found: %s', async (text, name, kind) => {
    expect((await read(text, name)).kind).toBe(kind)
  })

  it('is what the sender says, when neither content nor name tells', async () => {
    const bytes = new TextEncoder().encode('import os\n\n\nprint(os.name)')
    const signal = new AbortController().signal
    const sent = (mediaType: string) =>
      readDocument({ bytes, name: 'resource', mediaType }, EXTRACT_LIMITS, signal)
    expect((await sent('text/x-python; charset=utf-8')).kind).toBe('code')
    expect((await sent('text/markdown')).kind).toBe('markdown')
    expect((await sent('application/octet-stream')).kind).toBe('text')
  })

  it('is that of the content, not of the name', async () => {
    expect((await read(fixture('manual.docx'), 'manual.pdf')).kind).toBe('docx')
    expect((await read(fixture('handbook.pdf'), 'handbook.txt')).kind).toBe('pdf')
  })
})

import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { loadSealer, Sealer } from './secrets'

const key = (fill: number) => Buffer.alloc(32, fill)

describe('a sealer', () => {
  it('opens what it sealed, any text in any context', () => {
    const sealer = Sealer.fromKeys([key(1)])
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.string(), (text, context) => {
        expect(sealer.open(sealer.seal(text, context), context)).toBe(text)
      }),
    )
  })

  it('never seals the same text to the same envelope, and shows nothing of it', () => {
    const sealer = Sealer.fromKeys([key(1)])
    const envelopes = Array.from({ length: 100 }, () => sealer.seal('s3cret'))
    expect(new Set(envelopes).size).toBe(100)
    expect(envelopes.join()).not.toContain(Buffer.from('s3cret').toString('base64url'))
  })

  it('writes the key id into the envelope, which tells nothing of the key', () => {
    const sealer = Sealer.fromKeys([key(1)])
    expect(sealer.keyId).toMatch(/^[0-9a-f]{8}$/)
    expect(sealer.seal('x').split(':').slice(0, 2)).toEqual(['v1', sealer.keyId])
    expect(Sealer.fromKeys([key(2)]).keyId).not.toBe(sealer.keyId)
  })

  it('refuses an envelope of which any byte was changed', () => {
    const sealer = Sealer.fromKeys([key(1)])
    const [version, keyId, body = ''] = sealer.seal('a secret text').split(':')
    const bytes = Buffer.from(body, 'base64url')
    for (let index = 0; index < bytes.length; index++) {
      const changed = Buffer.from(bytes)
      changed.writeUInt8(changed.readUInt8(index) ^ 1, index)
      const envelope = [version, keyId, changed.toString('base64url')].join(':')
      expect(() => sealer.open(envelope)).toThrow(expect.objectContaining({ code: 'invalid-config' }))
    }
  })

  it('refuses an envelope that was cut short, and text that is none', () => {
    const sealer = Sealer.fromKeys([key(1)])
    const envelope = sealer.seal('a secret text')
    for (const text of [envelope.slice(0, 20), `v1:${sealer.keyId}:AAAA`, 'plain', '', 'v2:a:b']) {
      expect(() => sealer.open(text)).toThrow(expect.objectContaining({ code: 'invalid-config' }))
    }
  })

  it('opens an envelope in its own context only', () => {
    const sealer = Sealer.fromKeys([key(1)])
    expect(() => sealer.open(sealer.seal('x', 'server:a'), 'server:b')).toThrow(/changed or damaged/)
  })

  it('seals with the first key and opens with every key, so that keys rotate', () => {
    const old = Sealer.fromKeys([key(1)])
    const both = Sealer.fromKeys([key(2), key(1)])
    const envelope = old.seal('x')
    expect(both.open(envelope)).toBe('x')
    expect(envelope.startsWith(both.prefix)).toBe(false)
    const renewed = both.seal('x')
    expect(renewed.startsWith(both.prefix)).toBe(true)
    expect(Sealer.fromKeys([key(2)]).open(renewed)).toBe('x')
  })

  it('names the missing key, the keys that are there, and what to do', () => {
    const old = Sealer.fromKeys([key(1)])
    const current = Sealer.fromKeys([key(2)])
    expect(() => current.open(old.seal('x'))).toThrow(
      expect.objectContaining({
        code: 'invalid-config',
        message: expect.stringMatching(
          new RegExp(`key ${old.keyId}.*there is ${current.keyId}.*PORTOLAN_KEY`),
        ) as string,
        details: { keyId: old.keyId, known: [current.keyId] },
      }),
    )
  })

  it('needs a key', () => {
    expect(() => Sealer.fromKeys([])).toThrow(/openssl rand/)
  })
})

describe('the sealer of an installation', () => {
  let dataDir: string
  const keyFile = () => join(dataDir, 'key')
  beforeEach(() => {
    dataDir = mkdtempSync(join(tmpdir(), 'portolan-key-'))
  })
  afterEach(() => rmSync(dataDir, { recursive: true, force: true }))

  it('makes a key file at the first start that only its owner can read, and keeps it', async () => {
    const first = await loadSealer({ dataDir })
    expect(statSync(keyFile()).mode & 0o777).toBe(0o600)
    expect(readdirSync(dataDir)).toEqual(['key'])
    const second = await loadSealer({ dataDir })
    expect(second.open(first.seal('x'))).toBe('x')
  })

  it('makes the data directory when it is not there', async () => {
    const missing = join(dataDir, 'not/there')
    await loadSealer({ dataDir: missing })
    expect(statSync(missing).mode & 0o077).toBe(0)
  })

  it('gives starts that race for the key file the same key', async () => {
    const sealers = await Promise.all(Array.from({ length: 8 }, () => loadSealer({ dataDir })))
    expect(new Set(sealers.map((sealer) => sealer.keyId)).size).toBe(1)
    expect(readdirSync(dataDir)).toEqual(['key'])
  })

  it.each([
    ['base64', key(7).toString('base64')],
    ['base64url', key(7).toString('base64url')],
    ['hex', key(7).toString('hex')],
    ['a line with a comment and spaces', `  ${key(7).toString('base64')}  # of 2026\n`],
  ])('takes a key in %s and makes no file', async (_, keyText) => {
    const sealer = await loadSealer({ dataDir, keyText })
    expect(sealer.keyId).toBe(Sealer.fromKeys([key(7)]).keyId)
    expect(readdirSync(dataDir)).toEqual([])
  })

  it('takes several keys, the current one first', async () => {
    const keyText = `${key(2).toString('base64')}, ${key(1).toString('base64')}`
    const sealer = await loadSealer({ dataDir, keyText })
    expect(sealer.keyId).toBe(Sealer.fromKeys([key(2)]).keyId)
    expect(sealer.open(Sealer.fromKeys([key(1)]).seal('x'))).toBe('x')
  })

  it('still opens what the key file sealed when a key is given later', async () => {
    const envelope = (await loadSealer({ dataDir })).seal('x')
    const sealer = await loadSealer({ dataDir, keyText: key(3).toString('base64') })
    expect(sealer.open(envelope)).toBe('x')
    expect(envelope.startsWith(sealer.prefix)).toBe(false)
  })

  it.each(['short', 'a password of some words', key(1).subarray(1).toString('base64')])(
    'refuses "%s" as a key and says how to make one',
    async (keyText) => {
      await expect(loadSealer({ dataDir, keyText })).rejects.toMatchObject({
        code: 'invalid-config',
        message: expect.stringMatching(/PORTOLAN_KEY must hold a key of 32 random bytes.*openssl/) as string,
      })
    },
  )

  it('refuses an empty key file rather than make another key', async () => {
    writeFileSync(keyFile(), '')
    await expect(loadSealer({ dataDir })).rejects.toMatchObject({
      code: 'invalid-config',
      message: expect.stringContaining(keyFile()) as string,
    })
    expect(readFileSync(keyFile(), 'utf8')).toBe('')
  })

  it('says so when a file is in the place of the data directory', async () => {
    const file = join(dataDir, 'file')
    writeFileSync(file, '')
    await expect(loadSealer({ dataDir: file })).rejects.toMatchObject({ code: 'invalid-config' })
  })
})

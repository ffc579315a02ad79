import { describe, expect, it } from 'vitest'
import { FOLDED_LINES, foldText, MOST_CHARACTERS, indentedJson, sizeWords } from './fold-text'
import { readBlock, readContents } from './read-block'

const PIXEL = 'iVBORw0KGgo='

describe('readBlock', () => {
  it('shows text as text, whatever is in it', () => {
    expect(readBlock({ type: 'text', text: '<script>alert(1)</script>' })).toEqual({
      kind: 'text',
      text: '<script>alert(1)</script>',
    })
  })

  it('shows an image only as a data URL of an image', () => {
    expect(readBlock({ type: 'image', data: PIXEL, mimeType: 'image/png' })).toEqual({
      kind: 'image',
      url: `data:image/png;base64,${PIXEL}`,
      mediaType: 'image/png',
      bytes: 8,
    })
  })

  it.each([
    ['another media type', { type: 'image', data: PIXEL, mimeType: 'text/html' }],
    [
      'a media type that breaks out',
      { type: 'image', data: PIXEL, mimeType: 'image/png;base64,x" onerror="' },
    ],
    [
      'an address instead of data',
      { type: 'image', data: 'https://example.com/x.png', mimeType: 'image/png' },
    ],
    ['no data', { type: 'image', mimeType: 'image/png' }],
    ['sound that is a picture', { type: 'audio', data: PIXEL, mimeType: 'image/png' }],
  ])('never shows %s', (_what, block) => {
    expect(readBlock(block).kind).toBe('unknown')
  })

  it('names a link by its title, its name or its address', () => {
    expect(readBlock({ type: 'resource_link', uri: 'file:///a', name: 'a', mimeType: 'text/plain' })).toEqual(
      {
        kind: 'link',
        uri: 'file:///a',
        name: 'a',
        mediaType: 'text/plain',
      },
    )
    expect(readBlock({ type: 'resource_link', uri: 'file:///a' })).toMatchObject({ name: 'file:///a' })
  })

  it('opens an embedded resource', () => {
    expect(readBlock({ type: 'resource', resource: { uri: 'x:/1', text: 'hi' } })).toEqual({
      kind: 'embedded',
      uri: 'x:/1',
      inner: { kind: 'text', text: 'hi' },
    })
  })

  it('keeps a kind that it does not know as JSON', () => {
    expect(readBlock({ type: 'hologram', data: 1 })).toEqual({
      kind: 'unknown',
      json: '{\n  "type": "hologram",\n  "data": 1\n}',
    })
  })
})

describe('readContents', () => {
  it('shows pictures and offers other files', () => {
    expect(readContents({ uri: 'x:/1', blob: PIXEL, mimeType: 'image/png' }).kind).toBe('image')
    expect(readContents({ uri: 'x:/1', blob: 'AAAA', mimeType: 'application/pdf' })).toEqual({
      kind: 'file',
      uri: 'x:/1',
      base64: 'AAAA',
      mediaType: 'application/pdf',
      bytes: 3,
    })
  })

  it('takes a file of unknown type as bytes', () => {
    expect(readContents({ uri: 'x:/1', blob: 'AAAA', mimeType: 'odd"type' })).toMatchObject({
      mediaType: 'application/octet-stream',
    })
  })
})

describe('foldText', () => {
  it('leaves a short text whole', () => {
    expect(foldText('a\nb', false)).toEqual({ shown: 'a\nb', isCut: false })
  })

  it('cuts a long text by lines and by characters', () => {
    const lines = Array.from({ length: 100 }, (_, index) => `line ${index}`).join('\n')
    const folded = foldText(lines, false)
    expect(folded.isCut).toBe(true)
    expect(folded.shown.split('\n')).toHaveLength(FOLDED_LINES)
    expect(foldText('x'.repeat(10_000), false).shown).toHaveLength(4_000)
    expect(foldText('x'.repeat(10_000), true)).toMatchObject({ isCut: false })
  })

  it('never draws more than a browser bears', () => {
    expect(foldText('x'.repeat(MOST_CHARACTERS + 1), true)).toMatchObject({ isCut: true })
  })
})

describe('indentedJson', () => {
  it('indents JSON and leaves the rest alone', () => {
    expect(indentedJson(' {"a":[1]}')).toBe('{\n  "a": [\n    1\n  ]\n}')
    expect(indentedJson('{not json')).toBeUndefined()
    expect(indentedJson('"text"')).toBeUndefined()
    expect(indentedJson(`[${'1,'.repeat(200_000)}1]`)).toBeUndefined()
  })
})

describe('sizeWords', () => {
  it.each([
    [0, '0 B'],
    [999, '999 B'],
    [1_200, '1.2 kB'],
    [20_000_000, '20 MB'],
  ])('%d', (bytes, words) => {
    expect(sizeWords(bytes)).toBe(words)
  })
})

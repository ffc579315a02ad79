import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { ToolResult } from '@/lib/domain/capability'
import { previewForPage, textForModel } from './tool-result'

const result = (content: ToolResult['content'], more: Partial<ToolResult> = {}): ToolResult => ({
  content,
  isError: false,
  ...more,
})
const text = (value: string) => ({ type: 'text', text: value })

describe('textForModel', () => {
  it('gives the text of every block', () => {
    expect(textForModel(result([text('one'), text('two')])).text).toBe('one\n\ntwo')
  })

  it('says that there is an image instead of giving its bytes', () => {
    const { text: said } = textForModel(
      result([{ type: 'image', data: 'A'.repeat(1_000), mimeType: 'image/png' }]),
    )
    expect(said).toContain('image/png')
    expect(said).not.toContain('AAAA')
  })

  it('gives structured content where there is no text, and not twice where there is', () => {
    expect(textForModel(result([], { structuredContent: { sum: 5 } })).text).toBe('{"sum":5}')
    expect(textForModel(result([text('{"sum":5}')], { structuredContent: { sum: 5 } })).text).toBe(
      '{"sum":5}',
    )
  })

  it('gives the text of an embedded resource with its address', () => {
    const block = { type: 'resource', resource: { uri: 'demo://a', text: 'inside' } }
    expect(textForModel(result([block])).text).toBe('The resource demo://a:\ninside')
  })

  it('cuts a result of 20 MB at the limit, and says so to the model', () => {
    const { text: said, cut } = textForModel(result([text('x'.repeat(20_000_000))]))
    expect(said.length).toBeLessThan(33_000)
    expect(said).toContain('of 20000000 characters')
    expect(cut).toEqual({ shown: 32_000, total: 20_000_000 })
    expect(said).not.toContain('read_result')
  })

  it('never cuts a character in two', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme', minLength: 5 }),
        fc.integer({ min: 1, max: 5 }),
        (value, limit) => {
          expect(textForModel(result([text(value)]), { limit }).text.isWellFormed()).toBe(true)
        },
      ),
    )
  })

  it('says so when a tool returned nothing, or failed without a word', () => {
    expect(textForModel(result([])).text).toContain('returned nothing')
    expect(textForModel(result([], { isError: true })).text).toContain('failed')
  })
})

describe('previewForPage', () => {
  it('leaves an ordinary result whole', () => {
    const whole = result([text('short'), { type: 'image', data: 'AAAA', mimeType: 'image/png' }])
    expect(previewForPage(whole)).toEqual({ result: whole })
  })

  it('gives the page the beginning of a huge result and tells how large the whole is', () => {
    const { result: shown, wholeBytes } = previewForPage(result([text('x'.repeat(5_000_000)), text('after')]))
    expect(JSON.stringify(shown).length).toBeLessThan(70_000)
    expect(wholeBytes).toBeGreaterThan(5_000_000)
  })

  it('leaves out an image too large for a page, not the note that there is one', () => {
    const { result: shown, wholeBytes } = previewForPage(
      result([{ type: 'image', data: 'A'.repeat(3_000_000), mimeType: 'image/png' }]),
    )
    expect(shown.content).toEqual([{ type: 'image', data: '', mimeType: 'image/png' }])
    expect(wholeBytes).toBeGreaterThan(3_000_000)
  })

  it('leaves out structured content that is too large', () => {
    const { result: shown, wholeBytes } = previewForPage(
      result([text('ok')], { structuredContent: { rows: 'x'.repeat(1_000_000) } }),
    )
    expect(shown).not.toHaveProperty('structuredContent')
    expect(wholeBytes).toBeGreaterThan(1_000_000)
  })

  it('shows no large block of a kind it does not know', () => {
    const { result: shown } = previewForPage(
      result([{ type: 'hologram', blob: { deep: 'x'.repeat(100_000) } }]),
    )
    expect(JSON.stringify(shown).length).toBeLessThan(1_000)
  })
})

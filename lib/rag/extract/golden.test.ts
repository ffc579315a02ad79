import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { chunkSettingsSchema } from '@/lib/domain/document'
import { chunk } from '../chunk/chunk'
import { EXTRACT_LIMITS } from './extract'
import type { Extracted } from './extracted'
import { readDocument } from './read-document'

const FOLDER = path.resolve('e2e/fixtures/documents')
/** These are refused, which another test is about. */
const REFUSED = ['locked.pdf', 'scan.pdf']
const files = readdirSync(FOLDER, { withFileTypes: true })
  .filter((entry) => entry.isFile() && !REFUSED.includes(entry.name))
  .map((entry) => entry.name)

const read = (name: string) =>
  readDocument(
    { bytes: new Uint8Array(readFileSync(path.join(FOLDER, name))), name },
    EXTRACT_LIMITS,
    new AbortController().signal,
  )
const words = (text: string) => text.match(/\S+/g)?.length ?? 0

/** What a person would look at: each block with what it is, then where the cuts are. */
function told(found: Extracted): string {
  const { text, blocks, ...facts } = found
  const lines = blocks.map(({ kind, level, language, place }) => {
    const what = [kind, level, language, place.page && `page ${place.page}`, place.sheet]
      .filter(Boolean)
      .join(' ')
    return `[${what}]\n${text.slice(place.start, place.end)}`
  })
  const settings = chunkSettingsSchema.parse({ targetTokens: 64, maxTokens: 96, overlapTokens: 8 })
  const cuts = chunk(found, settings, words).map(({ kind, heading, tokens, place, text: said }) => {
    const where = [
      place.page && `page ${place.page}`,
      place.sheet,
      place.lines && `lines ${place.lines.join('-')}`,
    ].filter(Boolean)
    const start = said.replaceAll(/\s+/g, ' ')
    return `${kind} ${tokens} | ${heading.join(' > ')} | ${where.join(' ')} | ${start.length > 70 ? `${start.slice(0, 70)}…` : start}`
  })
  return [JSON.stringify(facts, null, 1), ...lines, '==== cut', ...cuts, ''].join('\n\n')
}

describe('documents of every kind', { timeout: 60_000 }, () => {
  it.each(files)('are read and cut as before: %s', async (name) => {
    await expect(told(await read(name))).toMatchFileSnapshot(path.join(FOLDER, 'golden', `${name}.golden`))
  })

  it('have blocks in order, with nothing but signs of structure between them', async () => {
    for (const name of files) {
      const { text, blocks } = await read(name)
      let at = 0
      for (const { place } of blocks) {
        expect(place.start).toBeGreaterThanOrEqual(at)
        expect(text.slice(at, place.start), name).toMatch(/^[\s#-]*$/)
        at = place.end
      }
      expect(text.slice(at).trim()).toBe('')
    }
  })
})

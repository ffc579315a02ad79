import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { matchesGlob, matchesTool, patternOf } from './glob'

describe('a pattern', () => {
  it.each([
    ['files/delete_*', 'files', 'delete_file', true],
    ['files/delete_*', 'files', 'undelete_file', false],
    ['*/delete_*', 'any-server', 'delete_', true],
    ['prod-*/*', 'prod-eu', 'anything', true],
    ['prod-*/*', 'staging', 'anything', false],
    ['files/get?', 'files', 'get1', true],
    ['files/get?', 'files', 'get', false],
    ['files/a/b', 'files', 'a/b', true],
    ['files/Delete', 'files', 'delete', false],
    ['files', 'files', 'files', false],
    ['*/*', '', '', true],
  ])('%s is for %s/%s: %s', (pattern, server, tool, isMatch) => {
    expect(matchesTool(pattern, { server, tool })).toBe(isMatch)
  })

  it('means what the same regular expression means', () => {
    const letters = fc.string({ unit: fc.constantFrom('a', 'b', '.') })
    const globs = fc.string({ unit: fc.constantFrom('a', 'b', '.', '*', '?') })
    fc.assert(
      fc.property(globs, letters, (glob, text) => {
        const source = glob.replaceAll('.', '\\.').replaceAll('*', '.*').replaceAll('?', '.')
        expect(matchesGlob(glob, text)).toBe(new RegExp(`^${source}$`).test(text))
      }),
    )
  })

  it('made to be slow comes to an end', () => {
    expect(matchesGlob('*a'.repeat(300), 'a'.repeat(20_000) + 'b')).toBe(false)
  })

  it('of one tool fits it, whatever its name', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), (tool) => {
        expect(matchesTool(patternOf({ server: 'files', tool }), { server: 'files', tool })).toBe(true)
      }),
    )
  })
})

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { nameOfResource, nameOfUrl, safeName } from './document-names'

describe('safeName', () => {
  it.each([
    ['guide.md', 'guide.md'],
    ['guides/dns.md', 'guides/dns.md'],
    [String.raw`guides\win\dns.md`, 'guides/win/dns.md'],
    ['../../etc/passwd', 'etc/passwd'],
    ['/etc/passwd', 'etc/passwd'],
    [String.raw`C:\Users\me\notes.txt`, 'Users/me/notes.txt'],
    ['a/./b/../c.md', 'a/b/c.md'],
    ['a\u0000b\u202etxt.exe', 'abtxt.exe'],
    ['  spaced / out .md ', 'spaced/out .md'],
    ['..', ''],
    ['', ''],
  ])('makes %j %j', (given, safe) => {
    expect(safeName(given)).toBe(safe)
  })

  it('keeps the end, which says what it is, of a name that is too long', () => {
    const long = safeName(`${'folder/'.repeat(100)}${'x'.repeat(300)}.md`)
    expect(long.length).toBeLessThanOrEqual(500)
    expect(long).toMatch(/x…\.md$/)
  })

  it('never leads out of where it is put, whatever it is given', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('.', '/', '\\', 'a', '\u0000', ' ', ':', 'c') }),
        (given) => {
          const safe = safeName(given)
          expect(safe.split('/')).not.toContain('..')
          expect(safe.startsWith('/')).toBe(false)
          expect(safe.includes('\\')).toBe(false)
          expect(safeName(safe)).toBe(safe)
        },
      ),
    )
  })
})

describe('nameOfUrl', () => {
  it.each([
    ['https://example.org/docs/guide.html', 'example.org/docs/guide.html'],
    ['https://example.org/', 'example.org/index.html'],
    ['https://example.org/docs/', 'example.org/docs/index.html'],
    ['https://user:secret@example.org/a%20b.pdf?x=1&y=../2', 'example.org/a b.pdf x=1&y=..-2'],
    ['http://example.org/%E0%A4%A', 'example.org/%E0%A4%A'],
  ])('calls %s %s', (url, name) => {
    expect(nameOfUrl(url)).toBe(name)
  })
})

describe('nameOfResource', () => {
  it.each([
    ['files', 'file:///docs/guide.md', 'files/docs/guide.md'],
    ['notes', 'note://today', 'notes/today'],
    ['db', 'db:users/7', 'db/users/7'],
    ['odd', '///', 'odd'],
  ])('calls %s’s %s %s', (server, uri, name) => {
    expect(nameOfResource(server, uri)).toBe(name)
  })
})

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { hashOfFiles } from './hash-of-files.mjs'

describe('the fingerprint that tells whether to install or build again', () => {
  let root: string
  const put = (file: string, text: string) => {
    mkdirSync(path.dirname(path.join(root, file)), { recursive: true })
    writeFileSync(path.join(root, file), text)
  }
  const hash = () => hashOfFiles(root, ['package.json', 'app', 'absent'])

  beforeEach(() => {
    root = mkdtempSync(path.join(tmpdir(), 'portolan-hash-'))
    put('package.json', '{}')
    // A route's folder may be named like a file.
    put('app/api/openapi.json/route.ts', 'one')
  })
  afterEach(() => rmSync(root, { recursive: true }))

  it('stays while nothing changes', () => {
    expect(hash()).toBe(hash())
  })

  it('changes with a file, a new file, and a renamed one', () => {
    const seen = [hash()]
    put('app/api/openapi.json/route.ts', 'two')
    seen.push(hash())
    put('app/page.tsx', '')
    seen.push(hash())
    rmSync(path.join(root, 'app/page.tsx'))
    put('app/other.tsx', '')
    seen.push(hash())
    expect(new Set(seen).size).toBe(4)
  })

  it('does not mind tests, of which nothing is built', () => {
    const before = hash()
    put('app/page.test.tsx', 'new')
    expect(hash()).toBe(before)
  })

  it('can read the checkout as it is', () => {
    const checkout = path.resolve(import.meta.dirname, '..')
    expect(hashOfFiles(checkout, ['app', 'components', 'lib', 'deploy'])).toMatch(/^[0-9a-f]{64}$/)
  })
})

import { describe, expect, it } from 'vitest'
import { registryEntry } from '@/e2e/servers/catalogue/registry'
import { serverSpecSchema } from '@/lib/domain/server'
import { compareVersions, RegistryList } from './registry-list'
import { type Listed, readRegistryPage } from './registry-page'
import type { Read } from './to-candidates'

const listed = (...args: Parameters<typeof registryEntry>): Listed => {
  const [first] = readRegistryPage({ servers: [registryEntry(...args)] }).listed
  if (!first) throw new Error('It was not read')
  return first
}

const read = ({ name, version }: Listed): Read => ({
  candidate: {
    spec: serverSpecSchema.parse({
      name: name.replace('/', '_'),
      version,
      endpoint: { kind: 'remote', transport: 'sse', url: 'https://x.test' },
    }),
    warnings: [],
  },
  problems: [],
})

function versions(...entries: Listed[]): (string | undefined)[] {
  const list = new RegistryList()
  for (const entry of entries) list.take(entry, read)
  return list.candidates().map(({ spec }) => spec.version)
}

describe('the list of a registry', () => {
  it('keeps the version that the registry calls the latest, in whatever order versions come', () => {
    const old = listed('a/b', { version: '1.0.0', isLatest: false })
    const latest = listed('a/b', { version: '0.9.0', isLatest: true })
    expect(versions(old, latest)).toEqual(['0.9.0'])
    expect(versions(latest, old)).toEqual(['0.9.0'])
  })

  it('keeps the highest version where the registry calls none the latest', () => {
    const one = { ...listed('a/b', { version: '1.9.0' }), isLatest: undefined }
    const two = { ...listed('a/b', { version: '1.10.0' }), isLatest: undefined }
    expect(versions(one, two)).toEqual(['1.10.0'])
    expect(versions(two, one)).toEqual(['1.10.0'])
  })

  it('lets go of what is deleted, but not for the sake of an older version', () => {
    const active = listed('a/b', { version: '2.0.0' })
    expect(versions(active, listed('a/b', { version: '2.0.0', status: 'deleted' }))).toEqual([])
    expect(versions(active, listed('a/b', { version: '1.0.0', status: 'deleted', isLatest: false }))).toEqual(
      ['2.0.0'],
    )
  })

  it('remembers the latest change that it has seen', () => {
    const list = new RegistryList()
    list.take(listed('a/b', { updatedAt: '2026-10-02T00:00:00Z' }), read)
    list.take(listed('a/c', { updatedAt: '2026-10-01T00:00:00Z' }), read)
    list.take({ ...listed('a/d'), updatedAt: 'yesterday' }, read)
    expect(list.newest).toBe('2026-10-02T00:00:00Z')
  })

  it('counts what would have to be installed, and tells of broken entries one by one up to a number', () => {
    const list = new RegistryList()
    for (let index = 0; index < 30; index++) {
      list.take(listed(`p/${index}`), () => 'packages')
      list.take(listed(`x/${index}`), () => ({
        problems: [{ severity: 'error', message: `broken ${index}` }],
      }))
    }
    const problems = list.problems('https://r.test')
    expect(problems).toHaveLength(22)
    expect(problems[20]?.message).toBe('10 more servers can’t be read'.replace('’', "'"))
    expect(problems[21]?.message).toMatch(/^30 servers \(p\/0, p\/1, p\/2, …\) are programs to install/)
  })
})

describe('a page of a registry', () => {
  it('loses nothing for the sake of a broken entry', () => {
    const page = {
      servers: [null, { server: {} }, { server: { name: 7 } }, registryEntry('a/b')],
      metadata: 'none',
    }
    const { listed: good, faults, nextCursor } = readRegistryPage(page)
    expect(good.map(({ name }) => name)).toEqual(['a/b'])
    expect(faults).toHaveLength(3)
    expect(nextCursor).toBeUndefined()
  })

  it('reads what the registry says about an entry, wherever it says it', () => {
    expect(listed('a/b', { status: 'deprecated' }).deprecation).toBe(
      'The registry says that it is deprecated',
    )
    const { listed: old } = readRegistryPage({ servers: [{ server: { name: 'a/b', status: 'deleted' } }] })
    expect(old[0]).toMatchObject({ isDeleted: true, isLatest: undefined, updatedAt: undefined })
  })
})

describe('versions', () => {
  it.each([
    ['1.0.0', '1.0.0', 0],
    ['1.10.0', '1.9.9', 1],
    ['v2', '1.9', 1],
    ['1.0.0', '1.0.0-rc.1', 1],
    ['1.0.0-rc.2', '1.0.0-rc.10', -1],
    ['1.0', '1.0.0', 0],
    ['2026.8.31', '2026.11.1', -1],
    ['main', '1.0.0', 0],
    [undefined, '1.0.0', 0],
  ])('%s against %s', (a, b, order) => {
    expect(compareVersions(a, b)).toBe(order)
  })
})
